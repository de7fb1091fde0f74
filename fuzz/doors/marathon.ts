import { readKept } from '../../src/marathon/state/kept.js';
import type { Door } from '../engine/door.js';
import { requestsIn } from '../requests.js';
import { askMarathon } from '../small-marathon.js';

const headers = { 'content-type': 'application/json' };
const post = (target: string, body: unknown) => ({ method: 'POST', target, headers, body });
const put = (target: string, body: unknown) => ({ method: 'PUT', target, headers, body });
const get = (target: string) => ({ method: 'GET', target });
const remove = (target: string) => ({ method: 'DELETE', target });

const APP = {
  ...{ id: '/a', cmd: 'sleep 10', cpus: 0.1, mem: 32, instances: 2, env: { A: 'b', S: { secret: 's' } }, labels: { l: 'v' } },
  portDefinitions: [{ port: 0, protocol: 'tcp', name: 'http', labels: {} }],
  healthChecks: [
    { protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 5, intervalSeconds: 5, maxConsecutiveFailures: 3 },
  ],
  constraints: [
    ['hostname', 'UNIQUE'],
    ['rack', 'LIKE', 'a.*'],
    ['rack', 'GROUP_BY', '2'],
  ],
  upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.2 },
};
const CONTAINER = {
  ...{ id: '/g/c', args: ['a'], fetch: [{ uri: 'http://h/a.tar.gz', extract: true }], networks: [{ mode: 'container/bridge' }] },
  container: {
    type: 'DOCKER',
    docker: { image: 'i', parameters: [{ key: 'k', value: 'v' }] },
    portMappings: [{ containerPort: 80, hostPort: 0, servicePort: 10_000 }],
    volumes: [{ containerPath: '/a', hostPath: '/b', mode: 'RW' }],
  },
  readinessChecks: [{ portName: 'http' }],
  residency: { taskLostBehavior: 'WAIT_FOREVER' },
  unreachableStrategy: { inactiveAfterSeconds: 1, expungeAfterSeconds: 2 },
  taskKillGracePeriodSeconds: 5,
  dependencies: ['/a'],
};
const GROUP = { id: '/g', apps: [APP, CONTAINER], groups: [{ id: 'h', dependencies: ['/g/a'] }] };

const SEQUENCES: readonly object[][] = [
  [
    post('/v2/apps', APP),
    get('/v2/apps/a'),
    put('/v2/apps/a', { instances: 3, cmd: 'true' }),
    get('/v2/deployments'),
    remove('/v2/apps/a?force=true'),
  ],
  [
    post('/v2/apps', CONTAINER),
    get('/v2/queue?embed=lastUnusedOffers'),
    remove('/v2/queue/g/c/delay'),
    post('/v2/apps/g/c/restart?force=true', {}),
  ],
  [
    post('/v2/groups', GROUP),
    get('/v2/groups?embed=group.groups&embed=group.apps'),
    put('/v2/groups/g?dryRun=true', GROUP),
    put('/v2/groups/g', { scaleBy: 2 }),
    remove('/v2/groups/g'),
  ],
  [
    get('/v2/apps?id=a&cmd=b&label=a==b,c in (d)&embed=apps.tasks'),
    get('/v2/tasks?status=running'),
    post('/v2/tasks/delete?scale=true', { ids: ['a.b'] }),
  ],
  [
    put('/v2/apps', [APP, { id: 'b', cmd: 'x' }]),
    get('/v2/apps/a/versions'),
    get('/v2/apps/a/versions/2023-11-14T22:13:20.000Z'),
    put('/v2/apps/a', { version: '2023-11-14T22:13:20.000Z' }),
  ],
  [
    get('/v2/info'),
    get('/v2/leader'),
    get('/ping'),
    get('/metrics'),
    get('/v2/events?event_type=app_terminated_event'),
    { method: 'OPTIONS', target: '/v2/apps' },
  ],
  [
    post('/v2/apps', { ...APP, uris: ['a'], ports: [0], ipAddress: { networkName: 'n' } }),
    remove('/v2/apps/a/tasks?scale=true&wipe=true'),
    remove('/v2/deployments/x'),
  ],
];

/** Requests to Marathon; between them time passes, and there are offers. */
const door: Door = {
  name: 'marathon',
  corpus: SEQUENCES.map((requests) => JSON.stringify({ requests })),
  longest: 8192,
  words: SEQUENCES.flat().map((each) => (each as { target: string }).target),
  run: (input) => askMarathon(readKept(new Map(), ''), requestsIn(input, post('/v2/apps', undefined), 8)),
};

export default door;
