import { describe, expect, it } from 'vitest';
import type { MinimesosError } from '../../../src/errors.js';
import type { Instance } from '../../../src/marathon/scheduler/instance.js';
import { readKept } from '../../../src/marathon/state/kept.js';
import { runningInstance, someApp } from '../some-app.js';

const app = someApp({
  ...{ id: '/group/app', instances: 2, args: ['a'], cmd: undefined, env: { A: 'b' }, labels: { c: 'd' }, user: 'u' },
  ...{ networks: [{ mode: 'container/bridge' }], constraints: [['hostname', 'UNIQUE']], fetch: [{ uri: 'http://h/f' }] },
  container: {
    type: 'DOCKER',
    docker: { image: 'i' },
    portMappings: [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }],
  },
  healthChecks: [{ protocol: 'COMMAND', command: { value: 'true' } }],
  readinessChecks: [],
});
const { health: _, ...instance }: Instance = runningInstance(app, 'h', { rack: 'a' });
const task = {
  ...instance.task,
  hostPorts: [undefined, 31_000],
  ipAddresses: [{ protocol: 'IPv4', ip_address: '10.0.0.1' }],
  status: { task_id: { value: 't1' }, state: 'TASK_RUNNING' },
};
const group = { id: '/group', version: app.version, dependencies: [], apps: { '/group/app': app.version }, groups: [] };
const failure = {
  ...{ appId: '/group/app', host: 'h', message: 'm', state: 'TASK_FAILED', taskId: 't1' },
  ...{ timestamp: app.version, version: app.version },
};
const documents = {
  framework: { id: 'f' },
  'apps/group_app/1': app,
  'groups/1': { ...group, id: '/', apps: {}, groups: [group] },
  'instances/i1': { ...instance, task },
  'deployments/d': { id: 'd', version: app.version, originals: [], targets: [app] },
  'failures/group_app': failure,
};

const read = (changes: Readonly<Record<string, unknown>> = {}) =>
  readKept(
    new Map(Object.entries({ ...documents, ...changes }).map(([key, value]) => [key, JSON.stringify(value)])),
    '/marathon',
  );
const znodesOf = (changes: Readonly<Record<string, unknown>>): readonly string[] => {
  try {
    read(changes);
  } catch (error) {
    const { code, details } = error as MinimesosError<'MARATHON_STATE_UNREADABLE'>;
    expect(code).toBe('MARATHON_STATE_UNREADABLE');
    return details.znodes;
  }
  return expect.unreachable('it should have been refused');
};

describe('what a Marathon has kept', () => {
  it('has groups and apps where their ids say', () => {
    const root = documents['groups/1'];
    const inside = (changes: object) => ({ ...root, groups: [{ ...group, ...changes }] });
    for (const id of ['', '/group', 'x']) {
      expect(znodesOf({ 'groups/1': { ...root, id } })).toEqual(['/marathon/groups/1: "id" is not /, as that of all there is']);
    }
    for (const id of ['', '/', 'group', '/group/', '//group', '/other/group', '/..', '/UPPER']) {
      expect(znodesOf({ 'groups/1': inside({ id }) })).toEqual(['/marathon/groups/1: "id" is not the id of something in /']);
    }
    expect(znodesOf({ 'groups/1': inside({ apps: { '/other/app': '1' } }) })).toEqual([
      '/marathon/groups/1: "apps" is not the id of something in /group',
    ]);
  });

  it('has no more instances than can be asked for', () => {
    const many = { ...app, instances: 2_999_999_999 };
    const told = 'it has 2999999999 instances of all apps, where there are at most 10000';
    expect(znodesOf({ 'apps/group_app/1': many })).toEqual([`/marathon/groups/1: ${told}`]);
    expect(znodesOf({ 'deployments/d': { ...documents['deployments/d'], targets: [many] } })).toEqual([
      `/marathon/deployments/d: ${told}`,
    ]);
  });

  it('is read as it was', () => {
    expect(read({ 'something/else': 1 })).toEqual({
      ...{ frameworkId: 'f', apps: [app], groups: [documents['groups/1']], failures: [failure] },
      ...{ instances: [{ ...instance, task }], deployments: [documents['deployments/d']] },
    });
    expect(readKept(new Map(), '')).toMatchObject({ frameworkId: undefined, apps: [], instances: [] });
  });

  it('has no port where there was none', () => {
    expect(read().instances[0]?.task?.hostPorts).toEqual([undefined, 31_000]);
  });

  it.each([
    ['framework', {}, '"id" is not a text'],
    ['framework', [], 'it is no object'],
    ['apps/group_app/1', { ...app, cpus: 'many' }, /"\/cpus": .*number/],
    ['apps/group_app/1', { ...app, instances: -1 }, '"instances" is not a number from 0 on'],
    ['apps/group_app/1', { ...app, versionInfo: undefined }, '"versionInfo" is not an object'],
    ['apps/group_app/1', { ...app, container: { type: 'LXC' } }, /"\/container\/type"/],
    ['groups/1', { ...group, id: '/', apps: {}, groups: [{}] }, '"id" is not a text'],
    ['instances/i1', { ...instance, condition: 'Fine' }, '"condition" is not one that an instance can be in'],
    ['instances/i1', { ...instance, goal: 'None' }, '"goal" is not Running or Decommissioned'],
    ['instances/i1', { ...instance, task: { ...task, hostPorts: ['a'] } }, '"hostPorts" is not a whole number'],
    ['instances/i1', { ...instance, task: { ...task, status: {} } }, /state|task_id/],
    ['deployments/d', { id: 'd', version: '1', originals: [], targets: {} }, '"targets" is not a list'],
    ['failures/group_app', { ...failure, host: 1 }, '"host" is not a text'],
  ])('is refused when %s is %j', (key, document, reason) => {
    const [znode, ...others] = znodesOf({ [key]: document });
    expect(others).toEqual([]);
    expect(znode).toMatch(new RegExp(`^/marathon/${key}: `));
    expect(znode).toEqual(typeof reason === 'string' ? `/marathon/${key}: ${reason}` : expect.stringMatching(reason));
  });

  it('is refused with all that is wrong, five of them in words', () => {
    const texts = new Map(Array.from({ length: 7 }, (_, number): [string, string] => [`instances/${number}`, 'rubbish']));
    expect(() => readKept(texts, '/marathon')).toThrow(
      /is not what a Marathon of minimesos has kept:\n {2}\/marathon\/instances\/0: it is no JSON\n(.*\n){4} {2}and 2 more/,
    );
  });
});
