import type { TaskState } from 'minimesos/protocol';

/** A node as the scheduler knows it; this is also what is kept in the state file and what the REST API shows. */
export interface NodeRecord {
  /** Id of the task and of its executor. */
  readonly id: string;
  readonly name: string;
  readonly agent: { readonly id: string; readonly hostname: string; readonly attributes: Readonly<Record<string, string>> };
  readonly ports: { readonly http: number; readonly transport: number };
  readonly dataDirectory: string;
  /** ISO 8601. */
  readonly launchedAt: string;
  /** Where the node is, as Mesos reports it; before that, as its agent was offered. */
  ip: string;
  state: TaskState;
  startedAt?: string;
  /** Its end was asked for. */
  leaving?: boolean;
  /** It does not answer. */
  silent?: boolean;
  /** How many documents it has, as it reported last. */
  documents?: number;
}

export const httpAddress = ({ ip, ports }: NodeRecord): string => `http://${ip}:${ports.http}`;
export const transportAddress = ({ ip, ports }: NodeRecord): string => `http://${ip}:${ports.transport}`;

const ENDED: readonly TaskState[] = [
  ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'] as const),
  ...(['TASK_DROPPED', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR', 'TASK_UNKNOWN'] as const),
];

/** Whether a task of this state never comes back. One that is unreachable may. */
export const hasEnded = (state: TaskState): boolean => ENDED.includes(state);

/** Whether a node counts as one of those that are wanted. */
export const counts = ({ state, leaving }: NodeRecord): boolean => !leaving && state !== 'TASK_UNREACHABLE';

export const isRunning = (node: NodeRecord): boolean => node.state === 'TASK_RUNNING' && !node.leaving;
