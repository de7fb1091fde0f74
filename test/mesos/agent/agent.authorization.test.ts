import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createJwt } from '../../../src/mesos/process/http/jwt.js';
import type { ContainerID } from '../../../src/mesos/wire/messages.js';
import { type AgentFixture, as, framework, podExecutor, startAgent, task, USER } from './agent-fixture.js';

const ANY = { type: 'ANY' };
const NONE = { type: 'NONE' };
const P = { values: ['p'] };
const forbidden = { status: 403, text: '403 Forbidden.' };

let fixture: AgentFixture;
afterEach(() => fixture.stop());

/** An agent where everybody says who they are; `p` and `q` are known. */
async function start(acls: object, more: object = {}): Promise<void> {
  fixture = await startAgent({
    ...{ authenticate_http_readonly: true, authenticate_http_readwrite: true, http_credentials: 'p secret\nq secret' },
    ...{ acls, ...more },
  });
}

const forP = (name: string, objects: string) => ({ [name]: [{ principals: P, [objects]: NONE }] });

describe('tasks', () => {
  it('run as users that the agent lets their framework use', async () => {
    await start({ run_tasks: [{ principals: P, users: NONE }] });
    fixture.run(task('t1', 'sleep 1000'), framework({ principal: 'p' }));
    const { status } = await fixture.master.update('t1', 'TASK_ERROR');
    expect(status).toMatchObject({
      ...{ reason: 'REASON_TASK_UNAUTHORIZED', source: 'SOURCE_AGENT' },
      message: 'Framework framework-1 is not authorized to launch task t1',
    });
    fixture.runGroup(podExecutor('pod'), [task('t2', 'sleep 1000')], framework({ principal: 'p' }));
    expect((await fixture.master.update('t2', 'TASK_ERROR')).status.reason).toBe('REASON_TASK_GROUP_UNAUTHORIZED');
    // The master has an executor in its books that is not going to be.
    expect(await fixture.master.one('ExitedExecutorMessage')).toMatchObject({ executor_id: { value: 'pod' } });
    fixture.run(task('t3', 'sleep 1000'), framework({ id: { value: 'framework-2' }, principal: 'q' }));
    await fixture.master.update('t3', 'TASK_RUNNING');
  });
});

