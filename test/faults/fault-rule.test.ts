import { describe, expect, it } from 'vitest';
import type { MinimesosError } from '../../src/errors.js';
import { FAULT_EFFECTS, type FaultRuleInput, isPossible, readFaultRule } from '../../src/faults/fault-rule.js';

function problemsOf(rule: unknown): string[] {
  try {
    readFaultRule(rule as FaultRuleInput);
  } catch (error) {
    const { code, details } = error as MinimesosError<'INVALID_FAULT'>;
    expect(code).toBe('INVALID_FAULT');
    return details.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

describe('a rule', () => {
  it.each<FaultRuleInput>([
    { effect: 'drop', message: 'StatusUpdateMessage', from: 'agent', to: 'master', state: ['TASK_RUNNING', 'TASK_FAILED'] },
    { effect: 'drop' },
    { effect: 'hold', event: '*', framework: 'mine' },
    { effect: 'answer', call: ['ACCEPT', 'DECLINE'], status: 307, location: 'http://127.0.0.1:1', times: 3, probability: 0.5 },
    { effect: 'duplicate', event: 'UPDATE' },
    { effect: 'duplicate', call: 'ACCEPT' },
    { effect: 'reset', api: 'executor' },
    { effect: 'fail', action: ['CHECK', 'HEALTH_CHECK'], task: 't1', error: 'no', times: 1 },
    { effect: 'hold', action: '*', from: 'agent' },
  ])('%j is right', (rule) => {
    expect(problemsOf(rule)).toEqual([]);
  });

  it('tells its delay in milliseconds', () => {
    expect(readFaultRule({ effect: 'delay', call: 'KILL', delay: '2secs' })).toEqual({
      effect: 'delay',
      call: 'KILL',
      delayMs: 2000,
    });
    expect(readFaultRule({ effect: 'drop' }).delayMs).toBe(0);
  });

  it.each<[unknown, string]>([
    [{ effect: 'dorp' }, 'effect: expected one of drop, delay,'],
    [{}, 'effect: expected one of drop,'],
    [null, 'expected a fault: an object with effect, but got null'],
    [
      { effect: 'drop', message: 'RunTask' },
      'message: expected the name of one of Mesos\'s internal messages, but got "RunTask"',
    ],
    [{ effect: 'drop', message: [] }, 'message: expected at least one name'],
    [{ effect: 'drop', call: 'OFFERS' }, 'call: expected the type of a call of that API'],
    [{ effect: 'drop', call: 'OFFERS', api: 'scheduler' }, 'call: expected the type of a call of that API'],
    [{ effect: 'drop', event: 'ACCEPT' }, 'event: expected the type of an event of that API'],
    [{ effect: 'drop', call: 'ACCEPT', event: 'OFFERS' }, 'event: expected left out, as there is call'],
    [{ effect: 'drop', message: '*', api: 'scheduler' }, 'api: expected left out'],
    [{ effect: 'fail', action: 'FECTH' }, 'action: expected one of FETCH, SANDBOX,'],
    [{ effect: 'fail' }, 'effect: expected one that is possible for this: fail is for actions only'],
    [{ effect: 'drop', action: 'FETCH' }, 'effect: expected one that is possible for this: drop is for messages and'],
    [{ effect: 'fail', action: 'FETCH', api: 'executor' }, 'api: expected left out'],
    [{ effect: 'fail', action: 'FETCH', to: 'agent' }, 'to: expected left out'],
    [{ effect: 'drop', error: 'x' }, 'error: expected left out, except for the effect fail'],
    [{ effect: 'fail', action: 'FETCH', error: '' }, 'error: expected a text'],
    [{ effect: 'drop', state: 'RUNNING' }, 'state: expected the state of a task'],
    [{ effect: 'drop', task: '' }, 'task: expected an id'],
    [
      { effect: 'drop', message: '*', from: 'operator' },
      'from: expected master, agent, scheduler, executor, or an id: nothing else can match',
    ],
    [{ effect: 'drop', call: '*', to: 'scheduler' }, 'to: expected master, agent, or an id: nothing else can match'],
    [{ effect: 'reset', message: '*' }, 'effect: expected one that is possible for this: reset is for calls and events only'],
    [{ effect: 'answer', event: 'OFFERS' }, 'effect: expected one that is possible for this: answer is for calls only'],
    [{ effect: 'duplicate', message: 'RunTaskMessage' }, 'message: expected one that Mesos itself sends again'],
    [{ effect: 'duplicate', event: ['UPDATE', 'OFFERS'] }, 'event: expected one that Mesos itself sends again'],
    [{ effect: 'drop', times: 1.5 }, 'times: expected a whole number above 0'],
    [{ effect: 'drop', probability: 0 }, 'probability: expected a number above 0'],
    [{ effect: 'answer', call: 'ACCEPT', status: 200 }, 'status: expected a status of HTTP from 300 to 599'],
    [{ effect: 'answer', call: 'ACCEPT', status: 307 }, 'location: expected a URL, with the status 307, but got nothing'],
    [{ effect: 'answer', call: 'ACCEPT', status: 307, location: 'http://a\r\nb' }, 'location: expected a URL, but got'],
    [{ effect: 'drop', call: 'ACCEPT', status: 503 }, 'status: expected left out, except for the effect answer'],
    [{ effect: 'delay', call: 'ACCEPT' }, 'delay: expected milliseconds above 0'],
    [{ effect: 'delay', call: 'ACCEPT', delay: '3 seconds' }, 'delay: expected milliseconds above 0'],
    [{ effect: 'drop', delay: 3 }, 'delay: expected left out, except for the effect delay'],
    [{ effect: 'drop', frameworks: 'x' }, 'frameworks: a fault has no such key'],
  ])('%j is not', (rule, problem) => {
    expect(problemsOf(rule)).toEqual([expect.stringContaining(problem)]);
  });

  it('has all its problems reported at once', () => {
    expect(problemsOf({ effect: 'drp', times: 0, call: 'ACEPT', sate: 'x' })).toHaveLength(4);
  });
});

describe('an effect', () => {
  it('is possible for some kinds of traffic only', () => {
    const kinds = (['message', 'call', 'event'] as const).filter((kind) => isPossible({ effect: 'reset' }, { kind, what: 'x' }));
    expect(kinds).toEqual(FAULT_EFFECTS.reset);
  });

  it('of duplicating is possible for what Mesos repeats', () => {
    const isRepeated = (kind: 'message' | 'call' | 'event', what: string) => isPossible({ effect: 'duplicate' }, { kind, what });
    expect([isRepeated('message', 'StatusUpdateMessage'), isRepeated('message', 'RunTaskMessage')]).toEqual([true, false]);
    expect([isRepeated('event', 'UPDATE'), isRepeated('event', 'OFFERS')]).toEqual([true, false]);
    expect([isRepeated('call', 'KILL'), isRepeated('call', 'SUBSCRIBE')]).toEqual([true, false]);
  });
});
