import { describe, expect, it } from 'vitest';
import type { ExecutorInfo, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { capabilities, executorTask, MasterFixture, resources, scalar, task } from './master-fixture.js';

const ports = (begin: number, end: number) => ({ name: 'ports', type: 'RANGES' as const, ranges: { range: [{ begin, end }] } });
const withRole = (role: string) => resources().map((each) => ({ ...each, role }));
const executor = (more: Partial<ExecutorInfo> = {}): Partial<TaskInfo> => ({
  command: undefined,
  executor: { executor_id: { value: 'e1' }, command: { value: 'true' }, ...more },
});
const environment = (variable: object) =>
  ({ command: { value: 'true', environment: { variables: [{ name: 'X', ...variable }] } } }) as Partial<TaskInfo>;
const persistent = (megabytes: number) =>
  scalar('disk', megabytes, {
    reservations: [{ type: 'DYNAMIC', role: 'r' }],
    disk: { persistence: { id: 'v1' }, volume: { container_path: 'x', mode: 'RW' } },
  });
const volume = (more: object) =>
  ({ container: { type: 'MESOS', volumes: [{ mode: 'RW', container_path: 'data', ...more }] } }) as Partial<TaskInfo>;

/** What is available once the task `ok` has its part. */
const AVAILABLE = 'ports(allocated: *):[31000-32000]; cpus(allocated: *):3.9; mem(allocated: *):4064; disk(allocated: *):10000';
const more = (total: string) => `Total resources ${total} required by task and its executor is more than available ${AVAILABLE}`;
const SOURCES =
  "Task's `ContainerInfo` is invalid: Invalid volume: Only one of them should be set: 'host_path', 'image' and 'source'";

const INVALID: [string, Partial<TaskInfo>, string][] = [
  [
    'more cpus than there are',
    { resources: resources({ cpus: 5000, mem: 32 }) },
    more('cpus(allocated: *):5000; mem(allocated: *):32'),
  ],
  [
    'a port that is not offered',
    { resources: [...resources(), ports(80, 80)] },
    more('cpus(allocated: *):0.1; mem(allocated: *):32; ports(allocated: *):[80-80]'),
  ],
  [
    'a resource that does not exist',
    { resources: resources({ cpus: 0.1, mem: 32, unicorns: 1 }) },
    more('cpus(allocated: *):0.1; mem(allocated: *):32; unicorns(allocated: *):1'),
  ],
  ['no resources', { resources: [] }, 'Task uses no resources'],
  [
    'resources of a role without reservations',
    { resources: withRole('none') },
    more('cpus(allocated: *)(reservations: [(STATIC,none)]):0.1; mem(allocated: *)(reservations: [(STATIC,none)]):32'),
  ],
  [
    'revocable resources and others',
    { resources: [scalar('cpus', 0.1), scalar('cpus', 0.1, { revocable: {} }), scalar('mem', 32)] },
    "Task mixes revocable and non-revocable resources: Cannot use both revocable and non-revocable 'cpus' at the same time",
  ],
  [
    'a part of a GPU',
    { resources: [...resources(), scalar('gpus', 0.5)] },
    "Task uses invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer",
  ],
  [
    'a disk that says nothing',
    { resources: [...resources(), scalar('disk', 1, { disk: {} })] },
    'Task uses invalid resources: Invalid DiskInfo: DiskInfo is set but empty',
  ],
  [
    'a volume twice',
    { resources: [...resources(), persistent(1), persistent(2)] },
    "Task uses duplicate persistence ID: Persistence ID 'v1' is not unique",
  ],
  [
    'a reservation of revocable resources',
    { resources: [scalar('cpus', 0.1, { revocable: {}, reservations: [{ type: 'DYNAMIC', role: 'r' }] })] },
    'Task uses invalid resources: Invalid ReservationInfo: ' +
      'Dynamically reserved resource cpus(allocated: *)(reservations: [(DYNAMIC,r)]){REV}:0.1 cannot be created from revocable resources',
  ],
  [
    'an executor with a disk that says nothing',
    executor({ resources: [scalar('disk', 1, { disk: {} })] }),
    'Executor uses invalid resources: Invalid DiskInfo: DiskInfo is set but empty',
  ],
  [
    'an executor with a volume twice',
    executor({ resources: [persistent(1), persistent(2)] }),
    "Executor uses duplicate persistence ID: Persistence ID 'v1' is not unique",
  ],
  [
    'an executor with resources of several allocations',
    executor({ resources: [scalar('cpus', 0.1, { allocation_info: { role: 'a' } }), scalar('mem', 32)] }),
    "Invalid executor resources: The resources have multiple allocation roles ('*' and 'a') but only one allocation role is allowed",
  ],
  [
    'a volume that its executor has too',
    { ...executor({ resources: [persistent(2)] }), resources: [...resources(), persistent(1)] },
    "Task and its executor use duplicate persistence ID: Persistence ID 'v1' is not unique",
  ],
  [
    'an executor with a shared volume',
    executor({ resources: [{ ...persistent(1), shared: {} }] }),
    'Executor resources disk(allocated: *)(reservations: [(DYNAMIC,r)])[v1:x]<SHARED>:1<1> should not contain any shared resources',
  ],
  [
    'an executor with an invalid variable',
    executor({ command: { value: 'true', environment: { variables: [{ name: 'X' }] } } }),
    "Executor's `CommandInfo` is invalid: Environment variable 'X' of type 'VALUE' must have a value set",
  ],
  [
    'an executor with an invalid container',
    executor({ container: { type: 'DOCKER' } }),
    "Executor's `ContainerInfo` is invalid: DockerInfo 'docker' is not set for DOCKER typed ContainerInfo",
  ],
  [
    'a secret that is not there',
    environment({ type: 'SECRET', secret: { type: 'VALUE' } }),
    "Task's `CommandInfo` is invalid: Environment variable 'X' specifies an invalid secret: " +
      "Secret of type VALUE must have the 'value' field set",
  ],
  [
    'a health check without type that could be of two',
    { health_check: { command: { value: 'true' }, http: { port: 80 } } },
    "Task uses invalid health check: HealthCheck must specify 'type'",
  ],
  [
    'a COMMAND health check with an invalid variable',
    { health_check: { type: 'COMMAND', command: { value: 'true', environment: { variables: [{ name: 'X' }] } } } },
    "Task uses invalid health check: Health check's `CommandInfo` is invalid: Environment variable 'X' of type 'VALUE' must have a value set",
  ],
  [
    'a COMMAND check with an invalid variable',
    { check: { type: 'COMMAND', command: { command: { value: 'true', environment: { variables: [{ name: 'X' }] } } } } },
    "Task uses invalid check: Check's `CommandInfo` is invalid: Environment variable 'X' of type 'VALUE' must have a value set",
  ],
  [
    'a COMMAND health check of nothing',
    { health_check: { type: 'COMMAND', command: {} } },
    "Task uses invalid health check: Command health check must contain 'shell command'",
  ],
  [
    'a COMMAND health check of no program',
    { health_check: { type: 'COMMAND', command: { shell: false } } },
    "Task uses invalid health check: Command health check must contain 'executable path'",
  ],
  [
    'a COMMAND check of nothing',
    { check: { type: 'COMMAND', command: { command: {} } } },
    "Task uses invalid check: Command check must contain 'shell command'",
  ],
  [
    'an HTTP check of a path without a slash',
    { check: { type: 'HTTP', http: { port: 80, path: 'x' } } },
    "Task uses invalid check: The path 'x' of HTTP check must start with '/'",
  ],
  ...(['delay_seconds', 'grace_period_seconds', 'interval_seconds', 'timeout_seconds'] as const).map(
    (time): [string, Partial<TaskInfo>, string] => [
      `a health check with a negative ${time}`,
      { health_check: { type: 'TCP', tcp: { port: 80 }, [time]: -1 } },
      `Task uses invalid health check: Expecting '${time}' to be non-negative`,
    ],
  ),
  ...(['delay_seconds', 'interval_seconds', 'timeout_seconds'] as const).map((time): [string, Partial<TaskInfo>, string] => [
    `a check with a negative ${time}`,
    { check: { type: 'TCP', tcp: { port: 80 }, [time]: -1 } },
    `Task uses invalid check: Expecting '${time}' to be non-negative`,
  ]),
  [
    'neither command nor executor',
    { command: undefined },
    'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present',
  ],
  [
    'both command and executor',
    { executor: { executor_id: { value: 'e1' }, command: { value: 'true' } } },
    'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present',
  ],
  ['an id with a slash', { task_id: { value: 'c/5' } }, "'c/5' contains invalid characters"],
  ['an id of dots', { task_id: { value: '..' } }, "'..' is disallowed"],
  ['an empty id', { task_id: { value: '' } }, 'ID must not be empty'],
  ['an id that is too long', { task_id: { value: 'x'.repeat(300) } }, 'ID must not be greater than 255 characters'],
  ['an executor without an id', executor({ executor_id: { value: '' } }), 'ID must not be empty'],
  ['an executor id with a slash', executor({ executor_id: { value: 'a/b' } }), "'a/b' contains invalid characters"],
  ['an executor without command', executor({ command: undefined }), "'ExecutorInfo.command' must be set"],
  ['an executor of type DEFAULT', executor({ type: 'DEFAULT', command: undefined }), "'ExecutorInfo.type' must be 'CUSTOM'"],
  [
    'a CUSTOM executor without command',
    executor({ type: 'CUSTOM', command: undefined }),
    "'ExecutorInfo.command' must be set for 'CUSTOM' executor",
  ],
  ['an executor of type UNKNOWN', executor({ type: 'UNKNOWN' }), "'ExecutorInfo.type' must be 'CUSTOM'"],
  [
    'a negative shutdown grace period',
    executor({ shutdown_grace_period: { nanoseconds: -1 } }),
    "ExecutorInfo's 'shutdown_grace_period' must be non-negative",
  ],
  [
    'a negative kill policy',
    { kill_policy: { grace_period: { nanoseconds: -1 } } },
    "Task's 'kill_policy.grace_period' must be non-negative",
  ],
  [
    'a negative max_completion_time',
    { max_completion_time: { nanoseconds: -1 } },
    "Task's `max_completion_time` must be non-negative",
  ],
  [
    'limits of anything but cpus and mem',
    { limits: { disk: { value: 1 } } },
    "Only cpus and mem may be included in a task's resource limits",
  ],
  [
    'a limit of cpus without cpus',
    { resources: [scalar('mem', 32)], limits: { cpus: { value: 1 } } },
    'When a CPU limit is specified, a CPU request must also be specified',
  ],
  [
    'a limit of memory without memory',
    { resources: [scalar('cpus', 0.1)], limits: { mem: { value: 64 } } },
    'When a memory limit is specified, a memory request must also be specified',
  ],
  [
    'cgroups of its own',
    { container: { type: 'MESOS', linux_info: { share_cgroups: false } } },
    "Only tasks in a task group may have 'share_cgroups' set to 'false'",
  ],
  [
    'resources of several allocations',
    { resources: [scalar('cpus', 0.1, { allocation_info: { role: 'a' } }), scalar('mem', 32)] },
    "Invalid task resources: The resources have multiple allocation roles ('*' and 'a') but only one allocation role is allowed",
  ],
  [
    'an executor that mixes revocable resources and others',
    executor({ resources: [scalar('cpus', 0.1), scalar('cpus', 0.1, { revocable: {} })] }),
    "Executor mixes revocable and non-revocable resources: Cannot use both revocable and non-revocable 'cpus' at the same time",
  ],
  [
    'revocable resources where its executor has others',
    executor({ resources: [scalar('cpus', 0.1, { revocable: {} })] }),
    'Task and its executor mix revocable and non-revocable resources: ' +
      "Cannot use both revocable and non-revocable 'cpus' at the same time",
  ],
  [
    'an executor with a part of a GPU',
    executor({ resources: [scalar('gpus', 0.5)] }),
    "Executor uses invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer",
  ],
  [
    'a value and a secret in a variable of type VALUE',
    environment({ value: 'x', secret: { type: 'VALUE', value: { data: 'eA==' } } }),
    "Task's `CommandInfo` is invalid: Environment variable 'X' of type 'VALUE' must not have a secret set",
  ],
  [
    'a variable of type UNKNOWN',
    environment({ type: 'UNKNOWN', value: 'x' }),
    "Task's `CommandInfo` is invalid: Environment variable of type 'UNKNOWN' is not allowed",
  ],
  [
    'a volume of an unknown source',
    volume({ source: {} }),
    "Task's `ContainerInfo` is invalid: Invalid volume: 'source.type' is unknown",
  ],
  [
    'a volume whose source is not there',
    volume({ source: { type: 'SANDBOX_PATH' } }),
    "Task's `ContainerInfo` is invalid: Invalid volume: 'source.sandbox_path' is not set for SANDBOX_PATH volume",
  ],
  [
    'a health check of type UNKNOWN',
    { health_check: { type: 'UNKNOWN' } },
    "Task uses invalid health check: 'UNKNOWN' is not a valid health check type",
  ],
  ['a check of type UNKNOWN', { check: { type: 'UNKNOWN' } }, "Task uses invalid check: 'UNKNOWN' is not a valid check type"],
  ['a health check without type', { health_check: {} }, "Task uses invalid health check: HealthCheck must specify 'type'"],
  [
    'a COMMAND health check without command',
    { health_check: { type: 'COMMAND' } },
    "Task uses invalid health check: Expecting 'command' to be set for COMMAND health check",
  ],
  [
    'an HTTP health check without http',
    { health_check: { type: 'HTTP' } },
    "Task uses invalid health check: Expecting 'http' to be set for HTTP health check",
  ],
  [
    'an HTTP health check of a path without a slash',
    { health_check: { type: 'HTTP', http: { port: 80, path: 'x' } } },
    "Task uses invalid health check: The path 'x' of HTTP health check must start with '/'",
  ],
  [
    'a health check with another scheme',
    { health_check: { type: 'HTTP', http: { port: 80, scheme: 'ftp' } } },
    "Task uses invalid health check: Unsupported HTTP health check scheme: 'ftp'",
  ],
  [
    'a TCP health check without tcp',
    { health_check: { type: 'TCP' } },
    "Task uses invalid health check: Expecting 'tcp' to be set for TCP health check",
  ],
  ['a check without type', { check: {} }, "Task uses invalid check: CheckInfo must specify 'type'"],
  ['a TCP check without tcp', { check: { type: 'TCP' } }, "Task uses invalid check: Expecting 'tcp' to be set for TCP check"],
  [
    'an HTTP check without http',
    { check: { type: 'HTTP' } },
    "Task uses invalid check: Expecting 'http' to be set for HTTP check",
  ],
  [
    'a COMMAND check without command',
    { check: { type: 'COMMAND' } },
    "Task uses invalid check: Expecting 'command' to be set for COMMAND check",
  ],
  [
    'a DOCKER container without docker',
    { container: { type: 'DOCKER' } },
    "Task's `ContainerInfo` is invalid: DockerInfo 'docker' is not set for DOCKER typed ContainerInfo",
  ],
  ['a volume without source', volume({}), SOURCES],
  [
    'a volume with two sources',
    volume({ host_path: '/tmp', source: { type: 'HOST_PATH', host_path: { path: '/tmp' } } }),
    SOURCES,
  ],
  [
    'an environment variable without value',
    environment({}),
    "Task's `CommandInfo` is invalid: Environment variable 'X' of type 'VALUE' must have a value set",
  ],
  [
    'a secret environment variable without secret',
    environment({ type: 'SECRET' }),
    "Task's `CommandInfo` is invalid: Environment variable 'X' of type 'SECRET' must have a secret set",
  ],
  [
    'a limit below what it uses',
    { limits: { cpus: { value: 0.01 } } },
    'The cpu limit must be greater than or equal to the cpu request',
  ],
  [
    'a memory limit below what it uses',
    { limits: { mem: { value: 1 } } },
    'The memory limit must be greater than or equal to the memory request',
  ],
  [
    'a limit of something else',
    { limits: { disk: { value: 10 } } },
    "Only cpus and mem may be included in a task's resource limits",
  ],
];

const VALID: [string, Partial<TaskInfo>][] = [
  ['a command without value', { command: {} }],
  ['an id with a space', { task_id: { value: 'c 6' } }],
  ['an id with other letters', { task_id: { value: 'c-ü' } }],
  ['a check and a health check', { check: { type: 'TCP', tcp: { port: 1 } }, health_check: { type: 'TCP', tcp: { port: 1 } } }],
  ['a MESOS container with docker', { container: { type: 'MESOS', docker: { image: 'x' } } }],
  ['limits without bounds', { limits: { cpus: { value: 'Infinity' as unknown as number } } }],
  ['a health check that is obviously of type COMMAND', { health_check: { command: { value: 'true' } } }],
  ['a health check that is obviously of type HTTP', { health_check: { http: { port: 80 } } }],
  ['an executor with little', executor({ resources: resources({ cpus: 0.001 }) })],
];

describe('a task', () => {
  it.each(INVALID)('with %s is refused', async (_, fields, message) => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const bad = task('t1', offer, fields);
    await client.launch(offer, [task('ok', offer), bad]);
    const status = await client.update();
    expect(status).toEqual({
      ...{ task_id: bad.task_id, agent_id: offer.agent_id, state: 'TASK_ERROR', source: 'SOURCE_MASTER' },
      ...{ reason: 'REASON_TASK_INVALID', message, timestamp: expect.any(Number) },
    });
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage').map(({ task: { task_id } }) => task_id.value)).toEqual(['ok']);
    expect((await fixture.json('/tasks')).tasks).toHaveLength(1);
  });

  it.each(VALID)('with %s is launched', async (_, fields) => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer, fields)]);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage')).toHaveLength(1);
  });

  it('has to be for the agent of the offer', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    await client.launch(offer, [task('t1', { agent_id: { value: 'none' } })]);
    const message = `Task uses invalid agent none while agent ${offer.agent_id.value} is expected`;
    expect(await client.update()).toMatchObject({ agent_id: { value: 'none' }, state: 'TASK_ERROR', message });
  });

  it('may not have an executor of another framework', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    await client.launch(offer, [task('t1', offer, executor({ framework_id: { value: 'none' } }))]);
    const message = `ExecutorInfo has an invalid FrameworkID (Actual: none vs Expected: ${client.frameworkId})`;
    expect(await client.update()).toMatchObject({ state: 'TASK_ERROR', message });
  });

  it('may have limits only on an agent that knows them', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent({ capabilities: ['MULTI_ROLE', 'RESERVATION_REFINEMENT'] });
    const client = await fixture.subscribe();
    const offer = await client.offer();
    await client.launch(offer, [task('t1', offer, { limits: { cpus: { value: 1 } } })]);
    expect((await client.update()).message).toBe('Agent is not capable of handling task resource limits');
  });

  it('may not have a port that its executor has', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    const given = executor({ resources: [ports(31000, 31001)] });
    await client.launch(offer, [task('t1', offer, { ...given, resources: [...resources(), ports(31001, 31002)] })]);
    expect((await client.update()).message).toMatch(
      /^There are overlapping resources in the task resources \[.*\] and executor resources \[.*\]$/,
    );
  });

  it('needs an id of its own, until its end is acknowledged', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer), task('t1', offer)]);
    const duplicate = { state: 'TASK_ERROR', message: 'Task has duplicate ID: t1' };
    expect(await client.update()).toMatchObject(duplicate);
    agent.update(client.frameworkId, 't1', 'TASK_FINISHED');
    const finished = await client.updateOf('t1', 'TASK_FINISHED');
    await fixture.allocate();
    const again = await client.offer();
    await client.launch(again, [task('t1', again)]);
    expect(await client.update()).toMatchObject(duplicate);
    await client.acknowledge(finished);
    await fixture.allocate();
    const third = await client.offer();
    await client.launch(third, [task('t1', third)]);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage')).toHaveLength(2);
  });

  it('may have the id of a task of another framework', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    const other = await fixture.subscribe();
    const rest = await other.offer();
    await other.launch(rest, [task('t1', rest)]);
    expect(await other.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage')).toHaveLength(2);
  });

  it('may not have the id of an unreachable task', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ checkpoint: true, ...capabilities('PARTITION_AWARE') });
    await client.launch(offer, [task('t1', offer)]);
    await fixture.lose(agent);
    await client.updateOf('t1', 'TASK_UNREACHABLE');
    await fixture.agent();
    const other = await client.offer();
    await client.launch(other, [task('t1', other)]);
    expect(await client.update()).toMatchObject({
      state: 'TASK_ERROR',
      message: 'Task reuses the ID of an unreachable task: t1',
    });
  });

  it('may join an executor only as the executor is', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const withCommand = (id: string, value: string) =>
      executorTask(id, offer, 'e1', executor({ command: { value }, resources: resources() }));
    await client.launch(offer, [withCommand('t1', 'one'), withCommand('t2', 'other'), withCommand('t3', 'one')]);
    expect(await client.update()).toMatchObject({
      task_id: { value: 't2' },
      state: 'TASK_ERROR',
      message: 'ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID',
    });
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage')).toHaveLength(2);
  });

  it('counts the executor it brings along', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    const brought = executor({ resources: resources({ cpus: 1 }) });
    await client.launch(offer, [task('t1', offer, { ...brought, resources: resources({ cpus: 3.5, mem: 32 }) })]);
    expect((await client.update()).message).toMatch(
      /^Total resources cpus\(allocated: \*\):4.5; mem\(allocated: \*\):32 required by task and its executor/,
    );
  });

  it('may name the role its resources are allocated to, but no other', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ roles: ['r'] });
    const allocated = (id: string, role: string) =>
      task(id, offer, { resources: resources().map((each) => ({ ...each, allocation_info: { role } })) });
    await client.launch(offer, [allocated('good', 'r'), allocated('bad', 'other')]);
    expect((await client.update()).message).toBe(
      'Total resources cpus(allocated: other):0.1; mem(allocated: other):32 required by task and its executor is more than available ' +
        'ports(allocated: r):[31000-32000]; cpus(allocated: r):3.9; mem(allocated: r):4064; disk(allocated: r):10000',
    );
    expect(agent.all('RunTaskMessage')).toHaveLength(1);
  });
});
