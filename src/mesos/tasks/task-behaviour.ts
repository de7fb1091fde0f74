import type { TaskStatus } from '../wire/messages.js';

/** What a task may say of itself while it runs, besides that it does. */
export type TaskNews = Pick<TaskStatus, 'message' | 'data'>;

/** Milliseconds, from the least to the most: chance decides. */
export type Span = readonly [least: number, most: number];

/** How simulated tasks of some kind behave. Times count from the start of the task, unless they say otherwise. */
export interface TaskBehaviour {
  /** Which tasks: those of which all of these patterns hold, where `*` stands for any text. */
  readonly task?: string | undefined;
  readonly name?: string | undefined;
  readonly framework?: string | undefined;
  readonly command?: string | undefined;
  /** How many of those, from above 0 to 1: chance decides. */
  readonly probability: number;
  /** From the launch to the start. */
  readonly startsAfter: Span;
  /** Why it cannot be started, if it cannot. */
  readonly launchFailure?: string | undefined;
  /** Until it ends by itself. Absent: as long as its command says, if that is one such as `sleep 10`, or for ever. */
  readonly runsFor?: Span | undefined;
  /** With which code, or by which signal, it ends by itself. */
  readonly exits: number | NodeJS.Signals;
  /** From SIGTERM to the end; `never`: it heeds SIGKILL only. */
  readonly stopsAfter: Span | 'never';
  /** From when on it is healthy, or is not; before that it is. In order. */
  readonly health: readonly { readonly after: number; readonly healthy: boolean }[];
  /** What it says of itself, and when. In order. */
  readonly says: readonly ({ readonly after: number } & TaskNews)[];
}

/** How tasks behave of which nothing was said. */
export const USUAL_BEHAVIOUR: TaskBehaviour = {
  ...{ probability: 1, startsAfter: [0, 0], exits: 0, stopsAfter: [0, 0], health: [], says: [] },
};
