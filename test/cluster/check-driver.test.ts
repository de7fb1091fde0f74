import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../src/cluster/description.js';
import { isMinimesosError } from '../../src/errors.js';

const attached = (more: object) => resolveDescription({ driver: 'attached', ...more });

function problemsOf(description: object): string[] {
  try {
    resolveDescription(description);
  } catch (error) {
    if (isMinimesosError(error, 'INVALID_DESCRIPTION'))
      return error.details.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('a cluster that is there already', () => {
  it.each([
    ['http://10.0.0.1:5050', 'http://10.0.0.1:5050'],
    ['http://10.0.0.1:5050/', 'http://10.0.0.1:5050'],
    [' 10.0.0.1:5050 ', 'http://10.0.0.1:5050'],
    ['master.example:5050', 'http://master.example:5050'],
    ['http://[::1]:5050', 'http://[::1]:5050'],
    ['zk://a:2181,b/mesos', 'zk://a:2181,b:2181/mesos'],
    ['zk://me:mine@a:2181/mesos', 'zk://me:mine@a:2181/mesos'],
  ])('is found by %s', (master, expected) => {
    expect(attached({ master }).attached).toEqual({ master: expected, credential: undefined });
  });

  it('has no masters and agents of its own', () => {
    expect(attached({ master: 'a:5050' })).toMatchObject({ driver: 'attached', masters: [], agents: [] });
  });

  it.each([{ principal: 'me', secret: 'mi:ne' }, 'me:mi:ne'])('knows minimesos by %j', (credentials) => {
    expect(attached({ master: 'a:5050', credentials }).attached?.credential).toEqual({ principal: 'me', secret: 'mi:ne' });
  });

  it.each([
    ['https://a:5050', 'masters are spoken to by http'],
    ['ftp://a:5050', 'masters are found by http:// or zk://'],
    ['http://a:5050/master', 'there is more to it than host and port'],
    ['http://a:5050?x=1', 'there is more to it than host and port'],
    ['http://me:mine@a:5050', 'who minimesos is belongs into credentials'],
    ['http://a:99999', 'that is no URL'],
    ['', 'that is no URL'],
    ['zk://a:2181', 'it has no path'],
    ['zk://a:2181/', 'it has no path'],
    ['zk://a:b/mesos', 'is no host:port'],
  ])('is not found by %s', (master, reason) => {
    const problems = problemsOf({ driver: 'attached', master });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(reason);
  });

  it.each([5050, true, null, {}])('is not found by %j', (master) => {
    expect(problemsOf({ driver: 'attached', master })).toEqual([expect.stringContaining('master: expected where a master is')]);
  });

  it('has to be said where it is', () => {
    expect(problemsOf({ driver: 'attached' })).toEqual([expect.stringContaining('but got nothing')]);
  });

  it.each([
    'me',
    'me:',
    ':mine',
    { principal: 'me' },
    { principal: 'm:e', secret: 'x' },
    { principal: 'a', secret: 'b', c: 1 },
    7,
    null,
  ])('is told nobody by credentials %j, which are not shown', (credentials) => {
    expect(problemsOf({ driver: 'attached', master: 'a:5050', credentials })).toEqual([
      expect.stringMatching(/^credentials: expected an object .* but got something else$/),
    ]);
  });

  it('does not show what is secret in an address', () => {
    const [problem] = problemsOf({ driver: 'attached', master: 'zk://me:mine@a:b/mesos' });
    expect(problem).toContain('//…@');
    expect(problem).not.toContain('mine@');
  });

  it('is not described any further: all that cannot be is reported', () => {
    const description = {
      driver: 'attached',
      master: 'a:5050',
      agents: 2,
      masters: 3,
      zookeeper: true,
      clock: 'virtual',
      seed: 1,
    };
    const paths = problemsOf(description).map((problem) => problem.split(':', 1)[0]);
    expect(paths).toEqual(['agents', 'masters', 'zookeeper', 'clock', 'seed']);
  });

  it('is not any other', () => {
    expect(problemsOf({ master: 'a:5050', credentials: 'me:mine', mesosHome: '/opt/mesos' })).toEqual([
      expect.stringMatching(/^master: expected left out, but got "a:5050" \(.*driver: attached\)/),
      expect.stringMatching(/^credentials: expected left out, but got some \(.*driver: attached, docker or native\)/),
      expect.stringMatching(/^mesosHome: expected left out, but got "\/opt\/mesos" \(.*driver: native\)/),
    ]);
  });
});

describe('programs of Mesos', () => {
  it('are where they are said to be, and have a ZooKeeper unless told otherwise', () => {
    const described = resolveDescription({ driver: 'native', mesosHome: '/opt/mesos', agents: 2, credentials: 'me:mine' });
    expect(described).toMatchObject({ native: { home: '/opt/mesos', credential: { principal: 'me', secret: 'mine' } } });
    expect(described.zookeeper).toBeDefined();
    expect(described.agents).toHaveLength(2);
    expect(resolveDescription({ driver: 'native', zookeeper: false }).zookeeper).toBeUndefined();
  });

  it('know nothing of what only minimesos has', () => {
    const description = { driver: 'native', clock: 'real', seed: 1, reaction: 'mesos', mesosVersion: '1.12', master: 'a:5050' };
    const paths = problemsOf(description).map((problem) => problem.split(':', 1)[0]);
    expect(paths).toEqual(['clock', 'seed', 'reaction', 'mesosVersion', 'master']);
  });
});
