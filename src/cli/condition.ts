import { Script } from 'node:vm';
import { summarizeState } from '../cluster/state-summary.js';
import { MinimesosError } from '../errors.js';
import { formatDuration } from '../mesos/flags/duration.js';
import { atMost } from '../mesos/process/at-most.js';
import { Clock } from '../mesos/process/clock.js';
import { pause } from '../mesos/process/pause.js';
import type { MesosState } from './cluster-documents.js';
import { invalidOption } from './values.js';

/** Whether the state of the leading master is as it is wanted. */
export type Condition = (state: MesosState) => boolean;

const LOOK_AGAIN_MS = 50;
/** How long a look at the state may take when the time is over. */
const LAST_LOOK_MS = 1000;

/**
 * A condition that is an expression in JavaScript over the members of the state: `frameworks.length === 2`. The state as a
 * whole is `state`, and all tasks are `tasks`.
 * @throws MinimesosError `INVALID_OPTION` when it is no expression; when it is evaluated, also for what it throws
 */
export function compileCondition(option: string, expression: string): Condition {
  let script: Script;
  try {
    script = new Script(`(${expression}\n)`);
  } catch (error) {
    throw invalidOption(option, `an expression in JavaScript (${(error as Error).message})`, expression);
  }
  return (state) => {
    const tasks = state.frameworks.flatMap((framework) => [...framework.tasks, ...framework.completed_tasks]);
    try {
      return Boolean(script.runInNewContext({ ...state, state, tasks }));
    } catch (error) {
      throw invalidOption(option, `an expression in JavaScript that can be evaluated (${(error as Error).message})`, expression);
    }
  };
}

/**
 * Waits until a state fulfils the condition.
 * @param what what is waited for, for the error: the subject of a sentence
 * @throws MinimesosError `WAIT_TIMEOUT` with what was seen last
 */
export async function waitForCondition(
  look: () => Promise<MesosState>,
  condition: Condition,
  { what, timeoutMs }: { readonly what: string; readonly timeoutMs: number },
): Promise<MesosState> {
  const clock = new Clock();
  const deadline = clock.now() + timeoutMs;
  let seen = 'no state, as the master does not answer.';
  for (;;) {
    const leftMs = Math.max(LAST_LOOK_MS, deadline - clock.now());
    const state = await atMost(clock, leftMs, look());
    if (state && condition(state)) return state;
    if (state)
      seen = summarizeState(state)
        .map((line) => `\n  ${line}`)
        .join('');
    if (clock.now() >= deadline) {
      throw new MinimesosError('WAIT_TIMEOUT', { waitedFor: what, timeout: formatDuration(timeoutMs), seen });
    }
    await pause(LOOK_AGAIN_MS);
  }
}
