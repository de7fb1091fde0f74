import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lives, startTime } from '../../../src/mesos/process/process-mark.js';
import type { FrameworkInfo, TaskStatus } from '../../../src/mesos/wire/messages.js';
import { podExecutor, task, USER } from '../../mesos/agent/agent-fixture.js';
import { SchedulerClient } from '../../mesos/master/scheduler-client.js';
import { Site } from '../real-program.js';

const PATIENCE = { timeout: 30_000, interval: 20 };
const info = (more: Partial<FrameworkInfo> = {}): FrameworkInfo => ({
  ...{ user: USER, name: 'recovery', failover_timeout: 3600, capabilities: [{ type: 'PARTITION_AWARE' }], ...more },
});

let site: Site;
let scheduler: SchedulerClient | undefined;
/** All updates, in their order. */
let seen: TaskStatus[] = [];
let read = 0;
afterEach(async () => {
  scheduler?.disconnect();
  await site[Symbol.asyncDispose]();
});

/** A master, an agent of it, and a framework with an offer. */
async function start({ checkpoint, ...flags }: { checkpoint: boolean } & Record<string, string | number | boolean>) {
  site = new Site();
  seen = [];
  read = 0;
  const master = site.master();
  const at = await master.address();
  const agentFlags = { master: `127.0.0.1:${at.port}`, ...(flags as Record<string, string>) };
  const agent = site.agent(agentFlags);
  const { port } = await agent.address();
  await agent.logged(/Registered with the master/);
  scheduler = await SchedulerClient.subscribe(at, info({ checkpoint }));
  const [offer] = (await scheduler.next('OFFERS')).offers?.offers ?? [];
  if (!offer) throw new Error('There is no offer.');
  /** The next agent, at the same place. */
  const again = (more: Record<string, string> = {}) => site.agent({ ...agentFlags, port, ...more });
  return { master, at, agent, scheduler, offer, again };
}

/** Waits for updates, and acknowledges them, until a task has this state. */
async function until(state: string, taskId: string): Promise<TaskStatus> {
  const known = scheduler as SchedulerClient;
  return vi.waitFor(async () => {
    for (; read < known.events.length; read++) {
      const { update } = known.events[read] ?? {};
      if (!update) continue;
      seen.push(update.status);
      if (update.status.uuid) await known.acknowledge(update.status);
    }
    const found = seen.find(({ task_id, state: is }) => task_id.value === taskId && is === state);
    if (!found) throw new Error(`Seen are ${seen.map(({ task_id, state: is }) => `${task_id.value} ${is}`).join(', ')}`);
    return found;
  }, PATIENCE);
}

const taskOf = (id: string, command: string, agent_id: object) => ({ ...task(id, command), agent_id }) as never;
/** The pid that a task writes into a file, once it does. */
const pidIn = (file: string) =>
  vi.waitFor(() => {
    const pid = Number(readFileSync(file, 'utf8'));
    expect(pid).toBeGreaterThan(0);
    return { pid, startedAt: startTime(pid) };
  }, PATIENCE);

