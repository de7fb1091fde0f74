import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../src/drivers/attached/operator-events.js';
import { parseJson } from '../../../src/mesos/wire/parse-json.js';

const MASTER = 'http://10.0.0.1:5050';
const read = (event: object) => entryOf(parseJson('master.Event', JSON.stringify(event)), MASTER, 7);
const id = (value: string) => ({ value });

describe('an event of the operator API', () => {
  it('tells of a new task', () => {
    const task = { name: 't', task_id: id('t'), framework_id: id('f'), agent_id: id('a'), state: 'TASK_STAGING', resources: [] };
    expect(read({ type: 'TASK_ADDED', task_added: { task } })).toEqual({
      ...{ at: 7, kind: 'task', source: MASTER, what: 'TASK_STAGING', framework: 'f', task: 't', agent: 'a' },
    });
  });

  it('tells of the state of a task, and why', () => {
    const status = {
      task_id: id('t'),
      agent_id: id('a'),
      state: 'TASK_FAILED',
      reason: 'REASON_COMMAND_EXECUTOR_FAILED',
      message: 'no',
    };
    // The agent knows a later state already.
    const task_updated = { framework_id: id('f'), status, state: 'TASK_LOST' };
    expect(read({ type: 'TASK_UPDATED', task_updated })).toEqual({
      ...{ at: 7, kind: 'task', source: MASTER, what: 'TASK_FAILED', framework: 'f', task: 't', agent: 'a' },
      details: { reason: 'REASON_COMMAND_EXECUTOR_FAILED', message: 'no' },
    });
  });

  it.each(['FRAMEWORK_ADDED', 'FRAMEWORK_UPDATED'])('tells of a framework: %s', (type) => {
    const framework_info = { user: 'u', name: 'n', id: id('f') };
    const framework = { framework_info, active: true, connected: true, recovered: false };
    expect(read({ type, [type.toLowerCase()]: { framework } })).toEqual({
      ...{ at: 7, kind: 'event', source: MASTER, what: type, api: 'operator', framework: 'f', details: { name: 'n' } },
    });
  });

  it('tells of the end of a framework', () => {
    const framework_info = { user: 'u', name: 'n', id: id('f') };
    expect(read({ type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info } })).toMatchObject({
      what: 'FRAMEWORK_REMOVED',
    });
  });

  it('tells of agents that come and go', () => {
    const agent = { agent_info: { hostname: 'h', id: id('a') }, active: true, version: '1.11.0' };
    expect(read({ type: 'AGENT_ADDED', agent_added: { agent } })).toEqual({
      ...{ at: 7, kind: 'agent', source: MASTER, what: 'registered', agent: 'a' },
    });
    expect(read({ type: 'AGENT_REMOVED', agent_removed: { agent_id: id('a') } })).toMatchObject({ what: 'removed', agent: 'a' });
  });

  it.each(['HEARTBEAT', 'SUBSCRIBED', 'SOMETHING_NEW'])('says nothing new: %s', (type) => {
    expect(read({ type })).toBeUndefined();
  });
});
