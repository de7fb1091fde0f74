import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../../src/mesos/wire/internal-messages.js';
import type { TypeName } from '../../../src/mesos/wire/messages.js';
import { normalise, parseJson } from '../../../src/mesos/wire/parse-json.js';
import { typeNames } from '../../../src/mesos/wire/schema/schema.js';
import { writeDouble, writeJson } from '../../../src/mesos/wire/write-json.js';
import { same } from '../../holds.js';
import { propertyRuns } from '../../property-runs.js';
import { arbitraryMessage } from './arbitrary-message.js';

const TYPES: readonly TypeName[] = [
  ...(['scheduler.Event', 'scheduler.Call', 'executor.Event', 'executor.Call'] as const),
  ...(['master.Response', 'master.Event', 'agent.Response', 'Offer', 'TaskInfo'] as const),
];

describe('writeJson', () => {
  it('writes what Mesos writes', () => {
    expect(writeJson('scheduler.Event', { type: 'HEARTBEAT' })).toBe('{"type":"HEARTBEAT"}');
    expect(writeJson('scheduler.Event.Subscribed', { heartbeat_interval_seconds: 15, framework_id: { value: 'f' } })).toBe(
      '{"framework_id":{"value":"f"},"heartbeat_interval_seconds":15.0}',
    );
    expect(writeJson('Value.Range', { begin: 31000, end: 32000 })).toBe('{"begin":31000,"end":32000}');
    expect(writeJson('Value.Scalar', { value: 4 })).toBe('{"value":4.0}');
  });

  it('writes declared defaults of unset fields, in nested messages too', () => {
    expect(writeJson('FrameworkInfo', { user: 'u', name: 'n' })).toBe(
      '{"user":"u","name":"n","failover_timeout":0.0,"checkpoint":false}',
    );
    expect(writeJson('ExecutorInfo', { executor_id: { value: 'e' }, command: { value: 'true' } })).toBe(
      '{"executor_id":{"value":"e"},"command":{"shell":true,"value":"true"}}',
    );
    expect(writeJson('HealthCheck', { http: { port: 80 } })).toBe(
      '{"delay_seconds":15.0,"interval_seconds":10.0,"timeout_seconds":20.0,"consecutive_failures":3,"grace_period_seconds":10.0,' +
        '"http":{"protocol":"IPv4","port":80}}',
    );
  });

  it('leaves out undefined, empty lists, and members that Mesos does not know', () => {
    const status = { task_id: { value: 't' }, state: 'TASK_RUNNING', message: undefined, secret: 'internal' } as const;
    expect(writeJson('TaskStatus', status)).toBe('{"task_id":{"value":"t"},"state":"TASK_RUNNING"}');
    expect(writeJson('scheduler.Event.Offers', { offers: [] })).toBe('{}');
  });

  it('shows those empty lists that Mesos shows', () => {
    expect(writeJson('master.Response.GetAgents', {})).toBe('{"agents":[],"recovered_agents":[]}');
    expect(writeJson('agent.Response', { type: 'GET_EXECUTORS', get_executors: { executors: [] } })).toBe(
      '{"type":"GET_EXECUTORS","get_executors":{"executors":[],"completed_executors":[]}}',
    );
  });

  it('writes texts, maps and lists of anything', () => {
    expect(writeJson('Labels', { labels: [{ key: 'a"\n\u2028é😀', value: '' }] })).toBe(
      '{"labels":[{"key":"a\\"\\n\u2028é😀","value":""}]}',
    );
    expect(writeJson('quota.QuotaConfig', { role: 'r', limits: { 'a"b': { value: 0.5 }, ['__proto__']: { value: 1 } } })).toBe(
      '{"role":"r","limits":{"a\\"b":{"value":0.5},"__proto__":{"value":1.0}}}',
    );
  });

  it('writes one line, for clients that read by lines', () => {
    fc.assert(
      fc.property(arbitraryMessage('scheduler.Event'), (event) => {
        expect(writeJson('scheduler.Event', event)).not.toMatch(/[\n\r]/);
      }),
      propertyRuns(),
    );
  });

  it.each(TYPES)('writes a %s that reads as the same message', (typeName) => {
    fc.assert(
      fc.property(arbitraryMessage(typeName), (message) => {
        same(parseJson(typeName, writeJson(typeName, message)), normalise(typeName, message));
      }),
      propertyRuns(50, { tests: TYPES.length }),
    );
  });

  it('can write every type of the table', () => {
    for (const typeName of typeNames().messages as TypeName[]) {
      expect(() => JSON.parse(writeJson(typeName, {}))).not.toThrow();
    }
  });
});

describe('writeDouble', () => {
  it.each([
    [15, '15.0'],
    [0, '0.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [1e20, '100000000000000000000.0'],
    [1e30, '1e30'],
    [1.5e-7, '1.5e-7'],
    [1795399129.3746262, '1795399129.3746262'],
    [Number.POSITIVE_INFINITY, '"Infinity"'],
    [Number.NEGATIVE_INFINITY, '"-Infinity"'],
    [Number.NaN, '"NaN"'],
  ])('writes %d as %s', (value, text) => {
    expect(writeDouble(value)).toBe(text);
  });
});

it('writes a frozen task once, and any other as it is now', () => {
  const make = (): Task => ({
    ...{ name: 'n', task_id: { value: 't' }, framework_id: { value: 'f' }, agent_id: { value: 'a' } },
    ...{ state: 'TASK_RUNNING', resources: [], statuses: [] },
  });
  const changing = make();
  expect(writeJson('Task', changing)).toContain('"TASK_RUNNING"');
  changing.state = 'TASK_FINISHED';
  const ended = writeJson('Task', changing);
  expect(ended).toContain('"TASK_FINISHED"');
  Object.freeze(changing);
  for (const _ of [1, 2]) {
    expect(writeJson('Task', changing)).toBe(ended);
    expect(writeJson('master.Response.GetTasks', { tasks: [changing, make()] })).toContain(`[${ended},{"name":"n"`);
  }
});
