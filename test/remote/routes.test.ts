import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Api, eventsOf } from './api.js';

/** A cluster of two agents, and its path. */
async function withCluster(api: Api, description: object = { agents: 2 }) {
  const cluster = await api.cluster(description);
  return { cluster, path: `/v1/clusters/${cluster.name}` };
}

const run = (api: Api, path: string, body: object) =>
  api.ask('POST', `${path}/run`, { json: body, headers: { Accept: 'application/json' } });

/** A task that runs until it is killed, with the stream of its run. */
async function running(api: Api, path: string, command: string, more: object = {}) {
  const stream = await api.open('POST', `${path}/run`, { json: { command, timeout: '5mins', name: 'run', ...more } });
  const events = eventsOf(stream);
  // To leave a loop over them would cut the connection.
  for (let read = await events.next(); !read.done; read = await events.next()) {
    if (read.value.event === 'state' && (read.value.data as { state: string }).state === 'TASK_RUNNING') break;
  }
  const [task] = (await api.ask('GET', `${path}/tasks?state=TASK_RUNNING&name=run`)).json;
  return { task, stream, events };
}

describe('faults', () => {
  it('are numbered: what is no number is told as it came', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const { status, json } = await api.ask('DELETE', `${path}/faults/x`);
    expect([status, json.detail]).toEqual([404, expect.stringContaining('There is no fault "x".')]);
  });
});

describe('agents', () => {
  it('are listed, added, stopped, killed, and started again', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    const added = await api.ask('POST', `${path}/agents`, { json: { resources: 'cpus:1;mem:32', attributes: 'rack:b' } });
    expect(added).toMatchObject({
      status: 201,
      json: { running: true, resources: { cpus: 1, mem: 32 }, attributes: { rack: 'b' } },
    });
    expect((await api.ask('POST', `${path}/agents`)).status).toBe(201);
    expect((await api.ask('GET', `${path}/agents`)).json).toHaveLength(4);

    const [first, second] = cluster.agents;
    expect((await api.ask('POST', `${path}/agents/0/stop`)).json).toMatchObject({ running: false, url: first.url });
    const killed = await api.ask('POST', `${path}/agents/${encodeURIComponent(second.url)}/kill`);
    expect(killed.json).toMatchObject({ running: false, id: second.id });
    const info = (await api.ask('GET', path)).json;
    expect(info.agents.map(({ running }: { running: boolean }) => running)).toEqual([false, false, true, true]);
    expect(Object.keys(info.exports)).not.toContain('MINIMESOS_AGENT_1');
    expect(info.exports.MINIMESOS_AGENT_2).toBe(added.json.url);

    await api.refused('AGENT_GONE', 'POST', `${path}/agents/${second.id}/kill`);
    const restarted = await api.ask('POST', `${path}/agents/${second.id}/restart`);
    expect(restarted.json).toMatchObject({ running: true, id: second.id, url: second.url });
    const renewed = await api.ask('POST', `${path}/agents/0/restart`);
    expect(renewed.json).toMatchObject({ running: true, url: first.url });
    expect(renewed.json.id).not.toBe(first.id);
    const json = { resources: 'cpus:9;mem:9999', attributes: 'rack:c', flags: { reconfiguration_policy: 'additive' } };
    await api.ask('POST', `${path}/agents/0/stop`);
    const changed = await api.ask('POST', `${path}/agents/0/restart`, { json });
    expect(changed.json).toMatchObject({ resources: { cpus: 9, mem: 9999 }, attributes: { rack: 'c' }, url: first.url });
    const { problems } = await api.refused('INVALID_DESCRIPTION', 'POST', `${path}/agents/0/restart`, {
      json: { port: 5051, count: 1, flags: { ip: '127.0.0.2' } },
    });
    expect(problems).toMatchObject([{ path: 'port' }, { path: 'count' }, { path: 'flags.ip' }]);
    const less = { json: { resources: 'cpus:1' } };
    expect((await api.refused('RECOVERY_FAILED', 'POST', `${path}/agents/0/restart`, less)).details.reason).toContain(
      'decreased',
    );
  });

  it('that are not there are told of with those that are', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    for (const agent of ['2', '-1', 'x', '01x', 'http:%2F%2F127.0.0.1:1']) {
      const { details } = await api.refused('UNKNOWN_AGENT', 'POST', `${path}/agents/${agent}/stop`);
      expect(details.agents).toEqual(cluster.agents.map(({ id }: { id: string }) => id));
    }
    await api.refused('UNKNOWN_CLUSTER', 'POST', '/v1/clusters/none/agents/0/stop');
  });

  it('are described with all that is wrong', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const { problems } = await api.refused('INVALID_DESCRIPTION', 'POST', `${path}/agents`, {
      json: { attribute: 'a:b', port: 0 },
    });
    expect(problems).toMatchObject([{ path: 'attribute', suggestion: 'attributes' }, { path: 'port' }]);
    for (const json of [null, [], 'x', 1]) await api.refused('INVALID_DESCRIPTION', 'POST', `${path}/agents`, { json });
    const port = Number(new URL(api.server.url).port);
    await api.refused('PORT_TAKEN', 'POST', `${path}/agents`, { json: { port } });
  });
});

