import fc from 'fast-check';
import type { TypeName } from '../../src/mesos/wire/messages.js';
import { arbitraryMessage } from '../../test/mesos/wire/arbitrary-message.js';
import type { Door } from '../engine/door.js';
import { requestsIn } from '../requests.js';
import { SmallCluster, schedulerCall, subscription } from '../small-cluster.js';

const SCHEDULER = '/api/v1/scheduler';
const headers = { 'content-type': 'application/json', accept: 'application/json' };
const call = schedulerCall;
const info = {
  user: 'u',
  name: 'n',
  roles: ['*', 'a/b'],
  failover_timeout: 10,
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
};
const subscribe = subscription(info);
const cpus = (value: number) => ({ name: 'cpus', type: 'SCALAR', scalar: { value }, allocation_info: { role: '*' } });
const task = {
  name: 't',
  task_id: { value: 't' },
  agent_id: { value: '@agent' },
  resources: [cpus(1)],
  command: { value: 'sleep 10' },
};
const accept = (...operations: object[]) =>
  call('ACCEPT', { accept: { offer_ids: [{ value: '@offer' }], operations, filters: { refuse_seconds: 1 } } });
const launch = accept({ type: 'LAUNCH', launch: { task_infos: [task] } });
const reservation = { type: 'DYNAMIC', role: 'r', principal: 'p' };
const operator = (type: string, members: object = {}) => ({ target: '/api/v1', headers, body: { type, ...members } });
const form = (target: string, body: string) => ({ target, body });
const get = (target: string) => ({ method: 'GET', target });

const SEQUENCES: readonly object[][] = [
  [subscribe, launch, call('KILL', { kill: { task_id: { value: 't' } } }), call('TEARDOWN')],
  [
    subscribe,
    accept({ type: 'RESERVE', reserve: { resources: [{ ...cpus(1), reservations: [reservation] }] } }),
    call('SUPPRESS'),
    call('REVIVE'),
  ],
  [
    subscribe,
    accept({
      type: 'LAUNCH_GROUP',
      launch_group: {
        executor: { type: 'DEFAULT', executor_id: { value: 'e' }, resources: [cpus(1)] },
        task_group: { tasks: [task] },
      },
    }),
    call('MESSAGE', { message: { agent_id: { value: '@agent' }, executor_id: { value: 'e' }, data: 'aGk=' } }),
    call('SHUTDOWN', { shutdown: { agent_id: { value: '@agent' }, executor_id: { value: 'e' } } }),
  ],
  [
    subscribe,
    launch,
    call('RECONCILE', { reconcile: { tasks: [{ task_id: { value: 't' } }] } }),
    get('/state'),
    get('/tasks?order=asc&limit=1'),
  ],
  [
    subscribe,
    call('DECLINE', { decline: { offer_ids: [{ value: '@offer' }] } }),
    call('REQUEST', { request: { requests: [{}] } }),
  ],
  [
    subscribe,
    call('UPDATE_FRAMEWORK', {
      update_framework: { framework_info: { ...info, id: { value: '@framework' } }, suppressed_roles: ['*'] },
    }),
  ],
  [
    operator('GET_STATE'),
    operator('GET_FLAGS'),
    operator('SUBSCRIBE'),
    operator('GET_AGENTS'),
    operator('LIST_FILES', { list_files: { path: '/' } }),
  ],
  [
    operator('UPDATE_QUOTA', { update_quota: { force: true, quota_configs: [{ role: 'a', limits: { cpus: { value: 1 } } }] } }),
    operator('UPDATE_WEIGHTS', { update_weights: { weight_infos: [{ role: 'a', weight: 2.5 }] } }),
  ],
  [
    operator('UPDATE_MAINTENANCE_SCHEDULE', {
      update_maintenance_schedule: {
        schedule: { windows: [{ machine_ids: [{ hostname: 'localhost' }], unavailability: { start: { nanoseconds: 1 } } }] },
      },
    }),
    operator('START_MAINTENANCE', { start_maintenance: { machines: [{ hostname: 'localhost' }] } }),
    get('/maintenance/status'),
  ],
  [
    operator('DRAIN_AGENT', {
      drain_agent: { agent_id: { value: '@agent' }, max_grace_period: { nanoseconds: 1 }, mark_gone: true },
    }),
    get('/slaves'),
  ],
  [
    operator('RESERVE_RESOURCES', {
      reserve_resources: {
        agent_id: { value: '@agent' },
        resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, reservations: [reservation] }],
      },
    }),
  ],
  [
    form(
      '/reserve',
      'slaveId=@agent&resources=[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"r","reservation":{"principal":"p"}}]',
    ),
    form('/teardown', 'frameworkId=@framework'),
  ],
  [
    form('/quota', '{"role":"a","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":1}}]}'),
    get('/quota'),
    { method: 'PUT', target: '/weights', body: '[{"role":"a","weight":2}]' },
  ],
  [
    get('/state-summary'),
    get('/frameworks?framework_id=@framework'),
    get('/roles'),
    get('/metrics/snapshot?timeout=1secs'),
    get('/help/master'),
    get('/files/browse?path=/'),
  ],
  [
    { target: '/logging/toggle?level=1&duration=1secs' },
    get('/redirect'),
    get('/registrar(1)/registry'),
    get('/flags?jsonp=f'),
    get('/version'),
    get('/system/stats.json'),
  ],
  [{ target: SCHEDULER, headers: { ...headers, 'content-encoding': 'gzip' }, bytes: 'H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==' }],
];
const TYPES: readonly TypeName[] = ['scheduler.Call', 'master.Call'];

/** Requests to a master: schedulers, operators, and the endpoints of v0. */
const door: Door = {
  name: 'master',
  corpus: SEQUENCES.map((requests) => JSON.stringify({ requests })),
  longest: 8192,
  words: ['@framework', '@stream', '@offer', '@agent', ...SEQUENCES.flat().map((each) => (each as { target: string }).target)],
  generate: (seed) => {
    const [type] = fc.sample(fc.constantFrom(...TYPES), { numRuns: 1, seed }) as [TypeName];
    const [message] = fc.sample(arbitraryMessage(type), { numRuns: 1, seed });
    const asked = type === 'master.Call' ? { target: '/api/v1', headers, body: message } : call('', message as object);
    return Buffer.from(JSON.stringify({ requests: [subscribe, asked] }));
  },
  async run(input) {
    const cluster = await SmallCluster.start();
    try {
      await cluster.converse(cluster.routers.master, requestsIn(input, subscribe, 8));
    } finally {
      cluster.stop();
    }
  },
};

export default door;
