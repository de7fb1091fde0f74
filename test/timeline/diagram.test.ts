import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagram } from '../../src/timeline/diagram.js';
import { TIMELINE_KINDS, type TimelineEntry } from '../../src/timeline/entry.js';
import { propertyRuns } from '../property-runs.js';
import { readDiagram } from './mermaid-grammar.js';

const id = '0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
const [framework, agent] = [`${id}-0000`, `${id}-S0`];
const [master, slave, executor] = ['master@127.0.0.1:5050', 'slave(1)@127.0.0.1:5051', 'executor(1)@127.0.0.1:5051'];
const entry = (more: Partial<TimelineEntry>): TimelineEntry => ({
  ...{ sequence: 1, at: 1000, kind: 'message', source: master, what: 'x' },
  ...more,
});
const message = (source: string, target: string, what: string, more: Partial<TimelineEntry> = {}) =>
  entry({ source, target, what, agent, ...more });
const scheduler = { api: 'scheduler', framework } as const;
const subscribed = [
  entry({
    ...scheduler,
    kind: 'call',
    source: '127.0.0.1:9',
    target: master,
    what: 'SUBSCRIBE',
    framework: undefined as never,
    details: { name: 'mine', status: 200 },
  }),
  entry({ ...scheduler, kind: 'event', target: framework, what: 'SUBSCRIBED', details: { name: 'mine' } }),
];