describe('a run', () => {
  it('is told of as it happens', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const json = {
      command: 'echo out; echo err >&2; exit 3',
      environment: { A: 'b' },
      name: 'mine',
      uris: [],
      resources: 'cpus:1',
    };
    const response = await api.open('POST', `${path}/run`, { json });
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const events = [];
    for await (const event of eventsOf(response)) events.push(event);
    const states = events.filter(({ event }) => event === 'state').map(({ data }) => (data as { state: string }).state);
    expect(states.at(-1)).toBe('TASK_FAILED');
    const output = events.filter(({ event }) => event === 'output').map(({ data }) => data);
    expect(output).toContainEqual({ stream: 'stdout', text: expect.stringContaining('out') });
    expect(output).toContainEqual({ stream: 'stderr', text: expect.stringContaining('err') });
    expect(events.at(-1)).toMatchObject({ event: 'result', data: { state: 'TASK_FAILED', exitCode: 3 } });
  });

  it('is only the result where that is asked for', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    const result = await run(api, path, { command: ['echo', 'two words'], agent: '1' });
    expect(result.json).toMatchObject({
      state: 'TASK_FINISHED',
      stdout: expect.stringContaining('two words'),
      agentId: cluster.agents[1].id,
    });
  });

  it('that fails is a problem, whichever form was asked for', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const impossible = { command: 'true', resources: 'cpus:100' };
    expect((await run(api, path, impossible)).json).toMatchObject({ code: 'INVALID_ARGUMENT', status: 400 });
    const failing = { command: 'echo why; exit 1', throwOnFailure: true };
    expect((await run(api, path, failing)).json).toMatchObject({ code: 'RUN_FAILED', detail: expect.stringContaining('why') });
    expect((await run(api, path, { command: 'sleep 60', timeout: 300 })).json).toMatchObject({
      code: 'WAIT_TIMEOUT',
      status: 408,
    });
    const last = [];
    for await (const event of eventsOf(await api.open('POST', `${path}/run`, { json: failing }))) last.push(event);
    expect(last.at(-1)).toMatchObject({ event: 'error', data: { code: 'RUN_FAILED', status: 422 } });
  });

  it('has to be one', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const { problems } = await api.refused('INVALID_REQUEST', 'POST', `${path}/run`, {
      json: { comand: 'true', timeout: -1, environment: [], uris: 'x', name: '' },
    });
    expect(problems.map((problem: { path: string; suggestion?: string }) => problem.suggestion ?? problem.path).sort()).toEqual(
      ['command', 'command', 'environment', 'name', 'timeout', 'uris'].sort(),
    );
    await api.refused('INVALID_FILE', 'POST', `${path}/run`);
    await api.refused('UNKNOWN_AGENT', 'POST', `${path}/run`, { json: { command: 'true', agent: '7' } });
    for (const command of ['', ' ', [], ['']]) {
      const headers = { Accept: 'application/json' };
      await api.refused('INVALID_ARGUMENT', 'POST', `${path}/run`, { json: { command }, headers });
    }
  });

  it('ends with its client', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const { task, stream } = await running(api, path, 'sleep 1000');
    stream.destroy();
    const ended = await api.ask('POST', `${path}/wait`, { json: { tasks: { state: 'TASK_RUNNING', count: 0 } } });
    expect(ended.status).toBe(200);
    const [last] = (await api.ask('GET', `${path}/tasks?id=${task.id}`)).json;
    expect(last.state).toBe('TASK_KILLED');
  });

  it('is dropped with a last word when its reader does not read', async () => {
    await using api = await Api.start({ limits: { waitingOutput: 3 } });
    const { path } = await withCluster(api);
    const json = {
      command: 'for i in 1 2 3 4 5 6 7 8 9 10; do head -c 2000000 /dev/zero | tr "\\0" x; sleep 0.06; done; sleep 1000',
    };
    const stream = await api.open('POST', `${path}/run`, { json });
    stream.pause();
    // The command is killed while nobody has read a word.
    const ended = { tasks: { state: ['TASK_KILLED'], atLeast: 1 }, timeoutMs: '15secs' };
    expect((await api.ask('POST', `${path}/wait`, { json: ended })).status).toBe(200);
    const events = [];
    for await (const { event, data } of eventsOf(stream)) events.push({ event, data });
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'READER_TOO_SLOW', status: 429 } });
  });
});

