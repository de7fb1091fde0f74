import { Counter, Metrics } from '../../process/metrics.js';
import { systemMetrics } from '../../process/system-metrics.js';
import type { MessageName } from '../../wire/internal-messages.js';
import type { scheduler, TaskState, TaskStatus } from '../../wire/messages.js';
import type { Framework } from '../framework.js';
import type { Master } from '../master.js';
import { masterGauges, registrarGauges } from './gauges.js';
import { OperationMetrics } from './operation-metrics.js';
import { quotaMetrics } from './quota-metrics.js';

/** What a master counts, without `master/`. */
const COUNTERS = [
  ...(['dropped_messages', 'http_cache_hits', 'recovery_slave_removals'] as const),
  ...(['messages_register_framework', 'messages_reregister_framework', 'messages_unregister_framework'] as const),
  ...(['messages_deactivate_framework', 'messages_authenticate', 'messages_launch_tasks'] as const),
  ...(['messages_decline_offers', 'messages_revive_offers', 'messages_suppress_offers'] as const),
  ...(['messages_resource_request', 'messages_kill_task', 'messages_reconcile_tasks'] as const),
  ...(['messages_reconcile_operations', 'messages_status_update_acknowledgement'] as const),
  ...(['messages_operation_status_update_acknowledgement', 'messages_framework_to_executor'] as const),
  ...(['messages_executor_to_framework', 'messages_register_slave', 'messages_reregister_slave'] as const),
  ...(['messages_unregister_slave', 'messages_update_slave', 'messages_exited_executor'] as const),
  ...(['messages_status_update', 'messages_operation_status_update'] as const),
  ...(['valid_framework_to_executor_messages', 'invalid_framework_to_executor_messages'] as const),
  ...(['valid_executor_to_framework_messages', 'invalid_executor_to_framework_messages'] as const),
  ...(['valid_status_updates', 'invalid_status_updates'] as const),
  ...(['valid_status_update_acknowledgements', 'invalid_status_update_acknowledgements'] as const),
  ...(['valid_operation_status_updates', 'invalid_operation_status_updates'] as const),
  ...(['valid_operation_status_update_acknowledgements', 'invalid_operation_status_update_acknowledgements'] as const),
  ...(['slave_registrations', 'slave_reregistrations', 'slave_removals'] as const),
  ...(['slave_removals/reason_unhealthy', 'slave_removals/reason_unregistered', 'slave_removals/reason_registered'] as const),
  ...(['slave_shutdowns_scheduled', 'slave_shutdowns_completed', 'slave_shutdowns_canceled'] as const),
  ...(['slave_unreachable_scheduled', 'slave_unreachable_completed', 'slave_unreachable_canceled'] as const),
  ...(['tasks_finished', 'tasks_failed', 'tasks_killed', 'tasks_lost', 'tasks_error', 'tasks_dropped'] as const),
  ...(['tasks_gone', 'tasks_gone_by_operator'] as const),
] as const;

export type MasterCounter = (typeof COUNTERS)[number];

/** What counts the messages that agents send. */
const BY_MESSAGE: Partial<Record<MessageName, MasterCounter>> = {
  RegisterSlaveMessage: 'messages_register_slave',
  ReregisterSlaveMessage: 'messages_reregister_slave',
  UnregisterSlaveMessage: 'messages_unregister_slave',
  UpdateSlaveMessage: 'messages_update_slave',
  StatusUpdateMessage: 'messages_status_update',
  UpdateOperationStatusMessage: 'messages_operation_status_update',
  ExitedExecutorMessage: 'messages_exited_executor',
  ExecutorToFrameworkMessage: 'messages_executor_to_framework',
};

/** What counts the calls of schedulers: named after the messages that they once were. ACCEPT depends on what is accepted. */
const BY_CALL: Partial<Record<scheduler.Call.Type, MasterCounter>> = {
  TEARDOWN: 'messages_unregister_framework',
  DECLINE: 'messages_decline_offers',
  REVIVE: 'messages_revive_offers',
  SUPPRESS: 'messages_suppress_offers',
  REQUEST: 'messages_resource_request',
  KILL: 'messages_kill_task',
  RECONCILE: 'messages_reconcile_tasks',
  RECONCILE_OPERATIONS: 'messages_reconcile_operations',
  ACKNOWLEDGE: 'messages_status_update_acknowledgement',
  ACKNOWLEDGE_OPERATION_STATUS: 'messages_operation_status_update_acknowledgement',
  MESSAGE: 'messages_framework_to_executor',
};