describe('what is shown', () => {
  async function occupied(acls: object): Promise<void> {
    await start(acls);
    fixture.run(task('t1', 'echo out; sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
  }
  const state = async (who: string) => (await fixture.get('/state', as(who))).json();
  const call = async (type: string, who: string) => (await fixture.operator({ type }, as(who))).json()[type.toLowerCase()];

  it('leaves out frameworks', async () => {
    await occupied(forP('view_frameworks', 'users'));
    expect((await state('p')).frameworks).toEqual([]);
    expect((await state('q')).frameworks).toHaveLength(1);
    for (const [type, member] of [
      ['GET_FRAMEWORKS', 'frameworks'],
      ['GET_EXECUTORS', 'executors'],
      ['GET_TASKS', 'launched_tasks'],
    ]) {
      expect((await call(`${type}`, 'p'))[`${member}`] ?? [], type).toEqual([]);
      expect((await call(`${type}`, 'q'))[`${member}`], type).toHaveLength(1);
    }
  });

  it('leaves out executors', async () => {
    await occupied(forP('view_executors', 'users'));
    expect((await state('p')).frameworks).toMatchObject([{ executors: [] }]);
    expect((await state('q')).frameworks).toMatchObject([{ executors: [{ id: 't1' }] }]);
    expect((await call('GET_TASKS', 'p')).launched_tasks ?? []).toEqual([]);
  });

  it('leaves out tasks', async () => {
    await occupied(forP('view_tasks', 'users'));
    expect((await state('p')).frameworks[0].executors).toMatchObject([{ tasks: [] }]);
    expect((await state('q')).frameworks[0].executors).toMatchObject([{ tasks: [{ id: 't1' }] }]);
    expect((await call('GET_STATE', 'p')).get_tasks.launched_tasks ?? []).toEqual([]);
  });

  it('leaves out containers', async () => {
    await occupied(forP('view_containers', 'users'));
    for (const [who, count] of [
      ['p', 0],
      ['q', 1],
    ] as const) {
      expect((await fixture.get('/containers', as(who))).json(), who).toHaveLength(count);
      expect((await call('GET_CONTAINERS', who)).containers ?? [], who).toHaveLength(count);
    }
  });

  it('leaves out containers of nobody', async () => {
    await start(forP('view_standalone_containers', 'users'));
    const launch_container = { container_id: { value: 'alone' }, command: { value: 'sleep 1000' } };
    expect((await fixture.operator({ type: 'LAUNCH_CONTAINER', launch_container }, as('p'))).status).toBe(200);
    const get = { type: 'GET_CONTAINERS', get_containers: { show_standalone: true } };
    const shown = async (who: string) => (await fixture.operator(get, as(who))).json().get_containers.containers ?? [];
    expect(await shown('p')).toEqual([]);
    expect(await shown('q')).toMatchObject([{ container_id: { value: 'alone' } }]);
  });

  it('leaves out roles and flags', async () => {
    const acls = { ...forP('view_roles', 'roles'), ...forP('view_flags', 'flags') };
    await occupied(acls);
    expect(await state('p')).not.toHaveProperty('flags');
    expect(await state('q')).toHaveProperty('flags');
    expect(await fixture.get('/flags', as('p'))).toMatchObject(forbidden);
    expect(await fixture.operator({ type: 'GET_FLAGS' }, as('p'))).toMatchObject(forbidden);
  });

  it('leaves out sandboxes', async () => {
    await occupied(forP('access_sandboxes', 'users'));
    const path = '/frameworks/framework-1/executors/t1/runs/latest';
    const ask = (action: string, who: string) => fixture.get(`/files/${action}?path=${path}/stdout`, as(who));
    expect(await ask('read', 'p')).toMatchObject({ status: 403, text: '' });
    expect(await ask('browse', 'p')).toMatchObject({ status: 403, text: '' });
    expect(await ask('download', 'p')).toMatchObject(forbidden);
    for (const action of ['read', 'browse', 'download']) expect((await ask(action, 'q')).status, action).toBe(200);
    const list = { type: 'LIST_FILES', list_files: { path } };
    const read = { type: 'READ_FILE', read_file: { path: `${path}/stdout`, offset: 0 } };
    for (const each of [list, read]) {
      expect(await fixture.operator(each, as('p')), each.type).toMatchObject({ status: 403, text: '' });
      expect((await fixture.operator(each, as('q'))).status, each.type).toBe(200);
    }
  });

  it('is nothing at endpoints that somebody may not use', async () => {
    await occupied(forP('get_endpoints', 'paths'));
    for (const path of ['/containers', '/monitor/statistics', '/metrics/snapshot', '/files/debug', '/logging/toggle']) {
      expect(await fixture.get(path, as('p')), path).toMatchObject(forbidden);
      expect((await fixture.get(path, as('q'))).status, path).toBe(200);
    }
  });
});

describe('containers', () => {
  const nestedIn = (parent: ContainerID) => ({ value: 'nested', parent });
  let parent: ContainerID;

  async function withPod(acls: object, more: object = {}): Promise<void> {
    await start(acls, more);
    fixture.runGroup(podExecutor('pod'), [task('main', 'sleep 1000')]);
    const { status } = await fixture.master.update('main', 'TASK_RUNNING');
    parent = status.container_status?.container_id ?? { value: 'there is none' };
  }

  it.each([
    ['launch_nested_containers_as_user', 'LAUNCH_NESTED_CONTAINER'],
    ['launch_nested_containers_under_parent_with_user', 'LAUNCH_NESTED_CONTAINER'],
    ['launch_nested_container_sessions_as_user', 'LAUNCH_NESTED_CONTAINER_SESSION'],
    ['launch_nested_container_sessions_under_parent_with_user', 'LAUNCH_NESTED_CONTAINER_SESSION'],
    ['kill_nested_containers', 'KILL_NESTED_CONTAINER'],
    ['kill_nested_containers', 'KILL_CONTAINER'],
    ['wait_nested_containers', 'WAIT_NESTED_CONTAINER'],
    ['wait_nested_containers', 'WAIT_CONTAINER'],
    ['remove_nested_containers', 'REMOVE_NESTED_CONTAINER'],
    ['remove_nested_containers', 'REMOVE_CONTAINER'],
    ['attach_containers_output', 'ATTACH_CONTAINER_OUTPUT'],
    ['attach_containers_output', 'LAUNCH_NESTED_CONTAINER_SESSION'],
  ])('are, by %s, kept from %s', async (acl, type) => {
    await withPod(forP(acl, 'users'));
    const command = type.startsWith('LAUNCH') ? { command: { value: 'true', user: USER } } : {};
    const body = { type, [type.toLowerCase()]: { container_id: nestedIn(parent), ...command } };
    const headers = type.startsWith('ATTACH') || type.endsWith('SESSION') ? { Accept: 'application/json' } : {};
    expect(await fixture.operator(body, { ...headers, ...as('p') })).toMatchObject(forbidden);
  });

  it.each(['LAUNCH', 'KILL', 'WAIT', 'REMOVE'])('of nobody are kept from %s_CONTAINER', async (verb) => {
    await start(forP(`${verb.toLowerCase()}_standalone_containers`, 'users'));
    const about = { container_id: { value: 'alone' }, ...(verb === 'LAUNCH' && { command: { value: 'true' } }) };
    const body = { type: `${verb}_CONTAINER`, [`${verb.toLowerCase()}_container`]: about };
    expect(await fixture.operator(body, as('p'))).toMatchObject(forbidden);
    expect(await fixture.operator(body, as('q'))).not.toMatchObject(forbidden);
  });

  it('are open to executors with a token, each its own, whatever the ACLs say', async () => {
    await withPod(
      { permissive: false, run_tasks: [{ principals: ANY, users: ANY }] },
      {
        ...{ authenticate_http_executors: true, jwt_secret_key: 'key' },
      },
    );
    const kill = (cid: string) =>
      fixture.operator(
        { type: 'KILL_NESTED_CONTAINER', kill_nested_container: { container_id: parent, signal: 0 } },
        { Authorization: `Bearer ${createJwt({ cid }, 'key')}` },
      );
    expect(await kill(parent.parent?.value ?? '')).toMatchObject({ status: 200 });
    expect(await kill('another')).toMatchObject(forbidden);
  });
});

describe('the log level and images', () => {
  it.each([
    ['set_log_level', 'level', { type: 'SET_LOGGING_LEVEL', set_logging_level: { level: 1, duration: { nanoseconds: 1e9 } } }],
    ['prune_images', 'images', { type: 'PRUNE_IMAGES' }],
    [
      'modify_resource_provider_configs',
      'resource_providers',
      {
        type: 'REMOVE_RESOURCE_PROVIDER_CONFIG',
        remove_resource_provider_config: { type: 't', name: 'n' },
      },
    ],
  ])('need %s', async (acl, objects, call) => {
    await start(forP(acl, objects));
    expect(await fixture.operator(call, as('p'))).toMatchObject(forbidden);
    expect(await fixture.operator(call, as('q'))).not.toMatchObject(forbidden);
  });
});

describe('executors', () => {
  const key = { authenticate_http_executors: true, http_authenticators: 'jwt', jwt_secret_key: 'key' };
  const executorCall = (eid: string, token?: string) =>
    fetch(`http://127.0.0.1:${fixture.agent.address.port}/slave(1)/api/v1/executor`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify({
        ...{ type: 'MESSAGE', framework_id: { value: 'framework-1' }, executor_id: { value: eid }, message: { data: 'AA==' } },
      }),
    });

  const claimsOf = (id: string, fid = 'framework-1') => {
    const executor = [...fixture.agent.frameworks.executors()].find((each) => each.id === id);
    return { cid: executor?.containerId.value ?? 'there is none', eid: id, fid };
  };

  it('get a token that says who they are', async () => {
    fixture = await startAgent(key);
    fixture.run(task('t1', 'echo $MESOS_EXECUTOR_AUTHENTICATION_TOKEN'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    const token = createJwt(claimsOf('t1'), 'key');
    await fixture.master.update('t1', 'TASK_FINISHED');
    const runs = `${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/t1/runs`;
    expect(readFileSync(`${runs}/latest/stdout`, 'utf8')).toBe(`${token}\n`);
  });

  it('are let in with their own token, and with no other', async () => {
    fixture = await startAgent(key);
    for (const id of ['e1', 'e2']) fixture.run(task(id, 'sleep 1000'));
    for (const id of ['e1', 'e2']) await fixture.master.update(id, 'TASK_RUNNING');
    const without = await executorCall('e1');
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="mesos-agent-executor"']);
    expect((await executorCall('e1', createJwt(claimsOf('e1'), 'forged'))).status).toBe(401);
    expect((await executorCall('e1', createJwt(claimsOf('e1'), 'key'))).status).toBe(202);

    const claims = claimsOf('e1');
    for (const [others, what] of [
      [claimsOf('e2'), "an 'eid' claim with the executor ID e1, which is set in the call"],
      [{ ...claims, fid: 'x' }, "an 'fid' claim with the framework ID framework-1, which is set in the call"],
      [{ ...claims, cid: 'x' }, "a 'cid' claim with the correct active ContainerID"],
    ] as const) {
      const answer = await executorCall('e1', createJwt(others, 'key'));
      const principal = JSON.stringify({ claims: { cid: others.cid, eid: others.eid, fid: others.fid } });
      expect([answer.status, await answer.text()]).toEqual([
        403,
        `Authenticated principal '${principal}' does not contain ${what}`,
      ]);
    }
  });

  it('have no token where there is no key', async () => {
    fixture = await startAgent();
    fixture.run(task('t1', 'test -z "$MESOS_EXECUTOR_AUTHENTICATION_TOKEN"'));
    await fixture.master.update('t1', 'TASK_FINISHED');
  });
});
