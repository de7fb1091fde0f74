import { describe, expect, it } from 'vitest';
import { findFramework, findFrameworks, findTask, findTasks, type TaskFilter } from '../../src/cluster/find.js';
import { frameworkInState, stateWith, taskInState } from './states.js';

const ofOther = (id: string, state?: Parameters<typeof taskInState>[1]) => ({
  ...taskInState(id, state),
  framework_id: 'M-0001',
});

const mine = frameworkInState({
  tasks: [taskInState('a'), taskInState('b', 'TASK_STAGING', 'S1')],
  unreachable_tasks: [taskInState('u', 'TASK_UNREACHABLE', 'S2')],
  completed_tasks: [taskInState('b', 'TASK_FAILED'), taskInState('c', 'TASK_FAILED'), taskInState('c', 'TASK_FINISHED')],
});
const gone = frameworkInState({
  id: 'M-0001',
  name: 'gone',
  completed_tasks: [ofOther('a', 'TASK_KILLED'), ofOther('d', 'TASK_KILLED')],
});
const state = stateWith({ frameworks: [mine], completed_frameworks: [gone] });

describe('findFrameworks', () => {
  it('finds those that are registered, and those that have ended when asked to', () => {
    expect(findFrameworks(state, {})).toEqual([mine]);
    expect(findFrameworks(state, { completed: true })).toEqual([mine, gone]);
    expect(findFrameworks(state, { name: 'gone', completed: true })).toEqual([gone]);
    expect(findFrameworks(state, { id: 'M-0000', name: 'gone', completed: true })).toEqual([]);
  });

  it('refuses keys that do not exist', () => {
    expect(() => findFrameworks(state, { nmae: 'mine' } as object)).toThrow('An option of frameworks() has to be name, perhaps');
  });
});

describe('findTasks', () => {
  it.each<[TaskFilter, string[]]>([
    [{}, ['a', 'b', 'u', 'b', 'c', 'c', 'a', 'd']],
    [{ framework: 'mine', state: 'TASK_RUNNING' }, ['a']],
    [{ framework: 'M-0001' }, ['a', 'd']],
    [{ id: 'a' }, ['a', 'a']],
    [{ agent: 'S2' }, ['u']],
    [{ name: 'd', state: ['TASK_KILLED', 'TASK_LOST'] }, ['d']],
    [{ framework: 'nobody' }, []],
  ])('finds %j', (filter, ids) => {
    expect(findTasks(state, filter).map(({ id }) => id)).toEqual(ids);
  });

  it('refuses states that do not exist', () => {
    expect(() => findTasks(state, { state: 'TASK_DONE' as 'TASK_LOST' })).toThrow('The state of tasks()');
  });
});

describe('findFramework', () => {
  it('finds one by id or name', () => {
    expect(findFramework('blue', state, 'mine')).toBe(mine);
    expect(findFramework('blue', state, 'M-0000')).toBe(mine);
  });

  it('names those there are when there is none, and those that may be meant', () => {
    expect(() => findFramework('blue', state, 'gone')).toThrow('Cluster blue has no framework "gone". There are: mine (M-0000).');
    const twins = stateWith({ frameworks: [mine, { ...mine, id: 'M-0002' }] });
    expect(() => findFramework('blue', twins, 'mine')).toThrow('"mine" may be any of these:\n  mine (M-0000)\n  mine (M-0002)\n');
    expect(findFramework('blue', twins, 'M-0002').id).toBe('M-0002');
  });
});

describe('findTask', () => {
  it('finds the newest of several tasks of a framework with the same id', () => {
    expect(findTask('blue', state, 'b').state).toBe('TASK_STAGING');
    expect(findTask('blue', state, 'c').state).toBe('TASK_FINISHED');
    expect(findTask('blue', state, 'd').state).toBe('TASK_KILLED');
  });

  it('asks for the framework when several have such a task', () => {
    expect(() => findTask('blue', state, 'a')).toThrow(
      '"a" may be any of these:\n  task a of framework mine (M-0000)\n  task a of framework gone (M-0001)\n',
    );
    expect(findTask('blue', state, 'a', { framework: 'gone' }).state).toBe('TASK_KILLED');
    expect(findTask('blue', state, 'a', { openOnly: true }).state).toBe('TASK_RUNNING');
  });

  it('names the tasks there are when there is none', () => {
    expect(() => findTask('blue', state, 'z', { framework: 'gone' })).toThrow(
      'Cluster blue has no task "z" of framework "gone". There are: a, d.',
    );
  });
});
