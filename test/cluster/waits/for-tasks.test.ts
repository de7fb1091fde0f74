import { describe, expect, it } from 'vitest';
import { type TasksCondition, waitForTasks } from '../../../src/cluster/waits/for-tasks.js';
import type { TaskState } from '../../../src/mesos/wire/messages.js';
import { agentInState, frameworkInState, stateWith, taskInState } from '../states.js';
import { FakeCluster } from './fake-cluster.js';

const withTasks = (...states: TaskState[]) => {
  const tasks = states.map((state, index) => taskInState(`t${index}`, state));
  const other = frameworkInState({ id: 'M-0001', name: 'other', tasks: [taskInState('o1')] });
  return stateWith({ frameworks: [frameworkInState({ tasks }), other], flags: { max_completed_tasks_per_framework: '1000' } });
};

const ids = async (waiting: ReturnType<typeof waitForTasks>) => (await waiting).map(({ id }) => id);

describe('waitForTasks', () => {
  it('waits for one task in any state unless told otherwise', async () => {
    const fake = new FakeCluster();
    const waiting = waitForTasks(fake, {});
    await fake.looked(1);
    fake.change(withTasks());
    expect(await ids(waiting)).toEqual(['o1']);
  });

  it.each<[TasksCondition, string[]]>([
    [{ framework: 'mine', count: 3 }, ['t0', 't1', 't2']],
    [{ framework: 'M-0000', state: 'TASK_RUNNING' }, ['t1', 't2']],
    [{ framework: 'mine', state: ['TASK_STAGING', 'TASK_RUNNING'], atLeast: 2 }, ['t0', 't1', 't2']],
    [{ state: 'TASK_RUNNING', atLeast: 3 }, ['t1', 't2', 'o1']],
    [{ where: ({ id }) => id.endsWith('1') }, ['t1', 'o1']],
    [{ framework: 'mine', state: 'TASK_FAILED', count: 0 }, []],
  ])('finds %j', async (condition, expected) => {
    const fake = new FakeCluster();
    fake.current = withTasks('TASK_STAGING', 'TASK_RUNNING', 'TASK_RUNNING');
    expect(await ids(waitForTasks(fake, condition))).toEqual(expected);
  });

  it('counts tasks that ended, and those of frameworks that ended', async () => {
    const fake = new FakeCluster();
    fake.current = stateWith({
      frameworks: [frameworkInState({ completed_tasks: [taskInState('a', 'TASK_FINISHED')] })],
      completed_frameworks: [frameworkInState({ id: 'M-0001', completed_tasks: [taskInState('b', 'TASK_FINISHED')] })],
    });
    expect(await ids(waitForTasks(fake, { framework: 'mine', state: 'TASK_FINISHED', count: 2 }))).toEqual(['a', 'b']);
  });

  it('is patient when there are more than it wants, as they may become less', async () => {
    const fake = new FakeCluster();
    fake.current = withTasks('TASK_RUNNING', 'TASK_RUNNING');
    const waiting = waitForTasks(fake, { framework: 'mine', state: 'TASK_RUNNING', count: 1 });
    await fake.looked(1);
    fake.change(withTasks('TASK_RUNNING', 'TASK_KILLED'));
    expect(await ids(waiting)).toEqual(['t0']);
  });

  it.each<[TasksCondition, string]>([
    [{ framework: 'mine', state: 'TASK_RUNNING', count: 2 }, 'Exactly 2 tasks of framework mine in TASK_RUNNING'],
    [{ state: ['TASK_LOST', 'TASK_FAILED'] }, 'At least 1 task in TASK_LOST or TASK_FAILED'],
    [{ framework: 'mine', count: 0, where: () => true }, 'A state without tasks of framework mine that where() accepts'],
    [{ atLeast: 5, description: 'A handful' }, 'A handful'],
  ])('names what it waits for: %j', async (condition, waitedFor) => {
    const fake = new FakeCluster();
    fake.current = withTasks('TASK_STAGING');
    expect((await fake.expire(waitForTasks(fake, condition))).details).toMatchObject({ waitedFor });
  });

  it('explains what agents lack of what a task takes', async () => {
    const fake = new FakeCluster();
    fake.current = { ...withTasks(), slaves: [agentInState()] };
    const waiting = waitForTasks(fake, { framework: 'mine', state: 'TASK_RUNNING', resources: 'cpus:8;mem:64' });
    const { message } = await fake.expire(waiting);
    expect(message).toContain('if a task takes cpus:8; mem:64:\n    agent 127.0.0.1:5051 lacks cpus:8, has cpus:3');
  });
});

describe('waiting for tasks that can never come', () => {
  it.each<[unknown, string]>([
    [{ state: 'TASK_RUNING' }, 'but is "TASK_RUNING"'],
    [{ state: 'TASK_RUNING' }, '(TASK_RUNNING, perhaps)'],
    [{ state: 'running' }, '(TASK_RUNNING, perhaps)'],
    [{ state: ['TASK_RUNNING', null] }, 'but is null'],
    [{ state: [] }, 'but is an empty list'],
    [{ state: 'constructor' }, 'a state of tasks'],
    [{ count: -1 }, 'count of waitForTasks() has to be a whole number from 0'],
    [{ count: 1.5 }, 'but is 1.5'],
    [{ count: '2' }, 'but is "2"'],
    [{ atLeast: 0 }, 'atLeast of waitForTasks() has to be a whole number from 1'],
    [{ atLeast: 1, count: 2 }, 'atLeast of waitForTasks() has to be left out where count is given'],
    [{ where: 'id == 1' }, 'where of waitForTasks() has to be a function'],
    [{ framework: '' }, 'The framework of waitForTasks()'],
    [{ resources: 'cpus' }, 'The resources of waitForTasks()'],
    [{ framwork: 'mine' }, 'framework, perhaps, but is framwork'],
    [[], 'an object with options'],
    [null, 'an object with options'],
  ])('is refused at once: %j', async (condition, words) => {
    const waiting = waitForTasks(new FakeCluster(), condition as TasksCondition);
    await expect(waiting).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(waiting).rejects.toThrow(words);
  });

  it('ends when more tasks have ended than were to', async () => {
    const fake = new FakeCluster();
    fake.current = withTasks('TASK_FINISHED');
    const waiting = waitForTasks(fake, { framework: 'mine', state: 'TASK_FINISHED', count: 2 });
    await fake.looked(1);
    fake.change(withTasks('TASK_FINISHED', 'TASK_FINISHED', 'TASK_FINISHED'));
    await expect(waiting).rejects.toMatchObject({ code: 'WAIT_IMPOSSIBLE' });
    await expect(waiting).rejects.toThrow('there are 3 already, and tasks do not leave the state they end in');
  });

  it('ends when the master would have forgotten so many', async () => {
    const fake = new FakeCluster();
    fake.current = withTasks('TASK_FINISHED');
    const waiting = waitForTasks(fake, { framework: 'M-0000', state: 'TASK_FINISHED', atLeast: 1001 });
    await expect(waiting).rejects.toThrow('the master remembers only 1000 ended tasks of a framework');
  });
});
