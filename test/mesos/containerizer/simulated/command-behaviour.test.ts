import { describe, expect, it } from 'vitest';
import { behaviourFilter } from '../../../../src/mesos/containerizer/simulated/command-behaviour.js';
import { USUAL_BEHAVIOUR } from '../../../../src/mesos/tasks/task-behaviour.js';

const matches = (command: string, text: string) =>
  behaviourFilter({ ...USUAL_BEHAVIOUR, command })({ command: { value: text } } as never);

describe('a pattern of a behaviour', () => {
  it('has * for anything, and all else as it is', () => {
    expect(['sleep 1', 'sleep', 'a sleep 1'].map((text) => matches('sleep*', text))).toEqual([true, true, false]);
    expect(['a.b', 'axb'].map((text) => matches('a.b', text))).toEqual([true, false]);
    expect(['', 'x\ny'].map((text) => matches('*', text))).toEqual([true, true]);
    expect(['ab', 'aXbYb', 'aXbY'].map((text) => matches('a*b', text))).toEqual([true, true, false]);
    expect(['aba', 'abba', 'ab'].map((text) => matches('ab*ba', text))).toEqual([false, true, false]);
    expect(['a-b-c', 'a-c-b'].map((text) => matches('*a*b*c*', text))).toEqual([true, false]);
  });

  it('takes no longer when it has many of them', () => {
    expect(matches(`${'*a'.repeat(200)}*b`, 'a'.repeat(100_000))).toBe(false);
  });
});