describe('an agent that is killed and started again', () => {
  it('has its id, and the tasks of frameworks with checkpointing, which ran on', async () => {
    const { agent, scheduler, offer, again } = await start({ checkpoint: true });
    const file = site.path('pid');
    await scheduler.launch(offer, [
      taskOf('t', `echo $$ > ${file}; while [ ! -e ${file}.end ]; do sleep 0.1; done; exit 3`, offer.agent_id),
    ]);
    await until('TASK_RUNNING', 't');
    const mark = await pidIn(file);
    await agent.kill();
    const next = again();
    const [, id] = await next.logged(/Registered with the master \S+ as (\S+)/);
    expect(id).toBe(offer.agent_id.value);
    expect(lives(mark)).toBe(true);
    writeFileSync(`${file}.end`, '');
    expect(await until('TASK_FAILED', 't')).toMatchObject({ message: 'Command exited with status 3' });
  });

  it('is told how tasks ended while it was away', async () => {
    const { agent, scheduler, offer, again } = await start({ checkpoint: true });
    const file = site.path('pid');
    const script = (id: string) => `echo $$ > ${file}-${id}; while [ ! -e ${file}.end ]; do sleep 0.1; done; exit 7`;
    await scheduler.launch(offer, [taskOf('t', script('t'), offer.agent_id)]);
    await until('TASK_RUNNING', 't');
    const rest = await vi.waitFor(() => {
      const [first] = scheduler.events.findLast(({ type }) => type === 'OFFERS')?.offers?.offers ?? [];
      if (!first || first.id.value === offer.id.value) throw new Error('There is no second offer.');
      return first;
    }, PATIENCE);
    await scheduler.launchGroup(rest, { ...podExecutor('pod'), framework_id: { value: scheduler.frameworkId } }, [
      taskOf('p', script('p'), offer.agent_id),
    ]);
    await until('TASK_RUNNING', 'p');
    const marks = [await pidIn(`${file}-t`), await pidIn(`${file}-p`)];
    await agent.kill();
    writeFileSync(`${file}.end`, '');
    await vi.waitFor(() => expect(marks.some(lives)).toBe(false), PATIENCE);
    again();
    const ended = new Set([(await until('TASK_FAILED', 't')).message, (await until('TASK_FAILED', 'p')).message]);
    expect([...ended]).toEqual(['Command exited with status 7']);
  });

  it('has lost the tasks of frameworks without checkpointing, which ended with it', async () => {
    const { agent, scheduler, offer, again } = await start({ checkpoint: false });
    const file = site.path('pid');
    await scheduler.launch(offer, [taskOf('t', `echo $$ > ${file}; exec sleep 1000`, offer.agent_id)]);
    await until('TASK_RUNNING', 't');
    const mark = await pidIn(file);
    const holder = site.containersOf() as number;
    await agent.kill();
    await vi.waitFor(() => expect(lives(mark)).toBe(false), PATIENCE);
    await vi.waitFor(() => expect(lives({ pid: holder, startedAt: 0 })).toBe(false), PATIENCE);
    again();
    expect(await until('TASK_LOST', 't')).toBeDefined();
  });

  it('leaves nothing behind when it does not come back for the recovery timeout', async () => {
    const { agent, scheduler, offer } = await start({ checkpoint: true, recovery_timeout: '1secs' });
    const file = site.path('pid');
    await scheduler.launch(offer, [
      taskOf('t', `trap '' TERM; echo $$ > ${file}; while true; do sleep 0.1; done`, offer.agent_id),
    ]);
    await until('TASK_RUNNING', 't');
    const holder = site.containersOf() as number;
    const marks = [await pidIn(file), { pid: holder, startedAt: startTime(holder) }];
    await agent.kill();
    await vi.waitFor(() => expect(marks.some(lives)).toBe(false), PATIENCE);
    expect(existsSync(site.path('agent', 'containers.json'))).toBe(false);
  });

  it('is another one after SIGUSR1, which ends all it runs', async () => {
    const { agent, scheduler, offer, again } = await start({ checkpoint: true });
    const file = site.path('pid');
    await scheduler.launch(offer, [taskOf('t', `echo $$ > ${file}; exec sleep 1000`, offer.agent_id)]);
    await until('TASK_RUNNING', 't');
    const mark = await pidIn(file);
    expect(await agent.kill('SIGUSR1')).toBe(0);
    await vi.waitFor(() => expect(lives(mark)).toBe(false), PATIENCE);
    const [, id] = await again().logged(/Registered with the master \S+ as (\S+)/);
    expect(id).not.toBe(offer.agent_id.value);
  });

  it('ends with its containers when what holds them is killed, and reports that when it is there again', async () => {
    const { agent, scheduler, offer, again } = await start({ checkpoint: true });
    const file = site.path('pid');
    await scheduler.launch(offer, [taskOf('t', `echo $$ > ${file}; exec sleep 1000`, offer.agent_id)]);
    await until('TASK_RUNNING', 't');
    const mark = await pidIn(file);
    process.kill(site.containersOf() as number, 'SIGKILL');
    expect(await agent.ended).toBe(1);
    await vi.waitFor(() => expect(lives(mark)).toBe(false), PATIENCE);
    again();
    expect(await until('TASK_FAILED', 't')).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED' });
  });

  it('refuses to start with other resources, in the words of Mesos', async () => {
    const { agent, again } = await start({ checkpoint: true });
    await agent.kill();
    const next = again({ resources: 'cpus:1;mem:64' });
    expect(await next.ended).toBe(1);
    expect(next.stderr).toContain('Incompatible agent info detected');
  });

  it.each(['', '{', '{"id":{"value":"x"}}'])(
    'starts, or says which file it cannot read, when slave.info holds %j',
    async (content) => {
      const { agent, again, offer } = await start({ checkpoint: true });
      await agent.kill();
      const file = site.path('agent', 'meta', 'slaves', offer.agent_id.value, 'slave.info');
      writeFileSync(file, content);
      const next = again();
      if (content === '') await next.logged(/Registered with the master/);
      else {
        expect(await next.ended).toBe(1);
        expect(next.stderr).toContain(file);
      }
    },
  );
});
