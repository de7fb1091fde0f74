import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { agent as api } from '../../../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { writeJson } from '../../../../src/mesos/wire/write-json.js';
import { type AgentFixture, customExecutor, podExecutor, startAgent, task } from '../agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
afterEach(() => fixture.stop());

const get = async (path: string) => (await fixture.get(path)).json();

async function call(type: string, members: object = {}): Promise<{ status: number; text: string; body: api.Response }> {
  const { port } = fixture.agent.address;
  const response = await fetch(`http://127.0.0.1:${port}/api/v1`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type, ...members }),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    body: response.headers.get('content-type') === 'application/json' ? JSON.parse(text) : {},
  };
}

/** A command task, a pod and a task that has ended. */
async function occupy(): Promise<void> {
  fixture.run(task('command', 'sleep 1000 # as long as it takes'));
  fixture.run(task('done', 'exit 1'));
  fixture.runGroup(podExecutor('pod'), [task('in-pod', 'sleep 1000')]);
  await fixture.master.update('command', 'TASK_RUNNING');
  await fixture.master.update('in-pod', 'TASK_RUNNING');
  await fixture.master.update('done', 'TASK_FAILED');
  await fixture.runtime.settle();
  fixture.runtime.clock.advance(1000);
  await fixture.runtime.settle();
}

describe('/state', () => {
  it('shows the agent without anything on it', async () => {
    const state = await get('/state');
    expect(state).toMatchObject({
      ...{
        version: '1.12.0',
        id: 'agent-S0',
        pid: fixture.agent.pid,
        hostname: '127.0.0.1',
        master_hostname: 'master.example.com',
      },
      ...{
        resources: { cpus: 4, mem: 4096, disk: 10000, gpus: 0, ports: '[31000-32000]' },
        reserved_resources: {},
        attributes: {},
      },
      ...{ unreserved_resources_allocated: { cpus: 0, mem: 0, disk: 0, gpus: 0 }, frameworks: [], completed_frameworks: [] },
    });
    expect(state.unreserved_resources_full[0]).toEqual({ name: 'cpus', type: 'SCALAR', scalar: { value: 4 }, role: '*' });
    expect(state.flags.work_dir).toBe(fixture.workDirectory);
    expect(state).toEqual(await get('/slave(1)/state'));
  });

  it('shows executors, with what they and their tasks use, and those that are over', async () => {
    await occupy();
    const { frameworks, unreserved_resources_allocated: allocated } = await get('/state');
    expect(allocated).toMatchObject({ cpus: 0.4, mem: 128, disk: 32 });
    const [{ executors, completed_executors, ...framework }] = frameworks;
    expect(framework).toEqual({
      ...{
        id: 'framework-1',
        name: 'framework',
        user: expect.any(String),
        failover_timeout: 0,
        checkpoint: false,
        hostname: '',
        roles: ['*'],
      },
    });
    const [command, pod] = executors;
    expect(command).toMatchObject({
      ...{
        id: 'command',
        name: "Command Executor (Task: command) (Command: sh -c 'sleep 1000 #...')",
        source: 'command',
        role: '*',
      },
      ...{ resources: { cpus: 0.2, mem: 64, disk: 0, gpus: 0 }, queued_tasks: [], completed_tasks: [] },
      tasks: [
        { id: 'command', executor_id: '', framework_id: 'framework-1', slave_id: 'agent-S0', state: 'TASK_RUNNING', role: '*' },
      ],
    });
    expect(command.directory).toMatch(new RegExp(`^${fixture.workDirectory}/.*/${command.container}$`));
    expect(command.tasks[0].statuses.map(({ state }: { state: string }) => state)).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
    expect(command).not.toHaveProperty('type');
    expect(pod).toMatchObject({
      id: 'pod',
      name: '',
      source: '',
      type: 'DEFAULT',
      tasks: [{ id: 'in-pod', executor_id: 'pod' }],
    });
    expect(completed_executors).toMatchObject([
      { id: 'done', tasks: [], completed_tasks: [{ id: 'done', state: 'TASK_FAILED' }], resources: { cpus: 0.1, mem: 32 } },
    ]);
  });

  it('shows tasks that wait for their executor', async () => {
    fixture.run(task('t1', undefined, { executor: customExecutor('e1', { shell: true, value: 'sleep 1000' }) }));
    await fixture.runtime.settle();
    const { frameworks } = await get('/state');
    expect(frameworks[0].executors[0]).toMatchObject({ tasks: [], queued_tasks: [{ id: 't1', resources: { cpus: 0.1 } }] });
  });
});

