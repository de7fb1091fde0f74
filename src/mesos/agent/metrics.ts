import { Metrics } from '../process/metrics.js';
import { systemMetrics } from '../process/system-metrics.js';
import { Resources } from '../resources/resources.js';
import type { TaskState } from '../wire/messages.js';
import type { Agent } from './agent.js';
import type { ExecutorState } from './executor.js';

/** The states that agents count tasks by when they end; of the others they keep no count. */
const COUNTED: Partial<Record<TaskState, 'finished' | 'failed' | 'killed' | 'lost' | 'gone'>> = {
  TASK_FINISHED: 'finished',
  TASK_FAILED: 'failed',
  TASK_KILLED: 'killed',
  TASK_LOST: 'lost',
  TASK_GONE: 'gone',
};

/** What an agent measures and counts, under Mesos's names. */
export class AgentMetrics {
  /** All metrics of the process. */
  readonly registry = new Metrics();
  readonly validStatusUpdates = this.registry.counter('slave/valid_status_updates');
  readonly invalidStatusUpdates = this.registry.counter('slave/invalid_status_updates');
  readonly validFrameworkMessages = this.registry.counter('slave/valid_framework_messages');
  readonly invalidFrameworkMessages = this.registry.counter('slave/invalid_framework_messages');
  readonly containerLaunchErrors = this.registry.counter('slave/container_launch_errors');
  readonly recoveryErrors = this.registry.counter('slave/recovery_errors');
  readonly executorsTerminated = this.registry.counter('slave/executors_terminated');
  /** How long recovery took; undefined before it is over. */
  recoverySeconds: number | undefined;
  readonly #tasks = {
    finished: this.registry.counter('slave/tasks_finished'),
    failed: this.registry.counter('slave/tasks_failed'),
    killed: this.registry.counter('slave/tasks_killed'),
    lost: this.registry.counter('slave/tasks_lost'),
    gone: this.registry.counter('slave/tasks_gone'),
  };

  constructor(agent: Agent) {
    this.registry.family(systemMetrics);
    this.registry.family(() => Object.entries(agentGauges(agent)));
    this.registry.family(() => Object.entries(resourceGauges(agent)));
  }

  countTerminal(state: TaskState): void {
    const counter = COUNTED[state];
    if (counter) this.#tasks[counter].increment();
  }
}

/** What can be read off an agent's books. */
function agentGauges(agent: Agent): Record<string, number> {
  const { flags, metrics } = agent;
  const executors = [...agent.frameworks.executors()];
  const tasks = executors.flatMap(({ launchedTasks }) => [...launchedTasks.values()]);
  const queued = executors.reduce((count, { queuedTasks }) => count + queuedTasks.size, 0);
  const inState = (state: TaskState) => tasks.filter((task) => task.state === state).length;
  const executorsIn = (state: ExecutorState) => executors.filter((executor) => executor.state === state).length;
  return {
    'slave/uptime_secs': agent.seconds() - agent.startSeconds,
    'slave/registered': agent.registration.registered ? 1 : 0,
    ...(metrics.recoverySeconds !== undefined && { 'slave/recovery_time_secs': metrics.recoverySeconds }),
    'slave/frameworks_active': agent.frameworks.size,
    'slave/executors_registering': executorsIn('REGISTERING'),
    'slave/executors_running': executorsIn('RUNNING'),
    'slave/executors_terminating': executorsIn('TERMINATING'),
    'slave/executors_preempted': 0,
    'slave/tasks_staging': inState('TASK_STAGING') + queued,
    'slave/tasks_starting': inState('TASK_STARTING'),
    'slave/tasks_running': inState('TASK_RUNNING'),
    'slave/tasks_killing': inState('TASK_KILLING'),
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
