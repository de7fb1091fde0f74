import { systemGauges } from '../process/system.js';
import { Resources } from '../resources/resources.js';
import type { TaskState } from '../wire/messages.js';
import type { Agent } from './agent.js';
import type { ExecutorState } from './executor.js';

/** The states a metric counts; TASK_DROPPED and the like count as lost. */
const COUNTED: Partial<Record<TaskState, 'finished' | 'failed' | 'killed' | 'lost' | 'gone'>> = {
  TASK_FINISHED: 'finished',
  TASK_FAILED: 'failed',
  TASK_KILLED: 'killed',
  TASK_LOST: 'lost',
  TASK_GONE: 'gone',
};

/** Counts what happens on an agent, for `/metrics/snapshot`. */
export class AgentMetrics {
  validStatusUpdates = 0;
  invalidStatusUpdates = 0;
  validFrameworkMessages = 0;
  invalidFrameworkMessages = 0;
  containerLaunchErrors = 0;
  recoveryErrors = 0;
  readonly tasks = { finished: 0, failed: 0, killed: 0, lost: 0, gone: 0 };

  countTerminal(state: TaskState): void {
    const counter = COUNTED[state];
    if (counter) this.tasks[counter]++;
  }
}

/** `/metrics/snapshot` of an agent. */
export function metricsDocument(agent: Agent): Record<string, number> {
  const { metrics, flags } = agent;
  const executors = [...agent.frameworks.executors()];
  const tasks = executors.flatMap(({ launchedTasks }) => [...launchedTasks.values()]);
  const queued = executors.reduce((count, { queuedTasks }) => count + queuedTasks.size, 0);
  const inState = (state: TaskState) => tasks.filter((task) => task.state === state).length;
  const executorsIn = (state: ExecutorState) => executors.filter((executor) => executor.state === state).length;
  return {
    ...systemGauges(),
    ...resourceGauges(agent),
    'slave/uptime_secs': agent.seconds() - agent.startSeconds,
    'slave/registered': agent.registration.registered ? 1 : 0,
    'slave/recovery_errors': metrics.recoveryErrors,
    'slave/recovery_time_secs': 0,
    'slave/frameworks_active': agent.frameworks.size,
    'slave/executors_registering': executorsIn('REGISTERING'),
    'slave/executors_running': executorsIn('RUNNING'),
    'slave/executors_terminating': executorsIn('TERMINATING'),
    'slave/executors_terminated': executorsIn('TERMINATED'),
    'slave/executors_preempted': 0,
    'slave/tasks_staging': inState('TASK_STAGING') + queued,
    'slave/tasks_starting': inState('TASK_STARTING'),
    'slave/tasks_running': inState('TASK_RUNNING'),
    'slave/tasks_killing': inState('TASK_KILLING'),
    ...Object.fromEntries(Object.entries(metrics.tasks).map(([state, count]) => [`slave/tasks_${state}`, count])),
    'slave/valid_status_updates': metrics.validStatusUpdates,
    'slave/invalid_status_updates': metrics.invalidStatusUpdates,
    'slave/valid_framework_messages': metrics.validFrameworkMessages,
    'slave/invalid_framework_messages': metrics.invalidFrameworkMessages,
    'slave/container_launch_errors': metrics.containerLaunchErrors,
    'slave/executor_directory_max_allowed_age_secs': agent.garbageCollector.maxAgeMs / 1000,
    'containerizer/fetcher/cache_size_total_bytes': flags.fetcher_cache_size,
    'containerizer/fetcher/cache_size_used_bytes': agent.fetcherCacheUsedBytes,
    'containerizer/fetcher/task_fetches_succeeded': agent.fetches.succeeded,
    'containerizer/fetcher/task_fetches_failed': agent.fetches.failed,
    'containerizer/mesos/container_destroy_errors': 0,
    'containerizer/mesos/provisioner/bind/remove_rootfs_errors': 0,
    'containerizer/mesos/provisioner/remove_container_errors': 0,
    'gc/path_removals_pending': agent.garbageCollector.pending,
    'gc/path_removals_succeeded': agent.garbageCollector.counts.succeeded,
    'gc/path_removals_failed': agent.garbageCollector.counts.failed,
    'resource_provider_manager/events/disconnect': 0,
    'resource_provider_manager/events/subscribe': 0,
    'resource_provider_manager/subscribed': 0,
  };
}

function resourceGauges(agent: Agent): Record<string, number> {
  const used = agent.usedResources;
  const total = Resources.of(agent.info.resources);
  const gauges: Record<string, number> = {};
  for (const [suffix, have, taken] of [
    ['', total.nonRevocable(), used.nonRevocable()],
    ['_revocable', total.revocable(), used.revocable()],
  ] as const) {
    for (const name of ['cpus', 'gpus', 'mem', 'disk']) {
      const amounts = { total: have.scalar(name), used: taken.scalar(name) };
      gauges[`slave/${name}${suffix}_total`] = amounts.total;
      gauges[`slave/${name}${suffix}_used`] = amounts.used;
      gauges[`slave/${name}${suffix}_percent`] = amounts.total > 0 ? amounts.used / amounts.total : 0;
    }
  }
  return gauges;
}