describe('the plain endpoints', () => {
  it('tell of containers, flags, version and health', async () => {
    await occupy();
    const containers = await get('/containers');
    expect(containers.map(({ executor_id }: { executor_id: string }) => executor_id)).toEqual(['command', 'pod']);
    expect(containers[0]).toMatchObject({
      source: 'command',
      status: { executor_pid: expect.any(Number) },
      statistics: { cpus_soft_limit: 0.2 },
    });
    expect(await get(`/containers?container_id=${containers[1].container_id}`)).toHaveLength(1);
    expect(await get('/monitor/statistics')).toHaveLength(2);
    expect((await get('/flags')).flags.switch_user).toBe('true');
    expect((await get('/version')).version).toBe('1.12.0');
    expect(await fixture.get('/health')).toMatchObject({ status: 200, text: '' });
    for (const path of ['/state.json', '/monitor/statistics.json', '/no-such-endpoint', '/slave(1)/no-such-endpoint', '/']) {
      expect([path, (await fixture.get(path)).status]).toEqual([path, 404]);
    }
  });

  it('measure what happens', async () => {
    await occupy();
    const metrics = await get('/metrics/snapshot');
    expect(metrics).toMatchObject({
      ...{ 'slave/registered': 1, 'slave/frameworks_active': 1, 'slave/executors_running': 2, 'slave/tasks_running': 2 },
      ...{
        'slave/tasks_failed': 1,
        'slave/cpus_used': 0.4,
        'slave/mem_used': 128,
        'slave/cpus_total': 4,
        'slave/valid_status_updates': 7,
      },
    });
  });

  it('measure for no longer than asked, if that is a duration', async () => {
    const ask = (timeout: string) => fixture.get(`/metrics/snapshot?timeout=${timeout}`);
    expect((await ask('5secs')).status).toBe(200);
    const refused = await ask('x');
    expect([refused.status, refused.text]).toEqual([400, "Invalid timeout 'x': Failed to convert '' to number.\n"]);
  });

  it('show the log that somebody else writes, if a flag names it', async () => {
    const read = () => fixture.get('/files/read?path=/slave/log&offset=0&length=6');
    expect((await read()).status).toBe(404);
    await fixture.stop();
    fixture = await startAgent({ external_log_file: import.meta.filename });
    expect((await read()).json()).toEqual({ data: 'import', offset: 0 });
    expect((await get('/state')).external_log_file).toBe(import.meta.filename);
  });

  it('show the files of a task under its path and by the names of its framework and executor', async () => {
    fixture.run(task('t1', 'echo hello'));
    await fixture.master.update('t1', 'TASK_FINISHED');
    for (const run of ['latest', [...fixture.agent.frameworks.executors()][0]?.containerId.value]) {
      const path = `/frameworks/framework-1/executors/t1/runs/${run}/stdout`;
      expect(await get(`/files/read?path=${path}&offset=0`)).toEqual({ data: 'hello\n', offset: 0 });
    }
  });
});

describe('the level of logging', () => {
  it('is set for a while, and read back', async () => {
    const level = async () => (await call('GET_LOGGING_LEVEL')).body.get_logging_level?.level;
    const set_logging_level = { level: 2, duration: { nanoseconds: 5e9 } };
    expect(await call('SET_LOGGING_LEVEL', { set_logging_level })).toMatchObject({ status: 200, text: '' });
    expect([await level(), (await fixture.get('/logging/toggle')).text]).toEqual([2, '2\n']);
    fixture.runtime.clock.advance(5000);
    expect(await level()).toBe(0);
    expect(await fixture.get('/logging/toggle?level=1&duration=1mins')).toMatchObject({ status: 200, text: '' });
    expect(await level()).toBe(1);
    expect((await call('SET_LOGGING_LEVEL')).status).toBe(400);
  });
});

