import fc from 'fast-check';
import type { TypeName } from '../../src/mesos/wire/messages.js';
import { arbitraryMessage } from '../../test/mesos/wire/arbitrary-message.js';
import type { Door } from '../engine/door.js';
import { requestsIn } from '../requests.js';
import { SmallCluster } from '../small-cluster.js';

const headers = { 'content-type': 'application/json', accept: 'application/json' };
const call = (type: string, members: object = {}) => ({ target: '/api/v1', headers, body: { type, ...members } });
const executor = (type: string, members: object = {}) => ({
  target: '/api/v1/executor',
  headers,
  body: { type, framework_id: { value: '@framework' }, executor_id: { value: 't' }, ...members },
});
const provider = (type: string, members: object = {}) => ({
  target: '/api/v1/resource_provider',
  headers,
  body: { type, ...members },
});
const get = (target: string) => ({ method: 'GET', target });
const container = { container_id: { value: 'c', parent: { value: 'p' } } };

const SEQUENCES: readonly object[][] = [
  [
    executor('SUBSCRIBE', { subscribe: { unacknowledged_tasks: [], unacknowledged_updates: [] } }),
    executor('MESSAGE', { message: { data: 'aGk=' } }),
  ],
  [
    executor('UPDATE', {
      update: {
        status: { task_id: { value: 't' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', uuid: 'AAAAAAAAAAAAAAAAAAAAAA==' },
      },
    }),
  ],
  [executor('HEARTBEAT')],
  [
    call('GET_STATE'),
    call('GET_CONTAINERS', { get_containers: { show_nested: true, show_standalone: true } }),
    call('GET_EXECUTORS'),
    call('GET_OPERATIONS'),
  ],
  [
    call('LAUNCH_NESTED_CONTAINER', { launch_nested_container: { ...container, command: { value: 'true' } } }),
    call('WAIT_NESTED_CONTAINER', { wait_nested_container: container }),
  ],
  [
    call('LAUNCH_CONTAINER', {
      launch_container: {
        container_id: { value: 's' },
        command: { value: 'sleep 1' },
        resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 } }],
      },
    }),
    call('KILL_CONTAINER', { kill_container: { container_id: { value: 's' }, signal: 9 } }),
    call('REMOVE_CONTAINER', { remove_container: { container_id: { value: 's' } } }),
  ],
  [call('LAUNCH_NESTED_CONTAINER_SESSION', { launch_nested_container_session: { ...container, command: { value: 'true' } } })],
  [call('ATTACH_CONTAINER_OUTPUT', { attach_container_output: container })],
  [
    {
      target: '/api/v1',
      headers: { 'content-type': 'application/recordio', 'message-content-type': 'application/json' },
      body: '46\n{"type":"ATTACH_CONTAINER_INPUT","attach_contain',
    },
  ],
  [
    call('LIST_FILES', { list_files: { path: '/slave/log' } }),
    call('READ_FILE', { read_file: { path: '/slave/log', offset: 1, length: 5 } }),
    get('/files/read?path=/&offset=-1'),
  ],
  [
    call('ADD_RESOURCE_PROVIDER_CONFIG', { add_resource_provider_config: { info: { type: 'a', name: 'b' } } }),
    call('PRUNE_IMAGES'),
    call('SET_LOGGING_LEVEL', { set_logging_level: { level: 1, duration: { nanoseconds: 1 } } }),
  ],
  [
    provider('SUBSCRIBE', { subscribe: { resource_provider_info: { type: 'a', name: 'b' } } }),
    provider('UPDATE_STATE', { update_state: { resources: [], resource_version_uuid: { value: 'AAAAAAAAAAAAAAAAAAAAAA==' } } }),
  ],
  [
    get('/state'),
    get('/containers?container_id=a'),
    get('/monitor/statistics'),
    get('/metrics/snapshot?timeout=5secs'),
    get('/flags'),
    get('/help/slave(1)/state'),
  ],
];
const TYPES: readonly TypeName[] = ['executor.Call', 'agent.Call', 'resource_provider.Call'];
const TARGETS: Readonly<Record<string, string>> = {
  'executor.Call': '/api/v1/executor',
  'resource_provider.Call': '/api/v1/resource_provider',
};
/** Requests to an agent on which a task waits for its executor: executors, operators, resource providers, and the endpoints of v0. */
const door: Door = {
  name: 'agent',
  corpus: SEQUENCES.map((requests) => JSON.stringify({ requests })),
  longest: 8192,
  words: ['@framework', '@agent', ...Object.values(TARGETS), '/api/v1'],
  generate: (seed) => {
    const [type] = fc.sample(fc.constantFrom(...TYPES), { numRuns: 1, seed }) as [TypeName];
    const [body] = fc.sample(arbitraryMessage(type), { numRuns: 1, seed });
    return Buffer.from(JSON.stringify({ requests: [{ target: TARGETS[type] ?? '/api/v1', headers, body }] }));
  },
  async run(input) {
    const cluster = await SmallCluster.start();
    try {
      await cluster.launch();
      await cluster.converse(cluster.routers.agent, requestsIn(input, call(''), 8));
    } finally {
      cluster.stop();
    }
  },
};

export default door;
