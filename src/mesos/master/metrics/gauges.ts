import type { MetricFamily } from '../../process/metrics.js';
import { ResourceQuantities } from '../../resources/quantities.js';
import type { Resources } from '../../resources/resources.js';
import type { TaskState } from '../../wire/messages.js';
import type { Master } from '../master.js';
import { registryDocument } from '../registry-document.js';

const ACTIVE: readonly TaskState[] = ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'];

const count = <Item>(items: Iterable<Item>, holds: (item: Item) => boolean): number => [...items].filter(holds).length;

const PARTS: readonly [suffix: string, part: (resources: Resources) => Resources][] = [
  ['', (resources) => resources.nonRevocable()],
  ['_revocable', (resources) => resources.revocable()],
];

/** What can be read off a master's books. */
export const masterGauges =
  (master: Master): MetricFamily =>
  () => {
    const { agents, frameworks } = master;
    return [
      ['master/uptime_secs', master.seconds() - master.startSeconds],
      ['master/elected', master.elected ? 1 : 0],
      ['master/slaves_connected', count(agents.values(), ({ connected }) => connected)],
      ['master/slaves_disconnected', count(agents.values(), ({ connected }) => !connected)],
      ['master/slaves_active', count(agents.values(), ({ active }) => active)],
      ['master/slaves_inactive', count(agents.values(), ({ active }) => !active)],
      ['master/slaves_unreachable', master.registry.unreachable.size],
      ['master/frameworks_connected', count(frameworks.values(), ({ connected }) => connected)],
      ['master/frameworks_disconnected', count(frameworks.values(), ({ connected }) => !connected)],
      ['master/frameworks_active', count(frameworks.values(), ({ active }) => active)],
      ['master/frameworks_inactive', count(frameworks.values(), ({ active }) => !active)],
      ['master/outstanding_offers', master.offers.size],
      ['master/operator_event_stream_subscribers', master.subscribers.size],
      ['master/event_queue_messages', master.queuedMessages],
      // Whatever else a master is asked to do it does at once.
      ['master/event_queue_dispatches', 0],
      ['master/event_queue_http_requests', 0],
      ...taskGauges(master),
      ...resourceGauges(master),
    ];
  };

/**
 * The metrics of a registrar. How long it takes to read and to write is not told, as in Mesos before the first time: it takes
 * none. The size is that of the registry as it is shown.
 */
export const registrarGauges =
  (master: Master): MetricFamily =>
  () => [
    ['registrar/queued_operations', 0],
    ...sizeOf(master),
    ...(master.flags.registry === 'replicated_log' ? logGauges(master) : []),
  ];

const sizeOf = (master: Master): [name: string, value: number][] =>
  master.recovered
    ? [['registrar/registry_size_bytes', Buffer.byteLength(JSON.stringify(registryDocument(master.registry)))]]
    : [];

const logGauges = ({ registrar }: Master): [name: string, value: number][] => [
  ['registrar/log/ensemble_size', registrar.masters],
  ['registrar/log/recovered', 1],
];

function taskGauges(master: Master): [name: string, value: number][] {
  const frameworks = [...master.frameworks.values()];
  const tasks = frameworks.flatMap((framework) => [...framework.tasks.values()]);
  const unreachable = frameworks.flatMap((framework) => [...framework.unreachableTasks.values()]);
  const inState = (state: TaskState): [name: string, value: number] => [
    `master/${state.replace('TASK_', 'tasks_').toLowerCase()}`,
    count(state === 'TASK_UNREACHABLE' ? unreachable : tasks, (task) => task.state === state),
  ];
  return [...ACTIVE, 'TASK_UNREACHABLE' as const].map(inState);
}

const sum = (all: readonly Resources[]): ResourceQuantities =>
  ResourceQuantities.sum(all.map((resources) => ResourceQuantities.ofResources(resources)));

/** Agent by agent: the same shared volume of two agents is two volumes. */
function* resourceGauges(master: Master): Iterable<[name: string, value: number]> {
  const agents = [...master.agents.values()];
  const total = agents.map((agent) => agent.total);
  const used = agents.map((agent) => master.usedOn(agent));
  for (const [suffix, part] of PARTS) {
    const [have, taken] = [total, used].map((all) => sum(all.map(part))) as [ResourceQuantities, ResourceQuantities];
    for (const name of ['cpus', 'gpus', 'mem', 'disk']) {
      const amounts = { total: have.get(name), used: taken.get(name) };
      yield [`master/${name}${suffix}_total`, amounts.total];
      yield [`master/${name}${suffix}_used`, amounts.used];
      yield [`master/${name}${suffix}_percent`, amounts.total > 0 ? amounts.used / amounts.total : 0];
    }
  }
}