describe('/system/stats.json', () => {
  it('tells of the machine', async () => {
    const stats = await get('/system/stats.json');
    for (const name of ['avg_load_1min', 'avg_load_5min', 'avg_load_15min', 'cpus_total', 'mem_total_bytes', 'mem_free_bytes']) {
      expect([name, typeof stats[name]]).toEqual([name, 'number']);
    }
  });
});

describe('what containers use', () => {
  it('is measured from their processes', async ({ skip }) => {
    skip(process.platform !== 'linux', 'there is no /proc');
    await occupy();
    const used = { cpus_user_time_secs: expect.any(Number), cpus_system_time_secs: expect.any(Number) };
    const limits = { cpus_soft_limit: 0.2, mem_limit_bytes: 2 ** 26, mem_soft_limit_bytes: 2 ** 26 };
    const statistics = { timestamp: expect.any(Number), mem_rss_bytes: expect.any(Number), ...used, ...limits };
    const containers = await get('/containers');
    for (const each of [...containers, ...(await get('/monitor/statistics'))]) {
      expect(each.statistics).toEqual(statistics);
      expect(each.statistics.mem_rss_bytes).toBeGreaterThan(0);
    }
    const measured = async () => {
      const { body } = await call('GET_CONTAINERS', { get_containers: { show_nested: true } });
      const { containers: all = [] } = body.get_containers ?? {};
      const nested = all.find(({ container_id: id }) => id?.parent);
      return [all.find(({ container_id: id }) => id?.value === nested?.container_id?.parent?.value), nested];
    };
    const [executor, nested] = (await measured()).map((each) => each?.resource_statistics);
    expect(nested).toEqual({ timestamp: expect.any(Number), mem_rss_bytes: expect.any(Number), ...used });
    // An executor of Mesos itself is no process: its tasks stand for it. All are measured at one moment.
    expect(executor?.mem_rss_bytes).toBe(nested?.mem_rss_bytes);
  });

  it('is shown as far as there are isolators for it', async () => {
    await fixture.stop();
    fixture = await startAgent({ isolation: 'posix/mem' });
    await occupy();
    const [{ statistics }] = await get('/monitor/statistics');
    expect(statistics).not.toHaveProperty('cpus_user_time_secs');
    expect(statistics).toHaveProperty('mem_limit_bytes');
  });
});

