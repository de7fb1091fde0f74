import { describe, expect, it } from 'vitest';
import type { ExecutorInfo, Resource, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { MasterFixture, resources, scalar, task } from './master-fixture.js';

const EXECUTOR: ExecutorInfo = {
  type: 'DEFAULT',
  executor_id: { value: 'pod' },
  resources: resources({ cpus: 0.1, mem: 32, disk: 32 }),
};

const persistent = (megabytes: number): Resource =>
  scalar('disk', megabytes, {
    reservations: [{ type: 'DYNAMIC', role: 'r' }],
    disk: { persistence: { id: 'v1' }, volume: { container_path: 'x', mode: 'RW' } },
  });
const tcp = { type: 'TCP' as const, tcp: { port: 80 } };
const networked = { type: 'MESOS' as const, network_infos: [{ name: 'net' }] };
const NO_CHECKS =
  "Task 't1' is invalid: HTTP and TCP health checks are not supported for nested containers not joining parent's network";

describe('a task group', () => {
  it.each<[string, Partial<ExecutorInfo>, Partial<TaskInfo>, string]>([
    [
      'more cpus than there are',
      {},
      { resources: [scalar('cpus', 5000)] },
      'Total resources cpus(allocated: *):5000.2; mem(allocated: *):64; disk(allocated: *):32 required by task group and its executor are more than ' +
        'available ports(allocated: *):[31000-32000]; cpus(allocated: *):4; mem(allocated: *):4096; disk(allocated: *):10000',
    ],
    [
      'a DEFAULT executor with a command',
      { command: { value: 'true' } },
      {},
      "'ExecutorInfo.command' must not be set for 'DEFAULT' executor",
    ],
    [
      'an executor without resources',
      { resources: [] },
      {},
      "Executor 'pod' uses less CPUs (None) than the minimum required (0.01)",
    ],
    [
      'an executor with little cpus',
      { resources: resources({ cpus: 0.001, mem: 32, disk: 1 }) },
      {},
      "Executor 'pod' uses less CPUs (0.001) than the minimum required (0.01)",
    ],
    [
      'an executor without memory',
      { resources: resources({ cpus: 0.1 }) },
      {},
      "Executor 'pod' uses less memory (None) than the minimum required (32MB)",
    ],
    ['an executor without disk', { resources: resources({ cpus: 0.1, mem: 32 }) }, {}, "Executor 'pod' uses no disk"],
    ['an executor without type', { type: undefined }, {}, "'ExecutorInfo.type' must be set"],
    ['an executor of type UNKNOWN', { type: 'UNKNOWN' }, {}, 'Unknown executor type'],
    [
      'a DEFAULT executor in a Docker container',
      { container: { type: 'DOCKER', docker: { image: 'x' } } },
      {},
      "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor",
    ],
    [
      'a DEFAULT executor with an image',
      { container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'x' } } } } },
      {},
      "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor",
    ],
    [
      'a CUSTOM executor in a Docker container',
      { type: 'CUSTOM', command: { value: 'true' }, container: { type: 'DOCKER', docker: { image: 'x' } } },
      {},
      'Docker ContainerInfo is not supported on the executor',
    ],
    [
      'a task of another executor',
      {},
      { executor: { ...EXECUTOR, executor_id: { value: 'other' } } },
      "The `ExecutorInfo` of task 't1' is different from executor 'pod'",
    ],
    [
      'limits of a task that shares the cgroups',
      {},
      { limits: { cpus: { value: 1 } } },
      "Task 't1' is invalid: Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'.",
    ],
    [
      'one task that shares the cgroups and one that does not',
      {},
      { container: { type: 'MESOS', linux_info: { share_cgroups: false } } },
      "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor",
    ],
    [
      'revocable resources of one and others of another',
      {},
      { resources: [scalar('cpus', 0.1, { revocable: {} })] },
      'Task group and executor mix revocable and non-revocable resources: ' +
        "Cannot use both revocable and non-revocable 'cpus' at the same time",
    ],
    [
      'a docker container',
      {},
      { container: { type: 'DOCKER', docker: { image: 'x' } } },
      "Task 't1' is invalid: Docker ContainerInfo is not supported on the task",
    ],
    ['a health check of a task with a network of its own', {}, { container: networked, health_check: tcp }, NO_CHECKS],
    ['a task without resources', {}, { resources: [] }, "Task 't1' is invalid: Task uses no resources"],
    [
      'a volume of one task that another has too',
      { resources: [...(EXECUTOR.resources ?? []), persistent(1)] },
      { resources: [...resources(), persistent(2)] },
      "Task group and executor use duplicate persistence ID: Persistence ID 'v1' is not unique",
    ],
    [
      'a health check without type, which is not guessed here',
      {},
      { health_check: { command: { value: 'true' } } },
      "Task 't1' is invalid: Task uses invalid health check: HealthCheck must specify 'type'",
    ],
    [
      'an executor with an invalid variable',
      { type: 'CUSTOM', command: { value: 'true', environment: { variables: [{ name: 'X' }] } } },
      {},
      "Executor's `CommandInfo` is invalid: Environment variable 'X' of type 'VALUE' must have a value set",
    ],
    [
      'an executor with little memory',
      { resources: resources({ cpus: 0.1, mem: 31, disk: 1 }) },
      {},
      "Executor 'pod' uses less memory (31MB) than the minimum required (32MB)",
    ],
    ['a bad task id', {}, { task_id: { value: 'a/b' } }, "Task 'a/b' is invalid: 'a/b' contains invalid characters"],
    [
      'an invalid health check',
      {},
      { health_check: { type: 'TCP' } },
      "Task 't1' is invalid: Task uses invalid health check: Expecting 'tcp' to be set for TCP health check",
    ],
  ])('with %s is refused as a whole', async (_, executor, fields, message) => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const framework_id = { value: client.frameworkId };
    const tasks = [task('t1', offer, fields), task('t2', offer)];
    await client.launchGroup(offer, { ...EXECUTOR, framework_id, ...executor }, tasks);
    for (const { task_id } of tasks) {
      expect(await client.update()).toEqual({
        ...{ task_id, agent_id: offer.agent_id, state: 'TASK_ERROR', source: 'SOURCE_MASTER' },
        ...{ reason: 'REASON_TASK_GROUP_INVALID', message, timestamp: expect.any(Number) },
      });
    }
    expect(agent.all('RunTaskGroupMessage')).toEqual([]);
    await fixture.allocate();
    await client.offer();
  });

  it('with malformed resources hears first what is wrong with those of the executor', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    const executor = { ...EXECUTOR, resources: [scalar('cpus', -1)] };
    await client.launchGroup(offer, executor, [task('t1', offer, { resources: [scalar('mem', -1)] })]);
    expect(await client.update()).toMatchObject({
      reason: 'REASON_TASK_GROUP_INVALID',
      message: "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0",
    });
  });

  it('is launched as a whole, each task with the executor', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const executor = { ...EXECUTOR, framework_id: { value: client.frameworkId } };
    await client.launchGroup(offer, executor, [task('t1', offer), task('t2', offer, { container: networked })]);
    expect(await client.drain()).toEqual([]);
    const [launched, ...others] = agent.all('RunTaskGroupMessage');
    expect(others).toEqual([]);
    expect(launched).toMatchObject({ executor: { executor_id: { value: 'pod' } }, launch_executor: true });
    expect(launched?.task_group.tasks?.map(({ executor: of }) => of?.executor_id.value)).toEqual(['pod', 'pod']);
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework.used_resources).toMatchObject({ cpus: 0.3, mem: 96, disk: 32 });
    expect(framework.tasks).toMatchObject([{ executor_id: 'pod' }, { executor_id: 'pod' }]);
  });

  it('may be given an executor in its tasks, which does not count', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const executor = { ...EXECUTOR, framework_id: { value: client.frameworkId } };
    await client.launchGroup(offer, executor, [task('t1', offer, { executor }), task('t2', offer)]);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskGroupMessage')).toHaveLength(1);
  });

  it('needs an id for each task of its own, whatever runs it', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    await fixture.allocate();
    const rest = await client.offer();
    const custom = {
      type: 'CUSTOM',
      executor_id: { value: 'e' },
      framework_id: { value: client.frameworkId },
      command: { value: 'true' },
    };
    const executor = { ...custom, resources: EXECUTOR.resources };
    await client.launchGroup(rest, executor, [task('t1', rest, { command: undefined })]);
    expect(await client.update()).toMatchObject({
      state: 'TASK_ERROR',
      message: "Task 't1' is invalid: Task has duplicate ID: t1",
    });
    await fixture.allocate();
    const last = await client.offer();
    await client.launchGroup(last, executor, [task('t2', last, { command: undefined })]);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskGroupMessage')).toHaveLength(1);
  });

  it('may not have a port in two of its tasks', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    const executor = { ...EXECUTOR, framework_id: { value: client.frameworkId } };
    const port: Resource = { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 31000 }] } };
    const tasks = ['t1', 't2'].map((id) => task(id, offer, { resources: [port] }));
    await client.launchGroup(offer, executor, tasks);
    const text = 'ports(allocated: *):[31000-31000]';
    expect((await client.update()).message).toContain(
      `There are overlapping resources in the task group's task resources { ${text}, ${text} } and/or executor resources [`,
    );
  });

  it('has to tell its executor a framework', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    await client.launchGroup(offer, EXECUTOR, [task('t1', offer)]);
    expect(await client.update()).toMatchObject({ message: "'ExecutorInfo.framework_id' must be set" });
  });

  it('has to tell its executor its own framework', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    await client.launchGroup(offer, { ...EXECUTOR, framework_id: { value: 'none' } }, [task('t1', offer)]);
    expect(await client.update()).toMatchObject({
      reason: 'REASON_TASK_GROUP_INVALID',
      message: `ExecutorInfo has an invalid FrameworkID (Actual: none vs Expected: ${client.frameworkId})`,
    });
  });

  it('may not name a task twice', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    const executor = { ...EXECUTOR, framework_id: { value: client.frameworkId } };
    await client.launchGroup(offer, executor, [task('t1', offer), task('t1', offer)]);
    expect(await client.update()).toMatchObject({
      state: 'TASK_ERROR',
      message: "Task 't1' is invalid: Task has duplicate ID: t1",
    });
  });

  it('joins an executor that runs, at no further cost', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const executor = { ...EXECUTOR, framework_id: { value: client.frameworkId } };
    await client.launchGroup(offer, executor, [task('t1', offer)]);
    await fixture.allocate();
    const rest = await client.offer();
    await client.launchGroup(rest, executor, [task('t2', rest)]);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskGroupMessage').map(({ launch_executor }) => launch_executor)).toEqual([true, false]);
    expect((await fixture.json('/frameworks')).frameworks[0].used_resources.cpus).toBe(0.3);
  });

  it('spoils what is beside it by resources that are none', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    const executor = { ...EXECUTOR, framework_id: { value: client.frameworkId } };
    await client.launchGroup(offer, executor, [task('t1', offer), task('t2', offer, { resources: [scalar('cpus', -1)] })]);
    const message = "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0";
    for (const id of ['t1', 't2'])
      expect(await client.updateOf(id, 'TASK_ERROR')).toMatchObject({ reason: 'REASON_TASK_GROUP_INVALID', message });
  });
});