/** Calls that count as invalid already when something is missing in them. */
const INVALID_CALLS: Partial<Record<scheduler.Call.Type, MasterCounter>> = {
  ACKNOWLEDGE: 'invalid_status_update_acknowledgements',
  ACKNOWLEDGE_OPERATION_STATUS: 'invalid_operation_status_update_acknowledgements',
  MESSAGE: 'invalid_framework_to_executor_messages',
};

/** What counts the ends of tasks. */
const BY_END: Partial<Record<TaskState, MasterCounter>> = {
  TASK_FINISHED: 'tasks_finished',
  TASK_FAILED: 'tasks_failed',
  TASK_KILLED: 'tasks_killed',
  TASK_LOST: 'tasks_lost',
  TASK_ERROR: 'tasks_error',
  TASK_DROPPED: 'tasks_dropped',
  TASK_GONE: 'tasks_gone',
  TASK_GONE_BY_OPERATOR: 'tasks_gone_by_operator',
};

/** What a master measures and counts, under Mesos's names. */
export class MasterMetrics {
  /** All metrics of the process; parts of the master, such as the allocator, add theirs. */
  readonly registry = new Metrics();
  readonly operations = new OperationMetrics();
  readonly #counters = new Map<MasterCounter, Counter>();
  readonly #taskEnds = new TaskEnds();

  constructor(master: Master) {
    for (const name of COUNTERS) this.#counters.set(name, this.registry.counter(`master/${name}`));
    this.registry.family(systemMetrics);
    this.registry.family(masterGauges(master));
    this.registry.family(registrarGauges(master));
    this.registry.family(() => Object.entries(quotaMetrics(master)));
    this.registry.family(() => this.operations.entries());
    this.registry.family(() => this.#taskEnds.entries());
    if (master.flags.publish_per_framework_metrics) this.registry.family(() => perFramework(master));
    this.registry.family(() => perPrincipal(master));
  }

  count(name: MasterCounter): void {
    this.#counters.get(name)?.increment();
  }

  /** A message has come from an agent. */
  countMessage(name: MessageName): void {
    const counter = BY_MESSAGE[name];
    if (counter) this.count(counter);
  }

  /** A call of a subscribed scheduler is carried out. */
  countCall({ type, accept }: scheduler.Call): void {
    const counter = type && BY_CALL[type];
    if (counter) this.count(counter);
    for (const { type: operation, launch } of accept?.operations ?? []) {
      if (operation === 'LAUNCH') this.count(launch?.task_infos?.length ? 'messages_launch_tasks' : 'messages_decline_offers');
    }
  }

  /** Something is missing in a call. */
  countInvalidCall({ type }: scheduler.Call): void {
    const counter = type && INVALID_CALLS[type];
    if (counter) this.count(counter);
  }

  /** A task has ended, has become unreachable, or was refused. */
  countTaskEnd({ state, source = 'SOURCE_MASTER', reason }: Pick<TaskStatus, 'state' | 'source' | 'reason'>): void {
    const counter = BY_END[state];
    if (counter) this.count(counter);
    if (reason !== undefined) this.#taskEnds.of(`${state}/${source}/${reason}`).increment();
  }
}

/** How often tasks ended in a state, by source and reason. */
class TaskEnds {
  readonly #counters = new Map<string, Counter>();

  of(cause: string): Counter {
    const known = this.#counters.get(cause);
    if (known) return known;
    const counter = new Counter();
    this.#counters.set(cause, counter);
    return counter;
  }

  /** Under names from before agents were called so. */
  *entries(): Iterable<[name: string, value: number]> {
    for (const [cause, { value }] of this.#counters) {
      yield [`master/${cause.replaceAll('_AGENT', '_SLAVE').toLowerCase()}`, value];
    }
  }
}

const everyFramework = (master: Master): Framework[] => [...master.frameworks.values(), ...master.completedFrameworks];

/** Those of frameworks that have ended too, as long as these are kept. */
const perFramework = (master: Master) => everyFramework(master).flatMap((framework) => [...framework.metrics.entries(framework)]);

/** How many libprocess messages frameworks have sent, by their principals. */
function* perPrincipal(master: Master): Iterable<[name: string, value: number]> {
  for (const principal of new Set(everyFramework(master).flatMap(({ info }) => info.principal ?? []))) {
    const { received, processed } = master.frameworkTraffic.of(principal);
    yield [`frameworks/${principal}/messages_received`, received];
    yield [`frameworks/${principal}/messages_processed`, processed];
  }
}