describe('tasks', () => {
  it('are listed, and read', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    await run(api, path, { command: 'mkdir logs; echo ü > logs/a; echo out; echo err >&2', name: 'mine' });
    const [task] = (await api.ask('GET', `${path}/tasks?name=mine&state=TASK_FINISHED,TASK_FAILED`)).json;
    expect(task).toMatchObject({ name: 'mine', state: 'TASK_FINISHED' });
    expect((await api.ask('GET', `${path}/tasks?framework=none`)).json).toEqual([]);
    expect((await api.ask('GET', `${path}/tasks?agent=${cluster.agents[0].id}&state=TASK_RUNNING`)).json).toEqual([]);

    const of = `${path}/tasks/${task.id}`;
    const logs = await api.ask('GET', `${of}/logs`);
    expect(logs.text).toContain('out');
    expect(logs.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect((await api.ask('GET', `${of}/logs?stream=stderr&framework=${task.framework_id}`)).text).toContain('err');
    expect((await api.ask('GET', `${of}/logs?follow=true`)).text).toBe(logs.text);
    const files = (await api.ask('GET', `${of}/files`)).json;
    expect(files).toContainEqual(expect.objectContaining({ path: 'logs', directory: true }));
    expect((await api.ask('GET', `${of}/files?path=logs`)).json).toMatchObject([
      { name: 'a', path: 'logs/a', size: 3, directory: false },
    ]);
    expect((await api.ask('GET', `${of}/file?path=logs/a`)).text).toBe('ü\n');
  });

  it('are followed while they run', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const go = join(await mkdtemp(join(tmpdir(), 'minimesos-test-')), 'go');
    const { task } = await running(api, path, `echo first; while [ ! -e ${go} ]; do sleep 0.02; done; echo last`);
    const log = await api.open('GET', `${path}/tasks/${task.id}/logs?follow=true`);
    let text = '';
    for await (const chunk of log.setEncoding('utf8')) {
      text += chunk;
      if (text.includes('first') && !text.includes('last')) await writeFile(go, '');
    }
    expect(text).toContain('last');
    expect(log.complete).toBe(true);
    await rm(dirname(go), { recursive: true });
  });

  it('that are not there, or several, are told of', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    for (const what of ['logs', 'logs?follow=true', 'files', 'file?path=x'])
      await api.refused('UNKNOWN_TASK', 'GET', `${path}/tasks/none/${what}`);
    await api.refused('UNKNOWN_TASK', 'POST', `${path}/tasks/none/kill`);
    await run(api, path, { command: 'true' });
    const [task] = (await api.ask('GET', `${path}/tasks`)).json;
    for (const file of ['none', '../x', '/etc/passwd', '..%2f..%2fx']) {
      await api.refused('NOT_IN_SANDBOX', 'GET', `${path}/tasks/${task.id}/file?path=${file}`);
    }
    await api.refused('INVALID_REQUEST', 'GET', `${path}/tasks/${task.id}/file`);
    await api.refused('INVALID_REQUEST', 'GET', `${path}/tasks/${task.id}/logs?stream=stdin`);
    await api.refused('INVALID_REQUEST', 'GET', `${path}/tasks/${task.id}/logs?follow=yes`);
    await api.refused('INVALID_ARGUMENT', 'GET', `${path}/tasks?state=RUNNING`);
    await api.refused('INVALID_REQUEST', 'GET', `${path}/tasks?id=a&id=b`);
  });

  it('are killed, alone or with their framework', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const { task, events } = await running(api, path, 'sleep 1000');
    expect((await api.ask('POST', `${path}/tasks/${task.id}/kill?framework=${task.framework_id}`)).status).toBe(204);
    let last: unknown;
    for await (const event of events) last = event;
    expect(last).toMatchObject({ event: 'result', data: { state: 'TASK_KILLED', taskId: task.id } });
    const other = await running(api, path, 'sleep 1000');
    const frameworks = (await api.ask('GET', `${path}/frameworks`)).json;
    expect(frameworks).toMatchObject([{ id: other.task.framework_id, name: 'minimesos run' }]);
    expect((await api.ask('POST', `${path}/frameworks/${other.task.framework_id}/teardown`)).status).toBe(204);
    expect((await api.ask('GET', `${path}/frameworks?completed=true`)).json.length).toBeGreaterThan(1);
    expect((await api.ask('GET', `${path}/frameworks`)).json).toEqual([]);
    await api.refused('UNKNOWN_FRAMEWORK', 'POST', `${path}/frameworks/none/teardown`);
  });
});

