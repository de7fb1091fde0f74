import { afterEach, describe, expect, it } from 'vitest';
import { withEnvironment } from '../../src/cluster/environment.js';
import { MesosCluster } from '../../src/index.js';

describe('the environment', () => {
  it('says what a description leaves out', () => {
    const environment = { MINIMESOS_TIMEOUT: '5000', MINIMESOS_MESOS_VERSION: '1.12', MINIMESOS_RETAIN: '1', OTHER: 'x' };
    expect(withEnvironment({ agents: 2 }, environment)).toEqual({
      agents: 2,
      timeout: 5000,
      mesosVersion: '1.12',
      retain: 'true',
    });
    expect(withEnvironment({ timeout: undefined }, { MINIMESOS_TIMEOUT: '30secs' })).toEqual({ timeout: '30secs' });
  });

  it('never changes what a description says', () => {
    const description = { timeout: '1mins', retain: false, reaction: 'mesos', mesosVersion: '1.11' };
    const environment = {
      ...{ MINIMESOS_TIMEOUT: '5secs', MINIMESOS_RETAIN: 'true' },
      ...{ MINIMESOS_REACTION: 'immediate', MINIMESOS_MESOS_VERSION: '1.12' },
    };
    expect(withEnvironment(description, environment)).toBe(description);
  });

  it('counts for nothing when it is empty, or no description at all was given', () => {
    expect(withEnvironment({}, { MINIMESOS_TIMEOUT: '' })).toEqual({});
    expect(withEnvironment(5, { MINIMESOS_TIMEOUT: '5secs' })).toBe(5);
  });

  it('has a cluster that is there already take the place of the one described', () => {
    const environment = {
      MINIMESOS_ATTACH: 'zk://a:2181/mesos',
      MINIMESOS_CREDENTIALS: 'me:mine',
      MINIMESOS_REACTION: 'immediate',
    };
    const attached = { driver: 'attached', master: 'zk://a:2181/mesos', credentials: 'me:mine' };
    expect(withEnvironment({}, environment)).toEqual(attached);
    expect(withEnvironment({ name: 'blue', agents: 3, masters: 3, host: 'process', clock: 'real' }, environment)).toEqual({
      ...{ name: 'blue', host: 'process' },
      ...attached,
    });
    expect(withEnvironment({ driver: 'embedded', agents: 3 }, environment)).toMatchObject({ driver: 'embedded', agents: 3 });
    expect(() => withEnvironment({}, { MINIMESOS_ATTACH: 'a:5050', MINIMESOS_CREDENTIALS: 'me' })).toThrow(
      /MINIMESOS_CREDENTIALS: /,
    );
  });

  it('says of clusters in containers which images they run, and who minimesos is there', () => {
    const environment = { MINIMESOS_DRIVER: 'docker', MINIMESOS_IMAGES: 'master=mesos:1, agent=a.b:5000/c:2' };
    const others = { MINIMESOS_CREDENTIALS: 'me:mine', MINIMESOS_RETAIN: '1', MINIMESOS_REACTION: 'immediate' };
    const read = withEnvironment({ agents: 2 }, { ...environment, ...others });
    const images = environment.MINIMESOS_IMAGES;
    expect(read).toEqual({ agents: 2, driver: 'docker', images, credentials: 'me:mine', retain: 'true' });
    const given = { images: { master: 'mine' } };
    expect(withEnvironment(given, environment)).toEqual({ ...given, driver: 'docker' });
    expect(withEnvironment({ driver: 'native' }, environment)).toEqual({ driver: 'native' });
    for (const [text, message] of [
      ['mesos:1', /MINIMESOS_IMAGES: .*master=mesos:1,agent=mesos:1/],
      ['masters=mesos:1', /MINIMESOS_IMAGES\.masters: .*did you mean master\?/],
      ['master=', /MINIMESOS_IMAGES\.master: /],
    ] as const) {
      expect(() => withEnvironment({}, { ...environment, MINIMESOS_IMAGES: text })).toThrow(message);
    }
  });

  it('is told by the names of its variables when it makes no sense', () => {
    const environment = { MINIMESOS_TIMEOUT: 'soon', MINIMESOS_RETAIN: 'perhaps', MINIMESOS_REACTION: 'imediate' };
    expect(() => withEnvironment({}, environment)).toThrow(
      /^The environment does not describe a cluster:\n {2}MINIMESOS_TIMEOUT: .*"soon"\n {2}MINIMESOS_REACTION: .*did you mean immediate\?\n {2}MINIMESOS_RETAIN: /,
    );
  });
});

describe('MesosCluster.start', () => {
  afterEach(() => {
    delete process.env['MINIMESOS_MESOS_VERSION'];
  });

  it('reads the environment when it is called', async () => {
    process.env['MINIMESOS_MESOS_VERSION'] = '1.12';
    await using cluster = await MesosCluster.start({ agents: 0 });
    expect(cluster.mesosVersion).toBe('1.12.0');
    await using other = await MesosCluster.start({ agents: 0, mesosVersion: '1.11' });
    expect(other.mesosVersion).toBe('1.11.0');
  });
});
