import { constants } from 'node:os';
import { DURATION_FORM, parseDuration } from '../mesos/flags/duration.js';
import type { Span, TaskBehaviour } from '../mesos/tasks/task-behaviour.js';
import { type Check, choice, matching, object } from './check.js';

/** Milliseconds, or a duration of Mesos such as `10secs`. */
export type DurationInput = number | string;

/** A duration, or the least and the most of one: chance decides, repeatably with a seed. */
export type SpanInput = DurationInput | readonly [least: DurationInput, most: DurationInput];

/**
 * How simulated tasks of some kind behave, as users write it. A task behaves like the first entry that matches it; what is
 * left out is as usual: it starts at once, runs as long as its command says (`sleep 10`, `true`, `false`, `exit 3`) or else for
 * ever, ends with 0, heeds SIGTERM at once, and is healthy.
 */
export interface TaskBehaviourInput {
  /** The ids of the tasks that are meant; `*` stands for any text. Default: all. */
  readonly task?: string;
  /** The names of the tasks that are meant, likewise. */
  readonly name?: string;
  /** The names of the frameworks whose tasks are meant, likewise. */
  readonly framework?: string;
  /** The commands of the tasks that are meant, likewise. */
  readonly command?: string;
  /** How many of those that match, from above 0 to 1: chance decides. Default: 1. */
  readonly probability?: number;
  /** From the launch to TASK_RUNNING. Default: 0. */
  readonly startsAfter?: SpanInput;
  /** Why the task cannot be started: it ends as TASK_FAILED, with this message. */
  readonly launchFailure?: string;
  /** From the start to the end. */
  readonly runsFor?: SpanInput;
  /** The exit code, or the name of the signal, with which the task ends by itself. Default: 0. */
  readonly exits?: number | string;
  /** From SIGTERM to the end; `never` for a task that heeds SIGKILL only. Default: 0. */
  readonly stopsAfter?: SpanInput | 'never';
  /** How checks find the task, whatever their kind, from so long after the start on. Default: healthy. */
  readonly health?: readonly { readonly after: DurationInput; readonly healthy: boolean }[];
  /** Further updates with TASK_RUNNING that the task sends, so long after its start. `data` is in base64. */
  readonly says?: readonly { readonly after: DurationInput; readonly message?: string; readonly data?: string }[];
}

const duration: Check<number> = (value, path, problems) => {
  const milliseconds = typeof value === 'string' ? parseDuration(value) : value;
  if (typeof milliseconds === 'number' && milliseconds >= 0 && Number.isFinite(milliseconds)) return milliseconds;
  return problems.invalid(path, value, `milliseconds, or ${DURATION_FORM}`);
};

const span: Check<Span> = (value, path, problems) => {
  if (!Array.isArray(value)) {
    const checked = duration(value, path, problems);
    return checked === undefined ? undefined : [checked, checked];
  }
  if (value.length !== 2) return problems.invalid(path, value, 'a duration, or the least and the most of one');
  const [least, most] = value.map((each: unknown, index) => duration(each, `${path}[${index}]`, problems));
  if (least === undefined || most === undefined) return undefined;
  if (least <= most) return [least, most];
  return problems.invalid(path, value, 'the least before the most');
};

const text = matching(/^./s, 'a text');

const exits: Check<number | NodeJS.Signals> = (value, path, problems) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
  if (typeof value === 'string' && Object.hasOwn(constants.signals, value)) return value as NodeJS.Signals;
  return problems.invalid(path, value, 'an exit code from 0 to 255, or the name of a signal such as SIGSEGV');
};

const probability: Check<number> = (value, path, problems) =>
  typeof value === 'number' && value > 0 && value <= 1 ? value : problems.invalid(path, value, 'a number above 0, and 1 at most');

const yesOrNo = choice({ true: { means: true }, false: { means: false } });

const healthKeys = { after: duration, healthy: yesOrNo };
const saysKeys = { after: duration, message: text, data: matching(/^[A-Za-z0-9+/]*={0,2}$/, 'a text in base64') };

const behaviour = object('the behaviour of tasks', {
  ...{ task: text, name: text, framework: text, command: text, probability, exits },
  ...{ startsAfter: span, launchFailure: text, runsFor: span },
  stopsAfter: (value, path, problems) => (value === 'never' ? ('never' as const) : span(value, path, problems)),
  health: listOf(object('a change of health', healthKeys), ['after', 'healthy']),
  says: listOf(object('what a task says', saysKeys), ['after']),
});

/** A list of objects in which some keys have to be. */
function listOf<Item extends object>(item: Check<Item>, needed: readonly (keyof Item & string)[]): Check<Item[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return problems.invalid(path, value, 'a list');
    return value.flatMap((each: unknown, index) => {
      const checked = item(each, `${path}[${index}]`, problems);
      const missing = checked && needed.filter((key) => !(key in Object(each)));
      for (const key of missing ?? []) problems.invalid(`${path}[${index}].${key}`, undefined, 'a value');
      return checked ?? [];
    });
  };
}

/** Checks a list of behaviours. */
export const behaviours: Check<TaskBehaviour[]> = (value, path, problems) => {
  if (!Array.isArray(value)) return problems.invalid(path, value, 'a list with the behaviour of tasks');
  return value.flatMap((each: unknown, index) => {
    const checked = behaviour(each, `${path}[${index}]`, problems);
    return checked ? [complete(checked)] : [];
  });
};

type CheckedBehaviour = NonNullable<ReturnType<typeof behaviour>>;

function complete(given: CheckedBehaviour): TaskBehaviour {
  const { probability: likely = 1, startsAfter = [0, 0], stopsAfter = [0, 0], exits: ending = 0, health = [], says = [] } = given;
  return {
    ...given,
    ...{ probability: likely, startsAfter, stopsAfter, exits: ending },
    health: inOrder(health).map(({ after = 0, healthy = true }) => ({ after, healthy })),
    says: inOrder(says).map(({ after = 0, ...news }) => ({ after, ...news })),
  };
}

const inOrder = <Item extends { after?: number }>(items: readonly Item[]): Item[] =>
  [...items].sort(({ after: one = 0 }, { after: other = 0 }) => one - other);
