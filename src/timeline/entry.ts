/**
 * What kinds of things a timeline holds: calls to an API and the events it answers with, messages between masters, agents
 * and executors, what agents do for
 * containers, states of tasks, starts and ends of processes, agents that come and go, elections of the leading master, sessions of
 * ZooKeeper, what was logged, actors seen to be gone, faults that were injected, and what was done to the cluster as a whole.
 */
export const TIMELINE_KINDS = [
  ...(['call', 'event', 'message', 'action', 'task', 'command', 'agent'] as const),
  ...(['election', 'zookeeper', 'log', 'exited', 'fault', 'cluster'] as const),
];

export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** One thing that happened on a cluster. Ids are there where they are known. */
export interface TimelineEntry {
  /** Counts from 1; never used twice by a cluster, not even after a reset. */
  readonly sequence: number;
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  readonly kind: TimelineKind;
  /** Where it happened, or who did it: a pid such as `master@127.0.0.1:5050`, or the id of a framework. */
  readonly source: string;
  /** Whom it was for. */
  readonly target?: string;
  /** `ACCEPT`, `OFFERS`, `RegisterSlaveMessage`, `TASK_RUNNING`, or the text that was logged. */
  readonly what: string;
  /** Of calls and events: the API they belong to. */
  readonly api?: 'scheduler' | 'executor' | 'operator';
  /** Id of the framework it is about. */
  readonly framework?: string;
  /** Id of the task it is about. */
  readonly task?: string;
  /** Id of the agent it is about, or that took part. */
  readonly agent?: string;
  /** A few more facts, such as the status of the answer to a call; never whole messages. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An entry that has no place in a timeline yet. With a sequence, it comes from another timeline and keeps it. */
export type NewTimelineEntry = Omit<TimelineEntry, 'sequence'> & { readonly sequence?: number };
