import type { TaskStatus } from '../../mesos/wire/messages.js';

/**
 * How an instance is, in Marathon's words. `Scheduled` ones wait for an offer, `Provisioned` ones for their first status; those that
 * are `UnreachableInactive` have been away for so long that another one has taken their place.
 */
export type Condition = (typeof CONDITIONS)[number];

const ENDED = ['Error', 'Failed', 'Finished', 'Killed', 'Gone', 'Dropped', 'Unknown'] as const;
const CONDITIONS = [
  ...(['Scheduled', 'Provisioned', 'Staging', 'Starting', 'Running', 'Killing', 'Unreachable', 'UnreachableInactive'] as const),
  ...ENDED,
] as const;

export const isCondition = (value: unknown): value is Condition => (CONDITIONS as readonly unknown[]).includes(value);

const TERMINAL: ReadonlySet<Condition> = new Set(ENDED);

export const isTerminalCondition = (condition: Condition): boolean => TERMINAL.has(condition);

/** Whether there is a task that may run. */
export const isActive = (condition: Condition): boolean => condition !== 'Scheduled' && !TERMINAL.has(condition);

/** After these, the next start of the app is put off. */
export const isLimitWorthy = (condition: Condition): boolean =>
  ['Error', 'Failed', 'Finished', 'Gone', 'Dropped'].includes(condition);

/** What a status says of its task. */
export function conditionOf({ state, reason, message = '' }: TaskStatus): Condition {
  switch (state) {
    case 'TASK_ERROR':
      return 'Error';
    case 'TASK_FAILED':
      return 'Failed';
    case 'TASK_FINISHED':
      return 'Finished';
    case 'TASK_KILLED':
      return 'Killed';
    case 'TASK_KILLING':
      return 'Killing';
    case 'TASK_RUNNING':
      return 'Running';
    case 'TASK_STAGING':
      return 'Staging';
    case 'TASK_STARTING':
      return 'Starting';
    case 'TASK_DROPPED':
      return 'Dropped';
    case 'TASK_GONE':
    case 'TASK_GONE_BY_OPERATOR':
      return 'Gone';
    case 'TASK_UNREACHABLE':
      return 'Unreachable';
    case 'TASK_UNKNOWN':
      return 'Unknown';
    case 'TASK_LOST':
      return lost(reason, message);
  }
}

/** What Mesos calls lost for frameworks that do not know better. */
function lost(reason: TaskStatus['reason'], message: string): Condition {
  if (message.startsWith('Reconciliation: Task is unknown to the')) return 'Unknown';
  if (reason === 'REASON_AGENT_REMOVED' || reason === 'REASON_AGENT_DISCONNECTED') return 'Unreachable';
  return 'Dropped';
}

/** The state of Mesos that stands for a condition in documents. */
export function taskStateOf(condition: Condition): string {
  switch (condition) {
    case 'Scheduled':
    case 'Provisioned':
      return 'TASK_STAGING';
    case 'UnreachableInactive':
      return 'TASK_UNREACHABLE';
    default:
      return `TASK_${condition.toUpperCase()}`;
  }
}
