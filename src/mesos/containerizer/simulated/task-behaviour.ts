import type { CommandInfo } from '../../wire/messages.js';
import type { CommandPurpose, TaskNews } from '../command-spawner.js';

/** Milliseconds, from the least to the most: chance decides. */
export type Span = readonly [least: number, most: number];

/** How a simulated task ends by itself. */
export type TaskEnding = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** How simulated tasks of some kind behave. All times count from the start of the task, unless they say otherwise. */
export interface TaskBehaviour {
  /** Which tasks: those that match all of these, and, with `probability`, are so lucky. */
  readonly matches: (purpose: CommandPurpose) => boolean;
  /** From 0 to 1. */
  readonly probability: number;
  /** From the launch to the start. */
  readonly startsAfter: Span;
  /** Why it cannot be started, if it cannot. */
  readonly launchFailure?: string | undefined;
  /** Until it ends by itself; absent: as long as its command says, if that is one of {@link commandBehaviour}, or for ever. */
  readonly runsFor?: Span | undefined;
  readonly ends: TaskEnding;
  /** From SIGTERM to the end; undefined: it heeds SIGKILL only. */
  readonly stopsAfter: Span | undefined;
  /** From when on it is healthy, or is not; before that it is. */
  readonly health: readonly { readonly after: number; readonly healthy: boolean }[];
  /** What it says of itself, and when. */
  readonly news: readonly { readonly after: number; readonly news: TaskNews }[];
}

/** How tasks behave of which nothing was said. */
export const USUAL_BEHAVIOUR: TaskBehaviour = {
  matches: () => true,
  ...{ probability: 1, startsAfter: [0, 0], ends: { code: 0 }, stopsAfter: [0, 0], health: [], news: [] },
};

/** What a command says of its own duration and end, where it is one that tests often use: `sleep 10`, `true`, `false`, `exit 3`. */
export function commandBehaviour({ value = '', shell = true, arguments: list = [] }: CommandInfo): Partial<TaskBehaviour> {
  const text = (shell ? value : [value, ...list.slice(1)].join(' ')).trim();
  const seconds = /^(?:\/bin\/)?sleep (\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (seconds !== undefined) return { runsFor: [Number(seconds) * 1000, Number(seconds) * 1000], ends: { code: 0 } };
  if (/^(?:\/bin\/)?true$/.test(text)) return { runsFor: [0, 0], ends: { code: 0 } };
  if (/^(?:\/bin\/)?false$/.test(text)) return { runsFor: [0, 0], ends: { code: 1 } };
  const code = /^exit (\d{1,3})$/.exec(text)?.[1];
  return code === undefined ? {} : { runsFor: [0, 0], ends: { code: Number(code) & 0xff } };
}
