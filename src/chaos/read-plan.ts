import { isObject } from '../cluster/check.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { type FaultRuleInput, readFaultRule } from '../faults/fault-rule.js';
import { Problems } from '../problem.js';
import { suggest } from '../suggest.js';
import { type ChaosAct, type ChaosPlan, type ChaosStep, MOMENTARY } from './plan.js';

type Check = (value: unknown, path: string, problems: Problems) => void;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const time: Check = (value, path, problems) => {
  if (!isNumber(value)) problems.invalid(path, value, 'milliseconds');
};
const agent: Check = (value, path, problems) => {
  if (!(isNumber(value) && Number.isInteger(value))) problems.invalid(path, value, 'the number of an agent, from 0');
};
const task: Check = (value, path, problems) => {
  if (!(isNumber(value) && Number.isInteger(value))) problems.invalid(path, value, 'the number of a task, from 0');
};
const direction: Check = (value, path, problems) => {
  if (value !== 'both' && value !== 'to-master' && value !== 'to-agent') {
    problems.invalid(path, value, 'one of both, to-master, to-agent');
  }
};
const rule: Check = (value, path, problems) => {
  if (!isObject(value)) return problems.invalid(path, value, 'a fault');
  try {
    readFaultRule(value as unknown as FaultRuleInput);
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_FAULT')) throw error;
    problems.addAll(error.details.problems, path);
  }
};

/** What each act needs to be told. */
const MEMBERS: { readonly [Kind in ChaosAct['act']]: Readonly<Record<string, Check>> } = {
  ...{ fault: { rule }, partition: { agent, direction }, stall: { agent } },
  ...{ 'kill-agent': { agent }, 'stop-agent': { agent }, 'deactivate-agent': { agent } },
  ...{ 'kill-master': {}, advance: { by: time }, 'rescind-offers': {}, 'kill-executor': { task }, 'pause-task': { task } },
};

/**
 * A plan as it may come from a file.
 * @param source where it comes from, as the subject of a sentence
 * @throws MinimesosError `INVALID_DESCRIPTION` with all that is wrong
 */
export function readPlan(value: unknown, source = 'What chaos() is given'): ChaosPlan {
  const problems = new Problems();
  const plan = check(value, problems);
  if (plan) return plan;
  throw new MinimesosError('INVALID_DESCRIPTION', { source, problems: problems.list, described: 'a plan of chaos' });
}

function check(value: unknown, problems: Problems): ChaosPlan | undefined {
  if (!isObject(value)) return problems.invalid('', value, 'a plan: an object with duration and steps');
  unknownKeys(value, ['seed', 'duration', 'steps'], 'a plan', '', problems);
  const { seed, duration, steps } = value;
  time(duration, 'duration', problems);
  if (seed !== undefined && typeof seed !== 'string') problems.invalid('seed', seed, 'a text');
  if (!Array.isArray(steps)) return problems.invalid('steps', steps, 'a list of steps');
  for (const [index, step] of steps.entries()) checkStep(step, `steps[${index}]`, problems);
  if (problems.list.length > 0) return undefined;
  const sorted = [...(steps as ChaosStep[])].sort((a, b) => a.at - b.at);
  return { ...(seed !== undefined && { seed: seed as string }), duration: Number(duration), steps: sorted };
}

function checkStep(step: unknown, path: string, problems: Problems): void {
  if (!isObject(step)) return problems.invalid(path, step, 'a step: an object with at and act');
  const { act, at, until } = step;
  const kinds = Object.keys(MEMBERS);
  if (typeof act !== 'string' || !Object.hasOwn(MEMBERS, act)) {
    const suggestion = typeof act === 'string' ? suggest(act, kinds) : undefined;
    return problems.invalid(`${path}.act`, act, `one of ${kinds.join(', ')}`, { suggestion });
  }
  time(at, `${path}.at`, problems);
  const momentary = MOMENTARY.has(act as ChaosAct['act']);
  if (!momentary && !(isNumber(until) && until >= Number(at))) {
    problems.invalid(`${path}.until`, until, 'milliseconds, not before it begins');
  }
  const members = MEMBERS[act as ChaosAct['act']];
  for (const [name, checkMember] of Object.entries(members)) checkMember(step[name], `${path}.${name}`, problems);
  unknownKeys(step, ['act', 'at', ...(momentary ? [] : ['until']), ...Object.keys(members)], 'such a step', path, problems);
}

function unknownKeys(value: object, known: readonly string[], owner: string, path: string, problems: Problems): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) problems.unknownKey(path === '' ? key : `${path}.${key}`, owner, suggest(key, known));
  }
}
