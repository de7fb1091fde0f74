import { describe, expect, it } from 'vitest';
import { Process } from '../../src/mesos/process/process.js';
import { Runtime } from '../../src/mesos/process/runtime.js';
import { type NewTimelineEntry, Timeline, type TimelineEntry, type TimelineKind } from '../../src/timeline/timeline.js';

const entry = (what: string, more: Partial<NewTimelineEntry> = {}): NewTimelineEntry => ({
  ...{ at: 1000, kind: 'log', source: 'master@127.0.0.1:5050', what },
  ...more,
});
const whats = (entries: readonly TimelineEntry[]) => entries.map(({ what }) => what);

describe('Timeline', () => {
  it('numbers entries from 1 and gives them back in order', () => {
    const timeline = new Timeline();
    expect(timeline.lastSequence).toBe(0);
    expect(timeline.add(entry('a'))).toMatchObject({ sequence: 1, what: 'a' });
    timeline.add(entry('b'));
    expect(timeline.entries().map(({ sequence, what }) => [sequence, what])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(timeline.lastSequence).toBe(2);
  });

  it.each([1, 2, 3, 7])('keeps the last %d entries and counts what it dropped', (limit) => {
    const timeline = new Timeline({ limit });
    const all = Array.from({ length: 10 }, (_, index) => `${index}`);
    for (const [index, what] of all.entries()) {
      timeline.add(entry(what));
      expect(whats(timeline.entries())).toEqual(all.slice(Math.max(0, index + 1 - limit), index + 1));
      expect(timeline.dropped).toBe(Math.max(0, index + 1 - limit));
    }
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to keep %d entries', (limit) => {
    expect(() => new Timeline({ limit })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  it('keeps the sequence of entries that come from another timeline, and goes on from there', () => {
    const timeline = new Timeline();
    timeline.add(entry('a', { at: 1, ...{ sequence: 41 } }));
    expect(timeline.add(entry('b')).sequence).toBe(42);
    expect(timeline.add(entry('seen before', { ...{ sequence: 7 } })).sequence).toBe(43);
  });

  it('tells listeners at once, until they leave', () => {
    const timeline = new Timeline();
    const heard: TimelineEntry[] = [];
    const leave = timeline.on((each) => heard.push(each));
    timeline.add(entry('a'));
    leave();
    timeline.add(entry('b'));
    expect(whats(heard)).toEqual(['a']);
  });

  it('tells listeners of the kinds they want, in the order in which they came', () => {
    const timeline = new Timeline();
    const heard: string[] = [];
    const listen = (name: string, ...kinds: TimelineKind[]) => timeline.on(({ what }) => heard.push(`${name} ${what}`), kinds);
    const leave = listen('first', 'call', 'log');
    timeline.on(({ what }) => heard.push(`all ${what}`));
    listen('last', 'log');
    timeline.add(entry('a'));
    timeline.add(entry('b', { kind: 'call' }));
    leave();
    timeline.add(entry('c'));
    expect(heard).toEqual(['first a', 'all a', 'last a', 'first b', 'all b', 'all c', 'last c']);
  });

  it('filters', () => {
    const timeline = new Timeline();
    timeline.add(entry('ACCEPT', { kind: 'call', framework: 'f1' }));
    timeline.add(entry('TASK_RUNNING', { kind: 'task', framework: 'f1', task: 't1', agent: 'a1' }));
    timeline.add(entry('TASK_LOST', { kind: 'task', framework: 'f2', task: 't2', details: { reason: 'REASON_AGENT_REMOVED' } }));
    expect(whats(timeline.entries({ kinds: ['task'] }))).toEqual(['TASK_RUNNING', 'TASK_LOST']);
    expect(whats(timeline.entries({ framework: 'f1' }))).toEqual(['ACCEPT', 'TASK_RUNNING']);
    expect(whats(timeline.entries({ framework: 'f1', kinds: ['task'] }))).toEqual(['TASK_RUNNING']);
    expect(whats(timeline.entries({ task: 't2' }))).toEqual(['TASK_LOST']);
    expect(whats(timeline.entries({ agent: 'a1' }))).toEqual(['TASK_RUNNING']);
    expect(whats(timeline.entries({ since: 2 }))).toEqual(['TASK_LOST']);
    expect(whats(timeline.entries({ text: 'agent_removed' }))).toEqual(['TASK_LOST']);
    expect(timeline.entries({ text: 'nowhere' })).toEqual([]);
  });

  it('refuses kinds that there are not: they would find nothing', () => {
    const timeline = new Timeline();
    const kinds = ['tasks'] as unknown as ['task'];
    expect(() => timeline.entries({ kinds })).toThrow(/"tasks".*|task, perhaps/);
    expect(() => timeline.entries({ kinds: [] })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

class Peer extends Process {}

describe('Timeline.fromRuntime', () => {
  const master = 'master@127.0.0.1:5050';
  const agent = 'slave(1)@127.0.0.1:5051';
  const framework = { value: 'f' };
  const task = { value: 't' };

  it('notes names and ids of messages, not the messages', async () => {
    const runtime = new Runtime();
    const timeline = Timeline.fromRuntime(runtime);
    const status = { task_id: task, agent_id: { value: 'S0' }, state: 'TASK_FAILED' as const, message: 'oh', data: 'c2VjcmV0' };
    runtime.send(agent, master, 'StatusUpdateMessage', { update: { framework_id: framework, status, timestamp: 1 } });
    await runtime.settle();
    const [first] = timeline.entries();
    expect(first).toEqual({
      ...{ sequence: 1, at: expect.any(Number), kind: 'message', source: agent, target: master, what: 'StatusUpdateMessage' },
      ...{ framework: 'f', task: 't', agent: 'S0', details: { state: 'TASK_FAILED', message: 'oh' } },
    });
    expect(JSON.stringify(first)).not.toContain('c2VjcmV0');
  });

  it('knows which agent it was once that agent has its id', async () => {
    const runtime = new Runtime();
    const timeline = Timeline.fromRuntime(runtime);
    runtime.send(agent, master, 'PongSlaveMessage', {});
    runtime.send(master, agent, 'SlaveRegisteredMessage', {
      agent_id: { value: 'S0' },
      connection: { total_ping_timeout_seconds: 75 },
    });
    runtime.send(agent, master, 'PongSlaveMessage', {});
    runtime.send(agent, master, 'RegisterSlaveMessage', {
      ...{ agent: { hostname: 'new' }, version: '1.11.0', checkpointed_resources: [], agent_capabilities: [] },
    });
    await runtime.settle();
    expect(timeline.entries().map((each) => each.agent)).toEqual([undefined, 'S0', 'S0', undefined]);
  });

  it('notes calls with what they ask for and how they were answered', () => {
    const runtime = new Runtime();
    const timeline = Timeline.fromRuntime(runtime);
    const call = { process: master, api: 'scheduler', peer: 'f', status: 202 } as const;
    const launch = { type: 'LAUNCH', launch: { task_infos: [{ task_id: task }, { task_id: { value: 'u' } }] } };
    const accept = { offer_ids: [{ value: 'o' }], operations: [launch] };
    runtime.observe({ ...call, kind: 'call', type: 'ACCEPT', body: { framework_id: framework, accept } });
    runtime.observe({ ...call, kind: 'call', type: 'KILL', body: { framework_id: framework, kill: { task_id: task } } });
    runtime.observe({ ...call, kind: 'call', type: 'UNKNOWN', status: 501 });
    const [accepted, kill, unknown] = timeline.entries();
    expect(accepted).toMatchObject({ source: 'f', target: master, what: 'ACCEPT', framework: 'f' });
    expect(accepted?.details).toEqual({ offers: 1, operations: 'LAUNCH t u', status: 202 });
    expect(kill).toMatchObject({ what: 'KILL', task: 't', details: { status: 202 } });
    expect(unknown).not.toHaveProperty('framework');
  });

  it('notes events, states of tasks, commands, agents, logs and exits', () => {
    const runtime = new Runtime();
    const timeline = Timeline.fromRuntime(runtime);
    const offers = { type: 'OFFERS', offers: { offers: [{}, {}] } };
    runtime.observe({ kind: 'event', process: master, api: 'scheduler', peer: 'f', type: 'OFFERS', body: offers });
    runtime.observe({ kind: 'task', process: master, framework: 'f', task: 't', state: 'TASK_RUNNING', agent: 'S0' });
    runtime.observe({
      kind: 'command',
      process: '127.0.0.1:5051',
      what: 'started',
      pid: 7,
      text: 'c',
      framework: 'f',
      task: 't',
    });
    runtime.observe({ kind: 'agent', process: master, what: 'removed', agent: 'S0' });
    runtime.observe({ kind: 'cluster', process: 'mine', what: 'reset' });
    runtime.observe({ kind: 'log', process: master, level: 'warning', text: 'careful' });
    runtime.observe({ kind: 'exited', process: agent, seenBy: master });
    expect(timeline.entries()).toMatchObject([
      { kind: 'event', source: master, target: 'f', what: 'OFFERS', framework: 'f', details: { offers: 2 } },
      { kind: 'task', what: 'TASK_RUNNING', framework: 'f', task: 't', agent: 'S0' },
      { kind: 'command', what: 'started', framework: 'f', task: 't', details: { pid: 7, container: 'c' } },
      { kind: 'agent', what: 'removed', agent: 'S0' },
      { kind: 'cluster', source: 'mine', what: 'reset' },
      { kind: 'log', what: 'careful', details: { level: 'warning' } },
      { kind: 'exited', source: agent, target: master },
    ]);
  });

  it('holds what happens between processes of the runtime', async () => {
    const runtime = new Runtime();
    const timeline = Timeline.fromRuntime(runtime);
    const pids = [master, agent].map((pid) => pid.split('@') as [string, string]);
    const [one, other] = pids.map(([id, address]) => {
      const [ip = '', port] = address.split(':');
      return runtime.spawn(new Peer(runtime, id, { ip, port: Number(port) }));
    });
    runtime.link(one as Process, (other as Process).pid);
    (other as Process).terminate();
    await runtime.settle();
    expect(whats(timeline.entries())).toEqual(['exited']);
  });
});
