import { MinimesosError } from '../errors.js';
import { DURATION_FORM, parseDuration } from '../mesos/flags/duration.js';
import { Problems } from '../problem.js';
import { suggest } from '../suggest.js';
import type { NewTimelineEntry } from '../timeline/entry.js';
import { checkTrafficFilter, kindsOf, TRAFFIC_FILTER_KEYS, type TrafficFilter, type TrafficKind } from './traffic-filter.js';

/** What a fault does to the traffic that it meets, and to which kinds of traffic it can do that. */
export const FAULT_EFFECTS = {
  drop: ['message', 'call', 'event'],
  delay: ['message', 'call', 'event', 'action'],
  hold: ['message', 'call', 'event', 'action'],
  duplicate: ['message', 'call', 'event'],
  reset: ['call', 'event'],
  'lose-answer': ['call'],
  answer: ['call'],
  fail: ['action'],
} as const satisfies Record<string, readonly TrafficKind[]>;

/**
 * - `drop`: it never arrives, and a call gets no answer, as when a network swallows it;
 * - `delay`: it arrives later, by `delay`; what comes after it does not wait;
 * - `hold`: it waits until it is released, or the rule is removed;
 * - `duplicate`: it arrives twice;
 * - `reset`: the connection of the call, or of the stream of the event, is reset, and it does not arrive;
 * - `lose-answer`: the call is carried out, then its connection is reset in place of the answer;
 * - `answer`: the call is not carried out, and answered with `status`;
 * - `fail`: the action is not done, and fails with `error`.
 */
export type FaultEffect = keyof typeof FAULT_EFFECTS;

/** What goes wrong with which traffic. Plain data, so that it can be given in any language. */
export interface FaultRuleInput extends TrafficFilter {
  readonly effect: FaultEffect;
  /** How much later it arrives, with the effect `delay`: milliseconds, or a duration of Mesos such as `5secs`. */
  readonly delay?: number | string | undefined;
  /** With the effect `answer`: the HTTP status, from 300 to 599. Default: 503. */
  readonly status?: number | undefined;
  /** With the effect `answer`: where the answer says that the master is, in its header `Location`. Needed with 301, 302, 303, 307, 308. */
  readonly location?: string | undefined;
  /** With the effect `fail`: what is said of it. Default: what is said where the usual cause is behind it. */
  readonly error?: string | undefined;
  /** How often this happens; afterwards the rule has no effect. Default: without end. */
  readonly times?: number | undefined;
  /** How likely it is each time, from above 0 to 1. Default: 1. */
  readonly probability?: number | undefined;
}

/** A rule that is right. */
export interface FaultRule extends Omit<FaultRuleInput, 'delay'> {
  readonly delayMs: number;
}

/** A rule that is in force, and what has come of it. */
export interface FaultInfo {
  /** Counts from 1; never used twice by a cluster. */
  readonly id: number;
  /** As it was given. */
  readonly rule: FaultRuleInput;
  /** How often it has had an effect. */
  readonly count: number;
  /** What it holds now, oldest first. */
  readonly held: readonly NewTimelineEntry[];
}

/** Messages that Mesos sends again when they may be lost, so that their receivers have to cope with two of them. */
const REPEATED_MESSAGES = new Set<string>([
  ...['RegisterSlaveMessage', 'ReregisterSlaveMessage', 'SlaveRegisteredMessage', 'SlaveReregisteredMessage'],
  ...['UpdateSlaveMessage', 'PingSlaveMessage', 'PongSlaveMessage', 'KillTaskMessage', 'UpdateFrameworkMessage'],
  ...['StatusUpdateMessage', 'StatusUpdateAcknowledgementMessage', 'UpdateOperationStatusMessage'],
  ...['AcknowledgeOperationStatusMessage', 'ShutdownFrameworkMessage', 'ReregisterExecutorMessage', 'ReconnectExecutorMessage'],
]);
const REPEATED_EVENTS = new Set<string>(['UPDATE', 'UPDATE_OPERATION_STATUS', 'HEARTBEAT', 'ACKNOWLEDGED', 'KILL']);

const RULE_KEYS: Readonly<Record<string, true>> = {
  ...TRAFFIC_FILTER_KEYS,
  ...{ effect: true, delay: true, status: true, location: true, error: true, times: true, probability: true },
};

/**
 * Checks a rule.
 * @throws MinimesosError `INVALID_FAULT` with all that is wrong, also when it can never match anything
 */
export function readFaultRule(input: FaultRuleInput): FaultRule {
  const problems = new Problems();
  const delayMs = check(input, problems);
  if (problems.list.length > 0) throw new MinimesosError('INVALID_FAULT', { problems: problems.list });
  const { delay: _, ...rule } = input;
  return { ...rule, delayMs };
}