describe('operator calls', () => {
  it('GET_* tell the same in v1 form', async () => {
    await occupy();
    const { body } = await call('GET_STATE');
    expect(Object.keys(body.get_state ?? {}).sort()).toEqual(['get_executors', 'get_frameworks', 'get_tasks']);
    expect(body.get_state?.get_tasks?.launched_tasks?.map(({ task_id }) => task_id.value)).toEqual(['command', 'in-pod']);
    expect(body.get_state?.get_tasks?.completed_tasks?.map(({ task_id }) => task_id.value)).toEqual(['done']);
    expect((await call('GET_EXECUTORS')).body.get_executors?.executors).toMatchObject([
      { executor_info: { command: { shell: false, arguments: ['mesos-executor', expect.any(String)] } } },
      { executor_info: { type: 'DEFAULT' } },
    ]);
    expect((await call('GET_AGENT')).body.get_agent?.agent_info?.id).toEqual({ value: 'agent-S0' });
    expect((await call('GET_HEALTH')).body).toEqual({ type: 'GET_HEALTH', get_health: { healthy: true } });
    const shown = async (nested: boolean) =>
      (await call('GET_CONTAINERS', { get_containers: { show_nested: nested } })).body.get_containers?.containers?.map(
        ({ executor_id, container_id }) => [executor_id?.value, container_id.parent !== undefined],
      );
    expect(await shown(false)).toEqual([
      ['command', false],
      ['pod', false],
    ]);
    expect(await shown(true)).toEqual([
      ['command', false],
      ['pod', false],
      [undefined, true],
    ]);
  });

  it.each([
    ...['GET_HEALTH', 'GET_FLAGS', 'GET_VERSION', 'GET_LOGGING_LEVEL', 'GET_AGENT', 'GET_FRAMEWORKS', 'GET_EXECUTORS'],
    ...['GET_TASKS', 'GET_STATE', 'GET_OPERATIONS', 'GET_RESOURCE_PROVIDERS', 'GET_METRICS', 'GET_CONTAINERS', 'LIST_FILES'],
  ] as api.Call.Type[])('%s tells the same in protobuf', async (type) => {
    await occupy();
    const asked: api.Call = {
      ...{ type, get_metrics: {}, get_containers: { show_nested: true } },
      list_files: { path: '/frameworks/framework-1/executors/command/runs/latest' },
    };
    const { encode, decode } = await loadProtobuf();
    const { port } = fixture.agent.address;
    const headers = { 'Content-Type': 'application/x-protobuf', Accept: 'application/x-protobuf' };
    const body = new Uint8Array(encode('agent.Call', asked));
    const response = await fetch(`http://127.0.0.1:${port}/api/v1`, { method: 'POST', headers, body });
    const message = decode('agent.Response', Buffer.from(await response.arrayBuffer()));
    const { text } = await call(type, asked);
    // What is measured is another figure each time.
    const still = (document: string) => document.replace(/[-+\d.e]+(?=[,}\]])/g, '0');
    expect(still(writeJson('agent.Response', message))).toBe(still(text));
  });

  it('are checked', async () => {
    const refused = async (type: string, members?: object) => {
      const { status, text } = await call(type, members);
      return [status, text];
    };
    expect(await refused('NO_SUCH_CALL')).toEqual([400, "Failed to validate agent::Call: Expecting 'type' to be present"]);
    expect(await refused('WAIT_CONTAINER')).toEqual([
      400,
      "Failed to validate agent::Call: Expecting 'wait_container' to be present",
    ]);
    expect(await refused('GET_METRICS')).toEqual([400, "Failed to validate agent::Call: Expecting 'get_metrics' to be present"]);
    expect(await refused('UNKNOWN')).toEqual([501, '501 Not Implemented.']);
    expect(await refused('PRUNE_IMAGES')).toEqual([200, '']);
  });
});

