import { describe, expect, it } from 'vitest';
import { FrameworkNames, type TrafficFilter, trafficFilter } from '../../src/faults/traffic-filter.js';
import type { NewTimelineEntry } from '../../src/timeline/entry.js';

const at = 0;
const MASTER = 'master@127.0.0.1:5050';
const AGENT = 'slave(1)@127.0.0.1:5051';
const EXECUTOR = 'executor(1)@127.0.0.1:5051';

const ENTRIES: Record<string, NewTimelineEntry> = {
  update: {
    ...{ at, kind: 'message', source: AGENT, target: MASTER, what: 'StatusUpdateMessage' },
    ...{ framework: 'F0', task: 't1', agent: 'S0', details: { state: 'TASK_RUNNING' } },
  },
  inner: {
    at,
    kind: 'message',
    source: EXECUTOR,
    target: AGENT,
    what: 'StatusUpdateMessage',
    framework: 'F0',
    task: 't1',
    agent: 'S0',
  },
  fetch: { at, kind: 'action', source: AGENT, what: 'FETCH', framework: 'F0', task: 't1', agent: 'S0' },
  check: { at, kind: 'action', source: EXECUTOR, what: 'CHECK', framework: 'F0', task: 't2', agent: 'S0' },
  ping: { at, kind: 'message', source: MASTER, target: AGENT, what: 'PingSlaveMessage', agent: 'S1' },
  first: {
    at,
    kind: 'call',
    source: '127.0.0.1:9',
    target: MASTER,
    what: 'SUBSCRIBE',
    api: 'scheduler',
    details: { name: 'mine' },
  },
  accept: { at, kind: 'call', source: 'F0', target: MASTER, what: 'ACCEPT', api: 'scheduler', framework: 'F0' },
  subscribe: {
    at,
    kind: 'call',
    source: 'F0/e',
    target: AGENT,
    what: 'SUBSCRIBE',
    api: 'executor',
    framework: 'F0',
    agent: 'S0',
  },
  state: { at, kind: 'call', source: '127.0.0.1:9', target: MASTER, what: 'GET_STATE', api: 'operator' },
  offers: { at, kind: 'event', source: MASTER, target: 'F1', what: 'OFFERS', api: 'scheduler', framework: 'F1' },
  log: { at, kind: 'log', source: MASTER, what: 'ACCEPT' },
};

/** The names of the entries that pass, where F0 is called mine. */
function passing(filter: TrafficFilter): string[] {
  const names = new FrameworkNames();
  names.learn({ what: 'SUBSCRIBED', framework: 'F0', details: { name: 'mine' } });
  const matches = trafficFilter(filter, names);
  return Object.keys(ENTRIES).filter((name) => matches(ENTRIES[name] as NewTimelineEntry));
}

describe('a filter', () => {
  it.each<[TrafficFilter, string[]]>([
    [{}, ['update', 'inner', 'ping', 'first', 'accept', 'subscribe', 'state', 'offers']],
    [{ message: '*' }, ['update', 'inner', 'ping']],
    [{ message: ['PingSlaveMessage', 'StatusUpdateMessage'], from: 'master' }, ['ping']],
    [{ message: 'StatusUpdateMessage', to: 'master' }, ['update']],
    [{ message: '*', from: ['master', 'agent'], to: ['master', 'agent'] }, ['update', 'ping']],
    [{ call: 'SUBSCRIBE' }, ['first', 'subscribe']],
    [{ call: 'SUBSCRIBE', api: 'executor' }, ['subscribe']],
    [{ api: 'scheduler' }, ['first', 'accept', 'offers']],
    [{ from: 'operator' }, ['state']],
    [{ event: '*' }, ['offers']],
    [{ to: 'scheduler' }, ['offers']],
    [{ to: 'F1' }, ['offers']],
    [{ from: 'mine' }, ['inner', 'first', 'accept', 'subscribe']],
    [{ framework: 'mine' }, ['update', 'inner', 'first', 'accept', 'subscribe']],
    [{ framework: 'F0', call: '*' }, ['accept', 'subscribe']],
    [{ framework: 'F1' }, ['offers']],
    [{ agent: 'S0' }, ['update', 'inner', 'subscribe']],
    [{ from: 'S0' }, ['update']],
    [{ to: 'S1' }, ['ping']],
    [{ task: 't1' }, ['update', 'inner']],
    [{ state: ['TASK_LOST', 'TASK_RUNNING'] }, ['update']],
    [{ state: 'TASK_LOST' }, []],
    [{ action: '*' }, ['fetch', 'check']],
    [{ action: 'FETCH', task: 't1' }, ['fetch']],
    [{ action: '*', from: 'executor', agent: 'S0' }, ['check']],
  ])('%j lets %j pass', (filter, names) => {
    expect(passing(filter)).toEqual(names);
  });
});