describe('formatDiagram', () => {
  it('is a diagram without anybody when nothing happened', () => {
    expect(formatDiagram([])).toBe('sequenceDiagram\n');
  });

  it('shows who sends what to whom, what is lost, and notes', () => {
    const task = 't1';
    const running = { task, details: { state: 'TASK_RUNNING' } };
    const text = formatDiagram([
      message(slave, master, 'RegisterSlaveMessage', { agent: undefined as never }),
      entry({ kind: 'agent', what: 'registered', agent }),
      ...subscribed,
      entry({ kind: 'fault', source: 'faults', what: 'added drop message=StatusUpdateMessage', details: { rule: 1 } }),
      entry({ ...scheduler, kind: 'event', target: framework, what: 'OFFERS', details: { offers: 2 } }),
      entry({
        ...scheduler,
        kind: 'call',
        source: framework,
        target: master,
        what: 'ACCEPT',
        details: { operations: 'LAUNCH t1', offers: 1, status: 202 },
      }),
      entry({ kind: 'task', what: 'TASK_STAGING', task, agent, framework }),
      entry({ kind: 'log', what: 'nobody wants to see this' }),
      message(executor, slave, 'StatusUpdateMessage', running),
      message(slave, master, 'dropped StatusUpdateMessage', {
        kind: 'fault',
        ...running,
        details: { ...running.details, rule: 1 },
      }),
      entry({ kind: 'cluster', source: 'clock', what: 'advanced by 10000 ms' }),
      message(slave, master, 'StatusUpdateMessage', { ...running, at: 11_000 }),
      entry({
        ...scheduler,
        at: 11_000,
        kind: 'call',
        source: framework,
        target: master,
        what: 'KILL',
        task,
        details: { status: 503 },
      }),
      entry({ at: 11_000, kind: 'command', source: '127.0.0.1:5051', what: 'exited', agent, task, details: { pid: 7 } }),
      entry({ at: 11_000, kind: 'exited', source: slave, target: master, what: 'exited', agent }),
    ]);
    expect(text).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant Scheduler1 as mine
        participant Master1 as master
        participant Agent1 as agent S0
        participant Executor1 as executor of t1
        Agent1->>Master1: RegisterSlaveMessage
        Note over Master1: agent S0 registered
        Scheduler1->>Master1: SUBSCRIBE mine
        Master1-->>Scheduler1: SUBSCRIBED mine
        Note over Scheduler1,Executor1: added drop message=StatusUpdateMessage
        Master1-->>Scheduler1: OFFERS 2 offers
        Scheduler1->>Master1: ACCEPT LAUNCH t1
        Note over Master1: TASK_STAGING t1
        Executor1->>Agent1: StatusUpdateMessage TASK_RUNNING t1
        Agent1-xMaster1: fault 1 dropped StatusUpdateMessage TASK_RUNNING t1
        Note over Scheduler1,Executor1: clock advanced by 10000 ms
        Note over Scheduler1,Executor1: 10secs later
        Agent1->>Master1: StatusUpdateMessage TASK_RUNNING t1
        Scheduler1->>Master1: KILL t1 is answered 503
        Note over Agent1: process 7 exited t1
        Note over Agent1: is gone
      "
    `);
    expect(readDiagram(text)).toHaveLength(20);
  });

  it('names frameworks whose subscription is not among the entries', () => {
    const call = entry({ ...scheduler, kind: 'call', source: framework, target: master, what: 'REVIVE' });
    expect(formatDiagram([call])).toContain('as …-0000\n');
    expect(formatDiagram([call], { frameworks: new Map([[framework, 'mine']]) })).toContain('as mine\n');
  });

  it('tells apart who has the same name', () => {
    const revive = (source: string) =>
      entry({ ...scheduler, kind: 'call', source, framework: source, target: master, what: 'REVIVE' });
    const text = formatDiagram([revive('a'), revive('b')], {
      frameworks: new Map([
        ['a', 'mine'],
        ['b', 'mine'],
      ]),
    });
    expect(
      readDiagram(text)
        .slice(0, 2)
        .map((line) => line.text),
    ).toEqual(['mine (a)', 'mine (b)']);
  });

  it('tells apart agents that share an address', () => {
    const address = '127.0.0.1:5051';
    const second = `slave(2)@${address}`;
    const text = formatDiagram([
      message(slave, master, 'PongSlaveMessage'),
      message(second, master, 'PongSlaveMessage', { agent: `${id}-S1` }),
      entry({ kind: 'command', source: address, what: 'exited', agent: `${id}-S1`, task: 't1', details: { pid: 7 } }),
    ]);
    expect(text).toContain('participant Agent1 as agent S0\n  participant Agent2 as agent S1\n');
    expect(text).toContain('Note over Agent2: process 7 exited t1\n');
    const unknown = { ...entry({ kind: 'command', source: address, what: 'exited', details: { pid: 7 } }) };
    expect(formatDiagram([message(second, master, 'PongSlaveMessage'), unknown])).toContain(
      'Note over Master1,Agent1: process 7',
    );
  });

  it('shows what is done once without the number of a rule', () => {
    const text = formatDiagram([entry({ kind: 'fault', source: 'faults', target: slave, what: 'killed executor mine', agent })]);
    expect(text).toContain('Note over Agent1: fault killed executor mine\n');
  });

  it('shows the last steps of many, and how many were left out', () => {
    const many = Array.from({ length: 205 }, () => message(master, slave, 'PingSlaveMessage'));
    const lines = readDiagram(formatDiagram(many));
    expect(lines.filter(({ kind }) => kind === 'arrow')).toHaveLength(200);
    expect(lines[2]?.text).toBe('5 earlier steps are left out');
    expect(readDiagram(formatDiagram(many, { limit: 0 })).map((line) => line.text)).toEqual([
      'cluster',
      '205 earlier steps are left out',
    ]);
  });

  it('stays a diagram, with the texts as they are, whatever names and ids there are', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('end', 'wrap: x', 'a#b; c', 'note over Master1: x', '%%{init}%%', '<br/>'),
    );
    const anything = fc.record({
      ...{ at: fc.integer({ min: 0, max: 5000 }), kind: fc.constantFrom(...TIMELINE_KINDS), sequence: fc.constant(1) },
      ...{
        source: fc.oneof(text, fc.constantFrom(master, slave, executor)),
        target: fc.option(text, { nil: undefined as never }),
      },
      ...{ what: text, task: text, framework: text, agent: text, api: fc.constantFrom('scheduler', 'executor', 'operator') },
      details: fc.record({ name: text, state: text, operations: text }),
    });
    fc.assert(
      fc.property(fc.array(anything), (entries) => {
        expect(() => readDiagram(formatDiagram(entries as TimelineEntry[]))).not.toThrow();
      }),
      propertyRuns(),
    );
    const named = formatDiagram([entry({ ...scheduler, kind: 'call', source: 'f', framework: 'f', target: master })], {
      frameworks: new Map([['f', 'a#1; <b> "ü😀"']]),
    });
    expect(readDiagram(named)[0]?.text).toBe('a#1; <b> "ü😀"');
  });
});
