import { describe, expect, it } from 'vitest';
import {
  type AgentMatch,
  agentsLike,
  type FrameworkMatch,
  frameworksLike,
  type TaskMatch,
  tasksLike,
} from '../../src/testing/match.js';
import { STATE } from './states.js';

describe('tasksLike', () => {
  it.each<[string | TaskMatch | undefined, boolean]>([
    [undefined, true],
    ['t1', true],
    ['t2', false],
    [{ state: 'TASK_RUNNING', framework: 'web' }, true],
    [{ state: 'TASK_RUNNING', framework: 'F0', agent: 'S0', name: 'server' }, true],
    [{ state: 'TASK_FAILED' }, true],
    [{ state: 'TASK_FAILED', framework: 'batch' }, false],
    [{ id: 'b1', state: ['TASK_FINISHED', 'TASK_FAILED'] }, true],
    [{ agent: 'S1' }, false],
  ])('finds %j: %s', (match, found) => {
    expect(tasksLike(match).found(STATE)).toBe(found);
  });

  it('refuses what no task can ever be', () => {
    expect(() => tasksLike({ state: 'RUNNING' } as unknown as TaskMatch)).toThrow(/TASK_RUNNING/);
    expect(() => tasksLike({ framwork: 'web' } as TaskMatch)).toThrow(/framework/);
  });

  it('says what it looks for', () => {
    expect(tasksLike().what).toBe('A task');
    expect(tasksLike({ framework: 'web', state: 'TASK_RUNNING', agent: undefined }).what).toBe(
      'A task with framework "web" and state "TASK_RUNNING"',
    );
  });
});

describe('frameworksLike', () => {
  it.each<[string | FrameworkMatch | undefined, boolean]>([
    [undefined, true],
    ['web', true],
    ['F0', false],
    [{ id: 'F0' }, true],
    [{ name: 'web', connected: true }, false],
    [{ active: true, connected: false }, true],
    ['batch', false], // it is gone
  ])('finds %j: %s', (match, found) => {
    expect(frameworksLike(match).found(STATE)).toBe(found);
  });

  it('refuses keys that there are not', () => {
    expect(() => frameworksLike({ nmae: 'web' } as FrameworkMatch)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('agentsLike', () => {
  it.each<[string | AgentMatch | undefined, boolean]>([
    [undefined, true],
    ['S0', true],
    ['S1', false],
    [{ hostname: 'one', active: true }, true],
    [{ attributes: { rack: 'a', slots: 3 } }, true],
    [{ attributes: { rack: 'a', zone: 'z' } }, false],
  ])('finds %j: %s', (match, found) => {
    expect(agentsLike(match).found(STATE)).toBe(found);
  });

  it('refuses keys that there are not', () => {
    expect(() => agentsLike({ rack: 'a' } as AgentMatch)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
