import { describe, expect, it } from 'vitest';
import { readStates } from '../../src/cluster/task-states.js';
import type { TaskState } from '../../src/mesos/wire/messages.js';

const read = (given: unknown) => readStates(given as TaskState, 'The state');

describe('the states of a filter', () => {
  it('are one, several, or none', () => {
    expect(read('TASK_LOST')).toEqual(['TASK_LOST']);
    expect(read(['TASK_LOST', 'TASK_GONE_BY_OPERATOR'])).toEqual(['TASK_LOST', 'TASK_GONE_BY_OPERATOR']);
    expect(read(undefined)).toBeUndefined();
  });

  it.each([
    ['TASK_FINISHD', 'TASK_FINISHED'],
    ['finished', 'TASK_FINISHED'],
    ['Running', 'TASK_RUNNING'],
  ])('are guessed when misspelt: %s', (given, meant) => {
    expect(() => read(given)).toThrow(`(${meant}, perhaps), but is "${given}".`);
  });

  it.each([[[]], [null], [5], [{}], ['__proto__'], ['elsewhere entirely']])('are refused when they are none: %j', (given) => {
    expect(() => read(given)).toThrow('The state has to be a state of tasks such as TASK_RUNNING, or a list of them');
  });
});
