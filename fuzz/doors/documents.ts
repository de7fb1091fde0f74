import { findTasks } from '../../src/cluster/find.js';
import type { MesosState } from '../../src/cluster/mesos-state.js';
import { stateDocument } from '../../src/cluster/state-document.js';
import { summarizeState } from '../../src/cluster/state-summary.js';
import { namesOf } from '../../src/discovery/records.js';
import {
  type InspectedContainer,
  type ListedContainer,
  showInspected,
  showListed,
} from '../../src/docker/proxy/container-view.js';
import { entryOf } from '../../src/drivers/attached/operator-events.js';
import { errorOfProblem } from '../../src/drivers/host/api-error.js';
import { otherVersion } from '../../src/host/state-format.js';
import { parseJson } from '../../src/mesos/wire/parse-json.js';
import { each } from '../answers.js';
import type { Door } from '../engine/door.js';

const MASTER = 'http://127.0.0.1:5050';
const NAMING = {
  domain: 'mesos',
  masters: [],
  listener: '127.0.0.1',
  ipSources: ['netinfo', 'mesos', 'docker', 'host'],
  lookup: () => [],
} as const;

const STATE = {
  ...{ version: '1.11.0', id: 'm', pid: 'master@127.0.0.1:5050', leader: 'master@127.0.0.1:5050', recovered_slaves: [] },
  slaves: [{ id: 's', pid: 'slave(1)@127.0.0.1:5051', hostname: 'h', active: true, resources: { cpus: 1 }, used_resources: {} }],
  frameworks: [
    {
      ...{ id: 'f', name: 'n', active: true, connected: true, unreachable_tasks: [], completed_tasks: [], offers: [] },
      tasks: [
        {
          ...{ id: 't', name: 'web', slave_id: 's', state: 'TASK_RUNNING', resources: { ports: '[31000-31001, 31005-31005]' } },
          discovery: { visibility: 'CLUSTER', name: 'web', ports: { ports: [{ number: 80, name: 'http', protocol: 'tcp' }] } },
          statuses: [
            {
              state: 'TASK_RUNNING',
              timestamp: 1,
              container_status: { network_infos: [{ ip_addresses: [{ ip_address: '10.0.0.1' }] }] },
            },
          ],
        },
      ],
    },
  ],
  completed_frameworks: [],
};
const LABELS = {
  'minimesos.network': 'bridge',
  'minimesos.ports': '[{"protocol":"tcp","port":80,"hostPort":8080}]',
};

/** Names take as long as tasks have ports, which is no fault. */
const withoutPorts = (state: MesosState): MesosState => ({
  ...state,
  frameworks: state.frameworks.map((framework) => ({
    ...framework,
    tasks: framework.tasks.map((task) => ({ ...task, resources: {} })),
  })),
});

/** Documents that are read of others: the state of masters, events of the operator API, problems of host processes, and containers. */
const door: Door = {
  name: 'documents',
  corpus: [
    STATE,
    {
      type: 'TASK_ADDED',
      task_added: {
        task: {
          framework_id: { value: 'f' },
          task_id: { value: 't' },
          agent_id: { value: 'a' },
          name: 'n',
          state: 'TASK_RUNNING',
        },
      },
    },
    {
      type: 'FRAMEWORK_ADDED',
      framework_added: {
        framework: { framework_info: { user: 'u', name: 'n' }, active: true, connected: true, recovered: false },
      },
    },
    { type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: 'a' } } },
    { code: 'UNKNOWN_TASK', detail: 'd', remedy: 'r', details: { cluster: 'c', task: 't', tasks: ['a'] } },
    { code: 'WAIT_TIMEOUT', detail: 'd', details: { waitedFor: 'w', timeout: '1secs', seen: '' } },
    {
      State: { Running: true },
      Config: { Labels: LABELS },
      NetworkSettings: { Networks: { n: { IPAddress: '1.2.3.4' } }, Ports: {} },
    },
    { State: 'running', Labels: LABELS, NetworkSettings: { Networks: null } },
    { format: 7, version: '9', pid: 1, startedAt: 1 },
  ].map((document) => JSON.stringify(document)),
  longest: 8192,
  run(input) {
    const text = Buffer.from(input).toString();
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      return;
    }
    each([
      () => errorOfProblem(MASTER, text, 'this'),
      () => otherVersion('file', text),
      () => entryOf(parseJson('master.Event', text), MASTER, 0),
      () => showInspected(document as InspectedContainer),
      () => showListed(document as ListedContainer),
      () => {
        const state = stateDocument(document, MASTER);
        summarizeState(state);
        findTasks(state, { framework: 'n', state: 'TASK_RUNNING' });
        try {
          namesOf(withoutPorts(state) as never, NAMING as never);
        } catch (error) {
          // Whoever asks for a name is told that there is nobody who knows it.
          if (!(error instanceof TypeError)) throw error;
        }
      },
    ]);
  },
};

export default door;