describe('nested containers', () => {
  it('are neither made nor removed where a link leads that a task put into its sandbox', async () => {
    await occupy();
    const parent = fixture.master.updates('in-pod')[1]?.status.container_status?.container_id;
    const about = { container_id: { value: 'child', parent } };
    await call('LAUNCH_NESTED_CONTAINER', { launch_nested_container: { ...about, command: { value: 'true' } } });
    await call('WAIT_NESTED_CONTAINER', { wait_nested_container: about });
    const outside = mkdtempSync(join(tmpdir(), 'minimesos-outside-'));
    onTestFinished(() => rmSync(outside, { recursive: true }));
    mkdirSync(join(outside, 'child'));
    writeFileSync(join(outside, 'child/file'), 'kept');
    const { directory = '' } = (parent && fixture.agent.containerizer.config(parent)) ?? {};
    renameSync(join(directory, 'containers'), join(directory, 'elsewhere'));
    symlinkSync(outside, join(directory, 'containers'));

    expect(await call('REMOVE_NESTED_CONTAINER', { remove_nested_container: about })).toMatchObject({
      ...{ status: 500, text: expect.stringContaining('leads out of the sandbox') },
    });
    const another = { container_id: { value: 'another', parent }, command: { value: 'true' } };
    expect((await call('LAUNCH_NESTED_CONTAINER', { launch_nested_container: another })).text).toContain(
      'leads out of the sandbox',
    );
    expect(readdirSync(outside, { recursive: true })).toEqual(['child', 'child/file']);
  });

  it('are launched, waited for, killed and removed', async () => {
    await occupy();
    const parent = fixture.master.updates('in-pod')[1]?.status.container_status?.container_id;
    const child = { value: 'child', parent };
    const name = `${parent?.parent?.value}.${parent?.value}.child`;
    const launch = { launch_nested_container: { container_id: child, command: { value: 'exit 5' } } };
    expect(await call('LAUNCH_NESTED_CONTAINER', launch)).toMatchObject({ status: 200, text: '' });
    expect((await call('LAUNCH_NESTED_CONTAINER', launch)).status).toBe(202);
    const about = { container_id: child };
    expect((await call('WAIT_NESTED_CONTAINER', { wait_nested_container: about })).body).toEqual({
      ...{ type: 'WAIT_NESTED_CONTAINER', wait_nested_container: { exit_status: 1280 } },
    });
    expect(await call('KILL_NESTED_CONTAINER', { kill_nested_container: about })).toMatchObject({
      ...{ status: 404, text: `Container '${name}' cannot be found (or is already killed)` },
    });
    expect((await call('REMOVE_NESTED_CONTAINER', { remove_nested_container: about })).status).toBe(200);
    expect(await call('WAIT_CONTAINER', { wait_container: about })).toMatchObject({
      status: 404,
      text: `Container ${name} cannot be found`,
    });

    const other = { container_id: { value: 'other', parent } };
    await call('LAUNCH_CONTAINER', { launch_container: { ...other, command: { value: 'sleep 1000' } } });
    const waiting = call('WAIT_CONTAINER', { wait_container: other });
    expect(await call('REMOVE_CONTAINER', { remove_container: other })).toMatchObject({
      ...{ status: 500, text: 'Nested container has not terminated yet' },
    });
    expect((await call('KILL_CONTAINER', { kill_container: { ...other, signal: 15 } })).status).toBe(200);
    expect((await waiting).body.wait_container).toEqual({ exit_status: 15 });
  });

  it.each(['a/b', '..', '', 'a\\b', 'a.b', 'a b', 'x'.repeat(243)])(
    'have ids that are names of directories, not %j',
    async (value) => {
      await occupy();
      const parent = fixture.master.updates('in-pod')[1]?.status.container_status?.container_id;
      const launch = { launch_nested_container: { container_id: { value, parent }, command: { value: 'true' } } };
      const { status, text } = await call('LAUNCH_NESTED_CONTAINER', launch);
      expect(status).toBe(400);
      expect(text).toMatch(/^Failed to validate agent::Call: 'launch_nested_container.container_id' is invalid: /);
    },
  );

  it('need a parent that is there', async () => {
    const container_id = { value: 'child', parent: { value: 'unknown' } };
    const launch = { launch_nested_container: { container_id, command: { value: 'true' } } };
    expect(await call('LAUNCH_NESTED_CONTAINER', launch)).toMatchObject({
      status: 400,
      text: 'Parent container unknown does not exist',
    });
  });
});

