import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../src/cluster/description.js';
import { isMinimesosError } from '../../src/errors.js';

const DEFAULT = { port: undefined, dataDirectory: undefined, credentials: undefined };

function problemsOf(description: unknown): string[] {
  try {
    resolveDescription(description);
  } catch (error) {
    if (isMinimesosError(error, 'INVALID_DESCRIPTION')) {
      return error.details.problems.map(({ path, message }) => `${path}: ${message}`);
    }
    throw error;
  }
  return [];
}

describe('the ZooKeeper of a description', () => {
  it.each([
    [{}, undefined],
    [{ zookeeper: false }, undefined],
    [{ zookeeper: true }, DEFAULT],
    [{ zookeeper: {} }, DEFAULT],
    [{ masters: 3 }, DEFAULT],
    [{ masters: [{ count: 2 }, {}] }, DEFAULT],
    [{ zookeeper: { port: 2181, credentials: 'user:pass' } }, { ...DEFAULT, port: 2181, credentials: 'user:pass' }],
    [{ zookeeper: { dataDirectory: 'data' } }, { ...DEFAULT, dataDirectory: resolve('data') }],
    [{ zookeeper: { url: 'zk://user:pass@a,b:1/mesos/' } }, { url: 'zk://user:pass@a:2181,b:1/mesos' }],
  ])('is read: %j', (description, zookeeper) => {
    expect(resolveDescription(description).zookeeper).toEqual(zookeeper);
  });

  it('is not the only one', () => {
    const { zookeeper, zookeepers } = resolveDescription({ zookeepers: { state: true, 'of-jobs': { port: 2181 } } });
    expect(zookeeper).toBeUndefined();
    expect(zookeepers).toEqual({ state: DEFAULT, 'of-jobs': { ...DEFAULT, port: 2181 } });
  });

  it.each([{ zookeeper: true, zookeepers: { state: true } }, { zookeeper: { url: 'zk://a/b' } }, { masters: 2 }])(
    'is the same when it is read again: %j',
    (description) => {
      const once = JSON.parse(JSON.stringify(resolveDescription(description)));
      const again = resolveDescription({ zookeeper: once.zookeeper, zookeepers: once.zookeepers, masters: once.masters });
      expect(again).toEqual(resolveDescription(description));
    },
  );

  it('has to be there for several masters', () => {
    expect(problemsOf({ zookeeper: false, masters: 2 })).toEqual([
      'zookeeper: expected true, or left out, but got false (2 masters need one)',
    ]);
    expect(problemsOf({ masters: 6 })).toEqual(['masters: expected a whole number from 1 to 5, but got 6']);
  });

  it('elects one of several masters only where there are as many as their quorum', () => {
    expect(problemsOf({ masters: [{ count: 3, flags: { quorum: 4 } }] })).toEqual([
      'masters[0].flags.quorum: expected a number up to 3, but got 4 (there are 3 masters, and none would ever lead)',
    ]);
    expect(problemsOf({ masters: [{ flags: { quorum: 2 } }] })).toEqual([
      'masters[0].flags.quorum: expected a number up to 1, but got 2 (there is one master, and none would ever lead)',
    ]);
    expect(problemsOf({ masters: [{ count: 2, flags: { quorum: 3 } }, {}] })).toEqual([]);
  });

  it('says all that is wrong with it', () => {
    expect(
      problemsOf({
        zookeeper: { port: 0, dataDirectory: '', credentials: 'user', prot: 1 },
        zookeepers: { State: true, ip: true, 'state-port': true, masters: true, jobs: false, logs: { url: 'zk://a/b' } },
      }),
    ).toEqual([
      'zookeeper.port: expected a port from 1 to 65535, but got 0',
      'zookeeper.dataDirectory: expected the path of a directory, but got ""',
      'zookeeper.credentials: expected a user and a password, as user:password, but got something else (the credentials are not user:password)',
      'zookeeper.prot: a ZooKeeper has no such key',
      'zookeepers: expected a name of 1 to 63 small letters, digits and -, but got "State"',
      'zookeepers: expected a name of 1 to 63 small letters, digits and -, but got "ip" (the ends ip and port are for the names of variables)',
      'zookeepers: expected a name of 1 to 63 small letters, digits and -, but got "state-port" (the ends ip and port are for the names of variables)',
      'zookeepers: expected a name of 1 to 63 small letters, digits and -, but got "masters" (that of the masters is called so)',
      "zookeepers.jobs: expected true, or an object such as { port: 2181, dataDirectory: 'zookeeper', credentials: 'user:password' }, but got false",
      'zookeepers.logs.url: a ZooKeeper has no such key',
    ]);
  });

  it.each([
    ['zk://10.0.0.1', "it has no path, and Mesos refuses '/'"],
    ['zk://10.0.0.1/', "it has no path, and Mesos refuses '/'"],
    ['10.0.0.1:2181/mesos', 'it does not begin with zk://'],
    [5, undefined],
  ])('is not at %j', (url, reason) => {
    const [problem, ...others] = problemsOf({ zookeeper: { url } });
    expect(others).toEqual([]);
    expect(problem).toContain('zookeeper.url: expected where a ZooKeeper is, such as zk://10.0.0.1:2181,10.0.0.2:2181/mesos');
    if (reason !== undefined) expect(problem).toContain(`(${reason})`);
  });

  it('is not shown with its password', () => {
    const problems = problemsOf({
      zookeeper: { url: 'zk://user:geheim@a' },
      zookeepers: { state: { credentials: '/:geheim/' } },
    });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('geheim');
    expect(problems[0]).toContain('"zk://…@a"');
  });

  it('has a port and a directory of its own', () => {
    const one = { port: 2181, dataDirectory: 'data' };
    expect(problemsOf({ masters: [{ port: 2181 }], zookeeper: one, zookeepers: { state: { dataDirectory: './data' } } })).toEqual(
      [
        'zookeeper.port: expected a port of its own, but got 2181 (masters[0].port has it already)',
        `zookeepers.state.dataDirectory: expected a directory of its own, but got "${resolve('data')}" (zookeeper.dataDirectory has it already)`,
      ],
    );
  });
});
