import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { assertFramework, assertNoFramework, assertNoTask, assertTask, useCluster } from 'minimesos/node-test';
import { type Application, Scheduler } from '../vitest-scheduler/scheduler.js';

// One cluster for the whole file, as good as new for each test.
const cluster = useCluster({ agents: [{ count: 2, resources: 'cpus:2;mem:512' }], reaction: 'immediate' });

const schedulers: Scheduler[] = [];
afterEach(() => {
  for (const scheduler of schedulers.splice(0)) scheduler.disconnect();
});

async function start(application: Partial<Application> = {}): Promise<Scheduler> {
  const defaults = { name: 'web', command: 'sleep 1000', instances: 1, cpus: 0.5, mem: 64 };
  const scheduler = new Scheduler(cluster.leader.url, { ...defaults, ...application });
  schedulers.push(scheduler);
  await scheduler.start();
  return scheduler;
}

const running = { framework: 'web', state: 'TASK_RUNNING' } as const;

describe('the scheduler', () => {
  test('registers under the name of its application', async () => {
    await start();
    await assertFramework(cluster, { name: 'web', active: true });
  });

  test('runs the command', async () => {
    await start({ command: 'echo "hello from $MESOS_FRAMEWORK_ID"; sleep 1000' });
    await cluster.waitForTasks(running);
    const [framework] = await cluster.frameworks();
    const [task] = await cluster.tasks();
    await cluster.waitFor(async () => (await cluster.logs(task?.id ?? '')) === `hello from ${framework?.id}\n`);
  });

  test('runs as many instances as asked for', async () => {
    await start({ instances: 4 });
    await cluster.waitForTasks({ ...running, count: 4 });
  });

  test('uses several agents when one is too small', async () => {
    await start({ instances: 2, cpus: 2 });
    const tasks = await cluster.waitForTasks({ ...running, count: 2 });
    assert.equal(new Set(tasks.map(({ slave_id }) => slave_id)).size, 2);
  });

  test('runs what fits and waits for an agent for the rest', async () => {
    await start({ instances: 3, cpus: 2 });
    await cluster.waitForTasks({ ...running, count: 2 });
    await cluster.addAgent({ resources: 'cpus:2;mem:512' });
    await cluster.waitForTasks({ ...running, count: 3 });
  });

  test('replaces a task that was killed', async () => {
    await start();
    const [task] = await cluster.waitForTasks(running);
    await cluster.killTask(task?.id ?? '');
    await assertTask(cluster, { id: task?.id ?? '', state: 'TASK_KILLED' });
    await cluster.waitForTasks({ ...running, where: ({ id }) => id !== task?.id });
  });

  test('moves tasks away from an agent that is lost', async () => {
    await start();
    const [task] = await cluster.waitForTasks(running);
    await cluster.agents.find(({ id }) => id === task?.slave_id)?.kill();
    await cluster.waitForTasks({ ...running, where: ({ slave_id }) => slave_id !== task?.slave_id });
  });

  test('scales up and down', async () => {
    const scheduler = await start();
    await scheduler.scale(3);
    await cluster.waitForTasks({ ...running, count: 3 });
    await scheduler.scale(1);
    await cluster.waitForTasks({ ...running, count: 1 });
  });

  test('gives up on a command that fails again and again', async () => {
    const scheduler = await start({ command: 'exit 3', maxFailures: 2 });
    await cluster.waitForTasks({ framework: 'web', state: 'TASK_FAILED', count: 3 });
    await cluster.waitFor(() => scheduler.gaveUp);
  });

  test('leaves nothing behind when it stops', async () => {
    const scheduler = await start({ instances: 2 });
    await cluster.waitForTasks({ ...running, count: 2 });
    await scheduler.stop();
    await assertNoFramework(cluster, 'web');
    await assertNoTask(cluster, running);
  });
});