describe('standalone containers', () => {
  const about = { container_id: { value: 'alone' } };

  it('live in a sandbox of their own, and are forgotten when they end', async () => {
    const launch = { launch_container: { ...about, command: { value: 'echo $MESOS_SANDBOX; sleep 1000' } } };
    expect(await call('LAUNCH_CONTAINER', launch)).toMatchObject({ status: 200, text: '' });
    expect(await call('LAUNCH_CONTAINER', launch)).toMatchObject({ status: 202, text: '' });
    const sandbox = join(fixture.workDirectory, 'containers/alone');
    await expect.poll(() => readFileSync(join(sandbox, 'stdout'), 'utf8')).toBe(`${sandbox}\n`);
    const shown = async (show: object) =>
      (await call('GET_CONTAINERS', { get_containers: show })).body.get_containers?.containers ?? [];
    expect(await shown({ show_nested: true })).toEqual([]);
    expect(await shown({ show_standalone: true })).toEqual([
      {
        ...{ ...about, container_status: { ...about, executor_pid: expect.any(Number) } },
        resource_statistics: expect.objectContaining({ timestamp: expect.any(Number) }),
      },
    ]);
    const nested = { container_id: { value: 'inner', parent: about.container_id } };
    expect((await call('LAUNCH_CONTAINER', { launch_container: { ...nested, command: { value: 'sleep 1000' } } })).status).toBe(
      200,
    );
    const waits = [call('WAIT_CONTAINER', { wait_container: about }), call('WAIT_CONTAINER', { wait_container: nested })];
    expect((await call('KILL_CONTAINER', { kill_container: { ...about, signal: 0 } })).status).toBe(200);
    expect(await call('KILL_CONTAINER', { kill_container: { ...about, signal: 99 } })).toMatchObject({
      ...{ status: 500, text: 'Unable to send signal to container: Invalid argument' },
    });
    expect((await call('KILL_CONTAINER', { kill_container: about })).status).toBe(200);
    expect((await Promise.all(waits)).map(({ body }) => body.wait_container)).toEqual([{ exit_status: 9 }, { exit_status: 9 }]);
    expect((await call('WAIT_CONTAINER', { wait_container: about })).status).toBe(404);
    expect(await shown({ show_nested: true, show_standalone: true })).toEqual([]);
  });

  it('that have ended can be waited for once, for a second, as Mesos sees their end with a delay', async () => {
    const over = async () => {
      await call('LAUNCH_CONTAINER', { launch_container: { ...about, command: { value: 'exit 3' } } });
      await expect.poll(() => fixture.agent.containerizer.containers()).toEqual([]);
    };
    const waited = () => call('WAIT_CONTAINER', { wait_container: about });
    await over();
    expect((await waited()).body).toEqual({ type: 'WAIT_CONTAINER', wait_container: { exit_status: 768 } });
    expect(await waited()).toMatchObject({ status: 404, text: 'Container alone cannot be found' });
    await over();
    fixture.runtime.clock.advance(1000);
    expect((await waited()).status).toBe(404);
  });

  it('are launched once when two calls come at once', async () => {
    const launch = { launch_container: { ...about, command: { value: 'echo $$ >> pids; sleep 1000' } } };
    const answers = await Promise.all([call('LAUNCH_CONTAINER', launch), call('LAUNCH_CONTAINER', launch)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
    await call('KILL_CONTAINER', { kill_container: about });
    await call('WAIT_CONTAINER', { wait_container: about });
    const seen = fixture.observations.filter((each) => each.kind === 'command').map((each) => each.what);
    expect(seen.sort()).toEqual(['exited', 'started']);
  });

  it('are refused what belongs to frameworks, and users that do not exist', async () => {
    const refused = async (launch: object) =>
      (await call('LAUNCH_CONTAINER', { launch_container: { ...about, ...launch } })).text;
    const cpus = { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } };
    const invalid = 'Failed to validate agent::Call: ';
    expect(await refused({ resources: [{ ...cpus, role: 'dev' }] })).toBe(
      `${invalid}'launch_container.resources' must be unreserved`,
    );
    expect(await refused({ resources: [{ ...cpus, revocable: {} }] })).toBe(
      `${invalid}'launch_container.resources' must be non-revocable`,
    );
    expect(await refused({ resources: [{ ...cpus, scalar: undefined }] })).toContain(`${invalid}Invalid resources: `);
    expect(await refused({ command: { environment: { variables: [{ name: 'a' }] } } })).toBe(
      `${invalid}'launch_container.command' is invalid: Environment variable 'a' of type 'VALUE' must have a value set`,
    );
    expect(await refused({ container: { type: 'MESOS', volumes: [{ mode: 'RW', container_path: 'a' }] } })).toBe(
      `${invalid}'launch_container.container' is invalid: Invalid volume: ` +
        "Only one of them should be set: 'host_path', 'image' and 'source'",
    );
    expect(await refused({ container: { type: 'DOCKER', docker: { image: 'alpine' } } })).toBe(
      'The provided ContainerInfo is not supported',
    );
    expect(await refused({ container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'a' } } } } })).toMatch(
      /^Unsupported container image type: DOCKER/,
    );
    expect((await call('REMOVE_CONTAINER', { remove_container: about })).status).toBe(400);
    expect(fixture.agent.containerizer.containers()).toEqual([]);
  });
});