function check(input: FaultRuleInput, problems: Problems): number {
  if (typeof input !== 'object' || input === null) {
    problems.invalid('', input, 'a fault: an object with effect');
    return 0;
  }
  for (const key of Object.keys(input)) {
    if (!Object.hasOwn(RULE_KEYS, key)) problems.unknownKey(key, 'a fault', suggest(key, Object.keys(RULE_KEYS)));
  }
  checkTrafficFilter(input, problems);
  const { effect, status, location, error, times, probability } = input;
  const effects = Object.keys(FAULT_EFFECTS);
  if (!effects.includes(effect)) {
    const suggestion = typeof effect === 'string' ? suggest(effect, effects) : undefined;
    problems.invalid('effect', effect, `one of ${effects.join(', ')}`, { suggestion });
  } else checkKinds(input, problems);
  if (effect === 'duplicate') checkRepeated(input, problems);
  if (times !== undefined && !(Number.isInteger(times) && times > 0)) problems.invalid('times', times, 'a whole number above 0');
  if (probability !== undefined && !(typeof probability === 'number' && probability > 0 && probability <= 1)) {
    problems.invalid('probability', probability, 'a number above 0, and 1 at most');
  }
  if (status !== undefined && !(Number.isInteger(status) && status >= 300 && status <= 599)) {
    problems.invalid('status', status, 'a status of HTTP from 300 to 599');
  }
  if (location !== undefined && !(typeof location === 'string' && HEADER_VALUE.test(location))) {
    problems.invalid('location', location, 'a URL');
  } else if (effect === 'answer' && location === undefined && REDIRECTIONS.has(status as number)) {
    problems.invalid('location', location, `a URL, with the status ${status}`, {
      reason: 'nobody could tell where it sends on to',
    });
  }
  if (error !== undefined && (typeof error !== 'string' || error === '')) problems.invalid('error', error, 'a text');
  for (const [key, owner] of [
    ['status', 'answer'],
    ['location', 'answer'],
    ['error', 'fail'],
  ] as const) {
    if (input[key] !== undefined && effect !== owner)
      problems.invalid(key, input[key], `left out, except for the effect ${owner}`);
  }
  return checkDelay(input, problems);
}

/** Statuses that make no sense without a header `Location`. */
const REDIRECTIONS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What a header of HTTP may be, of what makes up a URL. */
const HEADER_VALUE = /^[\x21-\x7e]*$/;

function checkKinds(input: FaultRuleInput, problems: Problems): void {
  const possible: readonly string[] = FAULT_EFFECTS[input.effect];
  if (kindsOf(input).some((kind) => possible.includes(kind))) return;
  problems.invalid(
    'effect',
    input.effect,
    `one that is possible for this: ${input.effect} is for ${possible.join('s and ')}s only`,
  );
}

function checkRepeated({ message, event }: FaultRuleInput, problems: Problems): void {
  const given: [string, unknown, ReadonlySet<string>][] = [
    ['message', message, REPEATED_MESSAGES],
    ['event', event, REPEATED_EVENTS],
  ];
  for (const [path, names, repeated] of given) {
    const strange = [names].flat().find((name) => typeof name === 'string' && name !== '*' && !repeated.has(name));
    if (strange !== undefined) problems.invalid(path, strange, 'one that Mesos itself sends again, to be duplicated');
  }
}

function checkDelay({ effect, delay }: FaultRuleInput, problems: Problems): number {
  if (effect !== 'delay') {
    if (delay !== undefined) problems.invalid('delay', delay, 'left out, except for the effect delay');
    return 0;
  }
  const milliseconds = typeof delay === 'string' ? parseDuration(delay) : delay;
  if (typeof milliseconds === 'number' && milliseconds > 0 && Number.isFinite(milliseconds)) return milliseconds;
  problems.invalid('delay', delay, `milliseconds above 0, or ${DURATION_FORM}`);
  return 0;
}

/** Whether a rule can do to this what it does. With `*`, or without a name, only what Mesos repeats is duplicated. */
export function isPossible({ effect }: FaultRuleInput, { kind, what }: Pick<NewTimelineEntry, 'kind' | 'what'>): boolean {
  if (!(FAULT_EFFECTS[effect] as readonly string[]).includes(kind)) return false;
  if (effect !== 'duplicate') return true;
  if (kind === 'call') return what !== 'SUBSCRIBE';
  return (kind === 'message' ? REPEATED_MESSAGES : REPEATED_EVENTS).has(what);
}
