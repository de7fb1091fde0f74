import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import type { Capability, MesosCluster, MesosState, MinimesosError } from '../../src/index.js';
import { TestFramework } from '../cluster/test-framework.js';
import { failureTelling } from '../failure-telling.js';

const fails = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, 20_000);

/**
 * What a cluster does, whatever runs it: with one master that leads, and two agents with at least cpus:2;mem:512.
 * @param start starts such a cluster, or gets at one
 */
export function behavesAsACluster(start: () => Promise<MesosCluster>): void {
  let cluster: MesosCluster;
  const frameworks: TestFramework[] = [];

  beforeAll(async () => {
    cluster = await start();
  });
  afterAll(() => cluster?.destroy());
  afterEach(async () => {
    for (const framework of frameworks.splice(0)) framework.close();
    // What apps are installed with stays.
    const isOver = ({ frameworks: left }: MesosState) => left.every(({ name }) => name === 'marathon');
    await cluster.waitFor(isOver, { description: 'The end of all frameworks' });
  });

  const register = async (name: string) => {
    const framework = await TestFramework.start(cluster, name);
    frameworks.push(framework);
    return framework;
  };
  const need = (context: TestContext, capability: Capability) =>
    context.skip(!cluster.can(capability), `the driver ${cluster.driver} cannot do this: ${capability}`);

  describe('what there is', () => {
    it('has a master that leads and answers', async () => {
      expect(cluster.leader).toMatchObject({ leading: true, running: true });
      expect(cluster.masters).toContain(cluster.leader);
      expect((await fetch(`${cluster.leader.url}/health`)).status).toBe(200);
    });

    it('has two agents, which the master knows and which answer', async () => {
      const { slaves } = await cluster.state();
      expect(cluster.agents.map(({ id }) => id).sort()).toEqual(slaves.map(({ id }) => id).sort());
      expect(cluster.agents).toHaveLength(2);
      for (const agent of cluster.agents) expect(await agent.state()).toMatchObject({ id: agent.id });
    });

    it('tells its version of Mesos', async () => {
      expect(await cluster.state()).toMatchObject({ version: cluster.mesosVersion });
    });
  });

  describe('run()', () => {
    it('runs a command and tells what it wrote', async () => {
      expect(await cluster.run('echo out; echo err >&2')).toMatchObject({
        ...{ state: 'TASK_FINISHED', exitCode: 0, stdout: 'out\n', stderr: expect.stringContaining('err\n') },
      });
    });

    it('runs a program with its arguments as they are', async () => {
      const { stdout } = await cluster.run(['printf', '%s|', 'a b', '$HOME', '*']);
      expect(stdout).toBe('a b|$HOME|*|');
    });

    it('tells how a command failed', async () => {
      expect(await cluster.run('exit 7')).toMatchObject({ state: 'TASK_FAILED', exitCode: 7 });
      expect(await fails(cluster.run('exit 7', { throwOnFailure: true }))).toMatchObject({ code: 'RUN_FAILED' });
    });

    it('gives the command an environment', async () => {
      expect(await cluster.run('echo $GREETING', { environment: { GREETING: 'hello' } })).toMatchObject({ stdout: 'hello\n' });
    });

    it('runs where it is told to', async () => {
      for (const agent of cluster.agents) expect(await cluster.run('true', { agent })).toMatchObject({ agentId: agent.id });
    });

    it('tells at once what no agent has', async () => {
      const error = await fails(cluster.run('true', { resources: 'cpus:1000;mem:32' }));
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(error.message).toContain('lacks cpus:1000');
    });

    it('ends a command whose time is over', async () => {
      expect(await fails(cluster.run('sleep 1000', { timeout: 1500 }))).toMatchObject({ code: 'WAIT_TIMEOUT' });
      await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 0 });
    });

    it('ends when it is told to', async () => {
      const ending = new AbortController();
      const run = fails(cluster.run('sleep 1000', { signal: ending.signal, onState: () => ending.abort(new Error('enough')) }));
      expect((await run).message).toBe('enough');
    });

    it('tells what a command writes as it writes it, and its states', async () => {
      const states: string[] = [];
      let output = '';
      await cluster.run('echo one; echo two', {
        onState: (state) => states.push(state),
        onOutput: ({ text }) => {
          output += text;
        },
      });
      expect(states.at(-1)).toBe('TASK_FINISHED');
      expect(output).toContain('one\ntwo\n');
    });

    it('runs several at once', async () => {
      const runs = await Promise.all(['a', 'b', 'c', 'd'].map((text) => cluster.run(`echo ${text}`)));
      expect(runs.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n', 'c\n', 'd\n']);
    });
  });

  describe('what tasks write', () => {
    it('is read after they have ended', async () => {
      const { taskId } = await cluster.run('echo out; echo err >&2');
      expect(await cluster.logs(taskId)).toBe('out\n');
      expect(await cluster.logs(taskId, { stream: 'stderr' })).toContain('err\n');
    });

    it('is followed while they run', async () => {
      const framework = await register('followed');
      await framework.launch('followed-1', 'for i in 1 2 3; do echo $i; sleep 0.1; done');
      let text = '';
      for await (const part of cluster.followLog('followed-1')) text += part;
      expect(text).toContain('1\n2\n3\n');
    });

    it('is listed and read, whatever is in it', async () => {
      const { taskId } = await cluster.run("mkdir logs; printf '\\000\\377' > logs/bytes");
      const sandbox = cluster.sandbox(taskId);
      expect((await sandbox.list('logs')).map(({ path, size }) => [path, size])).toEqual([['logs/bytes', 2]]);
      expect([...(await sandbox.read('logs/bytes'))]).toEqual([0, 255]);
      expect(await fails(sandbox.read('nothing'))).toMatchObject({ code: 'NOT_IN_SANDBOX' });
    });

    it('is of a task that there is', async () => {
      expect(await fails(cluster.logs('nobody'))).toMatchObject({ code: 'UNKNOWN_TASK' });
    });
  });

  describe('a framework', () => {
    it('is waited for, and seen with its tasks', async () => {
      const waiting = cluster.waitForFramework('mine');
      const framework = await register('mine');
      expect(await waiting).toMatchObject({ id: framework.id, active: true });
      await framework.launch('mine-1', 'sleep 1000');
      expect(await cluster.waitForTasks({ framework: 'mine', state: 'TASK_RUNNING' })).toMatchObject([{ id: 'mine-1' }]);
      expect((await cluster.frameworks()).map(({ name }) => name)).toEqual(['mine']);
      expect((await cluster.tasks({ framework: 'mine' })).map(({ state }) => state)).toEqual(['TASK_RUNNING']);
    });

    it('has offers until it answers them', async () => {
      const framework = await register('offered');
      await eventually(async () => expect((await cluster.offers()).length).toBeGreaterThan(0));
      expect((await cluster.offers())[0]?.framework_id).toBe(framework.id);
    });

    it('has task groups', async () => {
      const framework = await register('grouped');
      await framework.launchGroup('pod', { 'pod-a': 'echo a', 'pod-b': 'echo b' });
      await cluster.waitForTasks({ framework: 'grouped', state: 'TASK_FINISHED', count: 2 });
      expect(await cluster.logs('pod-a')).toBe('a\n');
    });

    it('is torn down with its tasks', async () => {
      const framework = await register('doomed');
      await framework.launch('doomed-1', 'sleep 1000');
      await cluster.waitForTasks({ framework: 'doomed', state: 'TASK_RUNNING' });
      await cluster.teardown('doomed');
      expect((await cluster.frameworks({ completed: true })).map(({ id }) => id)).toContain(framework.id);
      expect(await fails(cluster.teardown('doomed'))).toMatchObject({ code: 'UNKNOWN_FRAMEWORK' });
    });

    it('that goes is removed with its tasks', async () => {
      const framework = await register('going');
      await framework.launch('going-1', 'sleep 1000');
      await cluster.waitForTasks({ framework: 'going', state: 'TASK_RUNNING' });
      framework.close();
      await cluster.waitForTasks({ framework: framework.id, state: 'TASK_KILLED' });
    });

    it('may kill its task by an operator', async (context) => {
      need(context, 'killTask');
      const framework = await register('killed');
      await framework.launch('killed-1', 'sleep 1000');
      await cluster.waitForTasks({ framework: 'killed', state: 'TASK_RUNNING' });
      await cluster.killTask('killed-1');
      await cluster.waitForTasks({ framework: 'killed', state: 'TASK_KILLED' });
    });
  });

  describe('a wait', () => {
    it('ends when its condition holds', async () => {
      expect(await cluster.waitFor(({ slaves }) => slaves.length === 2)).toMatchObject({ leader: expect.any(String) });
    });

    it('tells what there was when its time is over', async () => {
      const error = await fails(cluster.waitForFramework('nobody', { timeout: 200 }));
      expect(error).toMatchObject({ code: 'WAIT_TIMEOUT' });
      expect(error.message).toContain('nobody');
    });

    it('is for agents, too', async () => {
      const [agent] = cluster.agents;
      expect(await cluster.waitForAgent({ agent })).toMatchObject({ id: agent?.id });
    });
  });

  describe('the timeline', () => {
    it('has the states of a task, in order', async () => {
      const { taskId } = await cluster.run('sleep 0.2');
      const states = () => cluster.timeline({ kinds: ['task'], task: taskId }).map(({ what }) => what);
      await eventually(() => expect(states()).toEqual(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']));
    });

    it('is heard and read as it grows', async () => {
      const heard: string[] = [];
      const stop = cluster.on('task', ({ what }) => heard.push(what));
      const events = cluster.events({ kinds: ['task'] });
      await cluster.run('true');
      for await (const { what } of events) if (what === 'TASK_FINISHED') break;
      await eventually(() => expect(heard).toContain('TASK_FINISHED'));
      stop();
    });

    it('is in an archive with all else that helps', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'minimesos-behaviours-'));
      try {
        const file = await cluster.diagnostics(join(folder, 'all.tar.gz'));
        expect(statSync(file).size).toBeGreaterThan(1000);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('has calls that are expected', async (context) => {
      need(context, 'traffic');
      const framework = await register('expected');
      await framework.decline(0.1);
      expect(await cluster.expect.call('DECLINE', { framework: framework.id })).toMatchObject({ what: 'DECLINE' });
    });
  });

  describe('what goes wrong', () => {
    it('may be an agent that is killed, and comes back', async (context) => {
      need(context, 'members');
      const [agent] = cluster.agents;
      await agent?.kill();
      expect(cluster.agents).not.toContain(agent);
      await agent?.restart();
      await cluster.waitForAgent({ agent });
      expect(await cluster.run('echo back', { agent })).toMatchObject({ stdout: 'back\n' });
    });

    it('may be a master that is killed, and comes back', async (context) => {
      need(context, 'members');
      await cluster.leader.kill();
      expect(await fails(cluster.state())).toMatchObject({ code: expect.stringMatching(/MASTER_GONE|NO_LEADER/) });
      await cluster.leader.restart();
      await cluster.waitFor(({ slaves }) => slaves.filter(({ active }) => active).length === 2);
      expect(await cluster.run('echo back')).toMatchObject({ stdout: 'back\n' });
    });

    it('may be a message that comes late', async (context) => {
      need(context, 'faults');
      await using held = await cluster.faults.hold({ message: 'RunTaskMessage', to: 'agent' });
      const framework = await register('late');
      await framework.launch('late-1', 'sleep 1000');
      await eventually(async () => expect(await held.look()).toMatchObject({ held: [expect.anything()] }));
      expect(await cluster.tasks({ framework: 'late' })).toMatchObject([{ state: 'TASK_STAGING' }]);
      await held.release();
      await cluster.waitForTasks({ framework: 'late', state: 'TASK_RUNNING' });
    });

    it('may be an executor that crashes', async (context) => {
      need(context, 'acts');
      const framework = await register('crashing');
      await framework.launch('crashing-1', 'sleep 1000');
      await cluster.waitForTasks({ framework: 'crashing', state: 'TASK_RUNNING' });
      await cluster.faults.killExecutor({ task: 'crashing-1' });
      await cluster.waitForTasks({ framework: 'crashing', state: 'TASK_FAILED' });
    });
  });

  describe('apps', () => {
    const app = { id: '/shop/web', cmd: `echo $PORT0 \${MINIMESOS_MASTER}; sleep 1000`, cpus: 0.1, mem: 32 };

    it('are installed, seen and uninstalled', async () => {
      expect(await cluster.install(app)).toMatchObject([{ id: '/shop/web', running: 1, ready: true }]);
      const [task] = await cluster.tasks({ framework: 'marathon', state: 'TASK_RUNNING' });
      await eventually(async () => expect(await cluster.logs(task?.id ?? '')).toMatch(/^\d+ http:/));
      expect((await fetch(`${cluster.marathon.url}/v2/apps/shop/web`)).status).toBe(200);
      expect(await cluster.apps()).toMatchObject([{ id: '/shop/web' }]);
      expect(await fails(cluster.install(app))).toMatchObject({ code: 'APP_EXISTS' });
      expect(await cluster.uninstall('/shop/web')).toEqual(['/shop/web']);
      await cluster.waitForTasks({ framework: 'marathon', state: 'TASK_RUNNING', count: 0 });
    });

    it('are installed and uninstalled as a group', async () => {
      const group = {
        id: '/all',
        apps: [
          { ...app, id: 'a' },
          { ...app, id: 'b', dependencies: ['a'] },
        ],
      };
      expect(await cluster.install(group, { group: true })).toMatchObject([{ ready: true }, { ready: true }]);
      expect(await cluster.uninstall('/all', { group: true })).toEqual(['/all/a', '/all/b']);
      expect(await cluster.apps()).toEqual([]);
    });

    it('leave nothing when they do not get ready', async () => {
      const told = 'cpus: 1000 wanted';
      const error = await failureTelling(told, (timeout) => cluster.install({ ...app, cpus: 1000 }, { timeout }));
      expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', message: expect.stringContaining(told) });
      await eventually(async () => expect(await cluster.apps()).toEqual([]));
      expect(await fails(cluster.uninstall('/shop/web'))).toMatchObject({ code: 'UNKNOWN_APP' });
    });
  });

  describe('what changes the cluster', () => {
    it('adds an agent, which may stop', async (context) => {
      need(context, 'members');
      const agent = await cluster.addAgent({ attributes: 'rack:b' });
      expect(await cluster.run('echo new', { agent })).toMatchObject({ stdout: 'new\n' });
      await agent.stop();
      await cluster.waitForAgent({ agent, state: 'gone' });
    });

    it('moves its time', async (context) => {
      need(context, 'clock');
      const before = await cluster.clock.now();
      await cluster.clock.advance('1hrs');
      expect((await cluster.clock.now()) - before).toBeGreaterThanOrEqual(3_600_000);
    });

    it('makes it as new', async (context) => {
      need(context, 'reset');
      await cluster.run('true');
      await cluster.reset();
      expect(await cluster.tasks()).toEqual([]);
      expect(cluster.agents).toHaveLength(2);
    });
  });
}