describe('what is asked for wrongly', () => {
  const ONLY = 'Supported query parameters are container_id only, framework_id only, or executor_id and framework_id only';

  it.each<[path: string, status: number, text: string | RegExp]>([
    ['/containers?container_id=x', 200, '[]'],
    ['/containers?container_id=', 200, '[]'],
    ['/containers?framework_id=x', 200, '[]'],
    ['/containers?framework_id=x&executor_id=y', 200, '[]'],
    ['/containers?executor_id=y', 400, ONLY],
    ['/containers?container_id=x&framework_id=y', 400, ONLY],
    ['/containers?container_id=x&executor_id=y', 400, ONLY],
    ['/containers?container_id=x&executor_id=y&framework_id=z', 400, ONLY],
    ['/containers?jsonp=f', 200, 'f([])'],
    ['/containerizer/debug', 200, '{"pending":[]}'],
    ['/containerizer/debug?jsonp=f', 200, 'f({"pending":[]})'],
    ['/containerizer', 404, '404 Not Found.'],
    ['/monitor/statistics?jsonp=', 200, '([])'],
    ['/monitor', 404, '404 Not Found.'],
    ['/logging/toggle?level=1&duration=5', 400, "Invalid duration '5'.\n"],
    ['/logging/toggle?level=1&duration=5min', 400, /^Unknown duration unit 'min'; supported units are /],
    ['/metrics/snapshot?timeout=1', 400, "Invalid timeout '1': Invalid duration '1'.\n"],
    ['/files/read', 400, "Expecting 'path=value' in query.\n"],
    ['/files/read?path=', 400, "Expecting 'path=value' in query.\n"],
    ['/files/read?path=/x&offset=y', 400, "Failed to parse offset: Failed to convert 'y' to number.\n"],
    ['/files/read?path=/x&offset=-2', 400, 'Negative offset provided: -2.\n'],
    ['/files/read?path=/x&length=9223372036854775808', 400, /^Failed to parse length: /],
    ['/files/read?path=/x&length=-2', 400, 'Negative length provided: -2.\n'],
    ['/files/read?path=/x', 404, ''],
    ['/files/browse', 400, "Expecting 'path=value' in query.\n"],
    ['/files/browse?path=/x', 404, ''],
    ['/files/download', 400, "Expecting 'path=value' in query.\n"],
    ['/files/download?path=/x', 404, '404 Not Found.'],
    ['/version', 200, /"version":"1\.12\.0"/],
    ['/slave(1)/version', 404, '404 Not Found.'],
    ['/profiler/start', 400, /^Perftools is disabled/],
    ['/master/state', 404, '404 Not Found.'],
    ['/', 404, '404 Not Found.'],
    ['/help/slave(1)/none', 400, "No help available for '/slave(1)/none'.\n"],
  ])('%s is answered as Mesos does', async (path, status, text) => {
    const answer = await fixture.get(path);
    expect(answer.status).toBe(status);
    if (text instanceof RegExp) expect(answer.text).toMatch(text);
    else expect(answer.text).toBe(text);
  });

  it('has help for every route of its own', async () => {
    const { processes } = await get('/help?format=json');
    const own = processes.find(({ id }: { id: string }) => id === 'slave(1)');
    const names = ['/api/v1', '/api/v1/executor', '/api/v1/resource_provider', '/containerizer/debug', '/containers'];
    expect(own.endpoints.map(({ name }: { name: string }) => name)).toEqual([
      ...[...names, '/flags', '/health', '/monitor/statistics', '/state'],
    ]);
    expect(own.endpoints.filter(({ text }: { text: string }) => text.startsWith('## No help'))).toEqual([]);
  });
});
