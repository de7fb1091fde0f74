import { isMinimesosError } from '../../src/errors.js';
import { readKept } from '../../src/marathon/state/kept.js';
import { runningInstance, someApp } from '../../test/marathon/some-app.js';
import type { Door } from '../engine/door.js';
import { askMarathon } from '../small-marathon.js';

const VERSION = '2023-11-14T22:13:20.000Z';
const APP = someApp(
  {
    ...{ id: '/a', instances: 2, env: { A: 'b' }, constraints: [['hostname', 'UNIQUE']], portDefinitions: [{ port: 0 }] },
    healthChecks: [{ protocol: 'HTTP', portIndex: 0 }],
  },
  VERSION,
);
const IN_CONTAINER = someApp(
  {
    ...{ id: '/g/c', networks: [{ mode: 'container/bridge' }], dependencies: ['/a'], fetch: [{ uri: 'http://h/a.tar.gz' }] },
    container: { type: 'DOCKER', docker: { image: 'i' }, portMappings: [{ containerPort: 80 }] },
  },
  VERSION,
);
const { health: _, ...INSTANCE } = runningInstance(APP, 'h', { rack: 'a' });
const TASK = {
  ...{ ...INSTANCE.task, hostPorts: [null, 31_000], ipAddresses: [{ ip_address: '10.0.0.1' }] },
  status: { task_id: { value: 't1' }, state: 'TASK_RUNNING', agent_id: { value: 'S0' } },
};
const GROUP = { id: '/g', version: VERSION, dependencies: [], apps: { '/g/c': VERSION }, groups: [] };
const FAILURE = { appId: '/a', host: 'h', message: '', state: 'TASK_FAILED', taskId: 't1', timestamp: VERSION, version: VERSION };

const EXAMPLES: readonly object[] = [
  {
    framework: { id: 'f' },
    'apps/a/1': APP,
    'apps/g_c/1': IN_CONTAINER,
    'groups/1': { ...GROUP, id: '/', apps: { '/a': VERSION }, groups: [GROUP] },
    'instances/a.instance-1': { ...INSTANCE, task: TASK },
    'failures/a': FAILURE,
  },
  {
    'groups/1': { ...GROUP, id: '/', apps: {} },
    'deployments/d': { id: 'd', version: VERSION, originals: [APP], targets: [{ ...APP, instances: 3 }, IN_CONTAINER] },
    'instances/a.instance-1': { ...INSTANCE, condition: 'Unreachable' },
  },
];

const LOOKS = ['/v2/apps?embed=apps.tasks', '/v2/groups', '/v2/tasks', '/v2/deployments', '/v2/queue', '/v2/apps/a/versions'];

/** The documents of an input; one that is no object is a document that nobody can read. */
function textsIn(text: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(text)).map(([key, document]) => [key, JSON.stringify(document)]));
  } catch {
    return new Map([['framework', text]]);
  }
}

/** What a Marathon has kept for the next, which goes on with it. The input is an object with the documents by their keys. */
const door: Door = {
  name: 'marathon-state',
  corpus: EXAMPLES.map((example) => JSON.stringify(example)),
  longest: 8192,
  answers: (error) => isMinimesosError(error, 'MARATHON_STATE_UNREADABLE'),
  async run(input) {
    const text = Buffer.from(input).toString();
    const requests = LOOKS.map((target) => ({ method: 'GET', target }));
    await askMarathon(readKept(textsIn(text), '/marathon'), [
      ...requests,
      { method: 'DELETE', target: '/v2/apps/a?force=true' },
      ...requests,
    ]);
  },
};

export default door;
