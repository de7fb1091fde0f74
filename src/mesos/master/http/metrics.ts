import { Resources } from '../../resources/resources.js';
import type { TaskState } from '../../wire/messages.js';
import type { Master } from '../master.js';
import { quotaMetrics } from '../quota-metrics.js';

/** `/metrics/snapshot`: the gauges of a master that can be read off its books. */
export function metricsDocument(master: Master): Record<string, number> {
  const agents = [...master.agents.values()];
  const frameworks = [...master.frameworks.values()];
  const count = <Item>(items: readonly Item[], holds: (item: Item) => boolean) => items.filter(holds).length;
  return {
    'master/uptime_secs': master.seconds() - master.startSeconds,
    'master/elected': 1,
    'master/slaves_connected': count(agents, ({ connected }) => connected),
    'master/slaves_disconnected': count(agents, ({ connected }) => !connected),
    'master/slaves_active': count(agents, ({ active }) => active),
    'master/slaves_inactive': count(agents, ({ active }) => !active),
    'master/slaves_unreachable': master.unreachableAgents.size,
    'master/frameworks_connected': count(frameworks, ({ connected }) => connected),
    'master/frameworks_disconnected': count(frameworks, ({ connected }) => !connected),
    'master/frameworks_active': count(frameworks, ({ active }) => active),
    'master/frameworks_inactive': count(frameworks, ({ active }) => !active),
    'master/outstanding_offers': master.offers.size,
    ...taskGauges(master),
    ...resourceGauges(master),
    ...quotaMetrics(master),
  };
}

function taskGauges(master: Master): Record<string, number> {
  const states: TaskState[] = ['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'];
  const tasks = [...master.frameworks.values()].flatMap((framework) => [...framework.tasks.values()]);
  const gauges = states.map((state) => [
    `master/${state.replace('TASK_', 'tasks_').toLowerCase()}`,
    tasks.filter((task) => task.state === state).length,
  ]);
  const unreachable = [...master.frameworks.values()].reduce((sum, framework) => sum + framework.unreachableTasks.size, 0);
  return { ...Object.fromEntries(gauges), 'master/tasks_unreachable': unreachable };
}

function resourceGauges(master: Master): Record<string, number> {
  const agents = [...master.agents.values()];
  const total = Resources.of(agents.flatMap((agent) => [...agent.total]));
  const used = Resources.of(agents.flatMap((agent) => [...master.usedOn(agent)]));
  const gauges: Record<string, number> = {};
  for (const name of ['cpus', 'gpus', 'mem', 'disk']) {
    const [have, taken] = [total.scalar(name), used.scalar(name)];
    gauges[`master/${name}_total`] = have;
    gauges[`master/${name}_used`] = taken;
    gauges[`master/${name}_percent`] = have > 0 ? taken / have : 0;
  }
  return gauges;
}
