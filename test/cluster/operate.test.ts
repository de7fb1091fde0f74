import { describe, expect } from 'vitest';
import type { MesosCluster, MinimesosError } from '../../src/index.js';
import { minimesosTest } from '../../src/testing/vitest.js';
import { TestFramework } from './test-framework.js';

const it = minimesosTest({ description: { reaction: 'immediate' }, scope: 'file' });

let cluster: MesosCluster;
let mine: TestFramework;

it.beforeEach(async ({ cluster: ofTheFile }) => {
  cluster = ofTheFile;
  mine = await TestFramework.start(cluster, 'mine');
});

const failure = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );

describe('killTask', () => {
  it('kills a task as its scheduler would', async () => {
    await mine.launch('t1', 'sleep 100');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await cluster.killTask('t1');
    const [task] = await cluster.waitForTasks({ state: 'TASK_KILLED' });
    expect(task).toMatchObject({ id: 't1', framework_id: mine.id });
  });

  it('leaves a task that has ended as it is', async () => {
    await mine.launch('t1', 'true');
    await cluster.waitForTasks({ state: 'TASK_FINISHED' });
    await cluster.killTask('t1');
    expect(await cluster.tasks({ state: 'TASK_FINISHED' })).toHaveLength(1);
  });

  it('needs the framework where several have such a task that has not ended', async () => {
    const other = await TestFramework.start(cluster, 'other');
    await mine.launch('same', 'sleep 100');
    await other.launch('same', 'sleep 100');
    await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 2 });
    expect(await failure(cluster.killTask('same'))).toMatchObject({ code: 'AMBIGUOUS_NAME' });
    await cluster.killTask('same', { framework: 'other' });
    await cluster.waitForTasks({ framework: 'other', state: 'TASK_KILLED' });
    await cluster.killTask('same');
    await cluster.waitForTasks({ framework: 'mine', state: 'TASK_KILLED' });
  });

  it('refuses what is no task', async () => {
    expect(await failure(cluster.killTask('nobody'))).toMatchObject({ code: 'UNKNOWN_TASK' });
    expect(await failure(cluster.killTask(undefined as never))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await failure(cluster.killTask('t1', { frame: 'mine' } as object))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('teardown', () => {
  it.each([() => 'mine', () => mine.id])('ends a framework by name or id (%#)', async (nameOrId) => {
    await mine.launch('t1', 'sleep 100');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    await cluster.teardown(nameOrId());
    await mine.ended;
    expect(await cluster.frameworks()).toEqual([]);
    const [framework] = await cluster.frameworks({ completed: true });
    expect(framework).toMatchObject({ id: mine.id, completed_tasks: [{ id: 't1', state: 'TASK_KILLED' }] });
  });

  it('refuses what is no framework, and a name of several', async () => {
    expect(await failure(cluster.teardown('nobody'))).toMatchObject({ code: 'UNKNOWN_FRAMEWORK' });
    expect(await failure(cluster.teardown(''))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    await TestFramework.start(cluster, 'mine');
    const error = await failure(cluster.teardown('mine'));
    expect(error).toMatchObject({ code: 'AMBIGUOUS_NAME' });
    expect(error.message).toContain(`mine (${mine.id})`);
  });
});

describe('offers', () => {
  it('are those that frameworks hold', async () => {
    await cluster.waitFor(({ frameworks }) => frameworks.some(({ offers }) => offers.length > 0));
    expect(await cluster.offers()).toMatchObject([{ framework_id: mine.id, slave_id: cluster.agents[0]?.id }]);
    await mine.decline(1000);
    expect(await cluster.offers()).toEqual([]);
  });
});