describe('the state', () => {
  it('is that of the master', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    const state = (await api.ask('GET', `${path}/state`)).json;
    expect(state).toMatchObject({ cluster: cluster.name, activated_slaves: 2 });
    expect((await api.ask('GET', `${path}/offers`)).json).toEqual([]);
  });
});

describe('a wait', () => {
  it('ends when what it waits for is there', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    const wait = async (json: object) => (await api.ask('POST', `${path}/wait`, { json })).json;
    const waiting = [
      wait({ framework: 'minimesos run' }),
      wait({ tasks: { state: 'TASK_RUNNING', atLeast: 1 }, timeoutMs: '10secs' }),
    ];
    const { task, stream } = await running(api, path, 'sleep 1000');
    const [{ framework }, { tasks }] = await Promise.all(waiting);
    expect(framework).toMatchObject({ id: task.framework_id });
    expect(tasks).toMatchObject([{ id: task.id }]);
    stream.destroy();
    expect(await wait({ tasks: { state: ['TASK_RUNNING'], count: 0 } })).toEqual({ tasks: [] });
    expect(await wait({ agent: {} })).toMatchObject({ agent: { active: true } });
    await api.ask('POST', `${path}/agents/1/stop`);
    expect(await wait({ agent: { agent: cluster.agents[1].url, state: 'gone' } })).toEqual({ agent: null });
  });

  it('tells what it saw when its time is over', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    // In which the state is read at least once, also on a busy machine.
    const json = { framework: 'mine', timeoutMs: 2000 };
    const timeout = await api.refused('WAIT_TIMEOUT', 'POST', `${path}/wait`, { json });
    expect(timeout).toMatchObject({ status: 408, details: { timeout: '2secs' } });
    expect(timeout.detail).toContain('no frameworks');
    const described = { tasks: {}, timeoutMs: 50, description: 'The first task of all' };
    expect((await api.refused('WAIT_TIMEOUT', 'POST', `${path}/wait`, { json: described })).detail).toMatch(
      /^The first task of all/,
    );
  });

  it('has to be for one thing', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    for (const json of [
      {},
      { framework: 'a', tasks: {} },
      { tasks: [] },
      { tasks: { cont: 1 } },
      { agent: { state: 'away' } },
      { framework: '' },
    ]) {
      await api.refused('INVALID_REQUEST', 'POST', `${path}/wait`, { json });
    }
    for (const json of [
      { tasks: { state: 'RUNNING' } },
      { tasks: { count: 1, atLeast: 1 } },
      { agent: { state: 'gone' } },
      { tasks: {}, timeoutMs: 0 },
    ]) {
      await api.refused('INVALID_ARGUMENT', 'POST', `${path}/wait`, { json });
    }
    await api.refused('UNKNOWN_AGENT', 'POST', `${path}/wait`, { json: { agent: { agent: '9' } } });
  });

  it('ends with the cluster', async () => {
    await using api = await Api.start();
    const { path } = await withCluster(api);
    const waiting = api.refused('CLUSTER_DESTROYED', 'POST', `${path}/wait`, { json: { framework: 'mine' } });
    const following = api.open('GET', `${path}/events`);
    await following;
    await api.ask('DELETE', path);
    expect((await waiting).status).toBe(410);
  });
});

describe('a reset', () => {
  it('gives the cluster as it was, with new ids', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    await api.ask('POST', `${path}/agents`);
    await api.ask('POST', `${path}/agents/0/stop`);
    await run(api, path, { command: 'true' });
    const reset = (await api.ask('POST', `${path}/reset`)).json;
    expect(reset).toMatchObject({ id: cluster.id, masters: cluster.masters, exports: cluster.exports });
    const urls = (info: { agents: { url: string }[] }) => info.agents.map(({ url }) => url);
    expect(urls(reset)).toEqual(urls(cluster));
    expect(reset.agents[0].id).not.toBe(cluster.agents[0].id);
    expect(reset.agents.every(({ running }: { running: boolean }) => running)).toBe(true);
    expect((await api.ask('GET', `${path}/tasks`)).json).toEqual([]);
    expect((await api.ask('GET', path)).json).toEqual(reset);
  });
});

describe('diagnostics', () => {
  it('are an archive', async () => {
    await using api = await Api.start();
    const { cluster, path } = await withCluster(api);
    await run(api, path, { command: 'echo hello' });
    const response = await api.open('GET', `${path}/diagnostics`);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    expect(response.headers).toMatchObject({ 'content-type': 'application/gzip' });
    expect(response.headers['content-disposition']).toContain(`minimesos-${cluster.name}.tar.gz`);
    expect(gunzipSync(Buffer.concat(chunks)).includes('hello')).toBe(true);
  });
});
