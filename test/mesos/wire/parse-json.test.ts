import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypeName } from '../../../src/mesos/wire/messages.js';
import { ParseError } from '../../../src/mesos/wire/parse-error.js';
import { normalise, normaliseList, parseJson } from '../../../src/mesos/wire/parse-json.js';
import { messageType, typeNames } from '../../../src/mesos/wire/schema/schema.js';
import { propertyRuns } from '../../property-runs.js';
import { arbitraryMessage } from './arbitrary-message.js';

const info = { user: 'root', name: 'test' };
const subscribe = (framework_info: object) => ({ type: 'SUBSCRIBE', subscribe: { framework_info } });
const refusal = (typeName: TypeName, value: unknown) => {
  try {
    normalise(typeName, value);
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return (error as ParseError).message;
  }
  return 'nothing was refused';
};

describe('what Mesos refuses', () => {
  it.each<[TypeName, unknown, string]>([
    ['scheduler.Call', [], 'Expecting a JSON object'],
    ['scheduler.Call', 'SUBSCRIBE', 'Expecting a JSON object'],
    ['scheduler.Call', null, 'Expecting a JSON object'],
    ['scheduler.Call', { type: 1 }, "Not expecting a JSON number for field 'type'"],
    ['scheduler.Call', { type: {} }, "Not expecting a JSON object for field 'type'"],
    ['scheduler.Call', { type: ['REVIVE'] }, "Not expecting a JSON array for field 'type'"],
    ['scheduler.Call', { subscribe: true }, "Not expecting a JSON boolean for field 'subscribe'"],
    ['scheduler.Call', { subscribe: 'x' }, "Not expecting a JSON string for field 'subscribe'"],
    ['scheduler.Call', { subscribe: {} }, 'Missing required fields: subscribe.framework_info'],
    ['scheduler.Call', subscribe({ name: 'test' }), 'Missing required fields: subscribe.framework_info.user'],
    ['scheduler.Call', subscribe({ ...info, name: 7 }), "Not expecting a JSON number for field 'name'"],
    [
      'scheduler.Call',
      subscribe({ ...info, failover_timeout: 'long' }),
      "Failed to parse 'long' as a JSON number for field 'failover_timeout': syntax error at line 1 near: long",
    ],
    [
      'scheduler.Call',
      subscribe({ ...info, failover_timeout: 'true' }),
      "Failed to parse 'true' as a JSON number for field 'failover_timeout': Unexpected JSON type parsed",
    ],
    [
      'scheduler.Call',
      subscribe({ ...info, checkpoint: 'yes' }),
      "Failed to parse 'yes' as a JSON boolean for field 'checkpoint': syntax error at line 1 near: yes",
    ],
    ['scheduler.Call', { kill: {} }, 'Missing required fields: kill.task_id'],
    [
      'scheduler.Call',
      { message: { agent_id: { value: 'a' }, executor_id: { value: 'e' }, data: '!' } },
      "Failed to base64 decode bytes field 'data': Invalid character '!'",
    ],
    ['executor.Call', {}, 'Missing required fields: executor_id, framework_id'],
    [
      'executor.Call',
      { executor_id: { value: 'e' }, framework_id: { value: 'f' }, update: {} },
      'Missing required fields: update.status',
    ],
    ['TaskStatus', { task_id: { value: 't' }, state: 'TASK_SLEEPING' }, "Failed to find enum for 'TASK_SLEEPING'"],
    ['agent.Call', { type: 'READ_FILE', read_file: { path: '/' } }, 'Missing required fields: read_file.offset'],
    ['maintenance.Schedule', { windows: [{}] }, 'Missing required fields: windows[0].unavailability'],
    [
      'scheduler.Call',
      { accept: { operations: [{}, { launch: { task_infos: [{ name: 'a' }] } }] } },
      'Missing required fields: accept.operations[1].launch.task_infos[0].task_id, accept.operations[1].launch.task_infos[0].agent_id',
    ],
    ['quota.QuotaConfig', { role: 'a', limits: { cpus: {} } }, 'Missing required fields: limits[0].value.value'],
    ['quota.QuotaConfig', { role: 'a', limits: { cpus: 1 } }, "Not expecting a JSON number for field 'value'"],
    ['quota.QuotaConfig', { role: 'a', limits: 'all' }, "Not expecting a JSON string for field 'limits'"],
    ['Value.Range', { begin: Number.POSITIVE_INFINITY, end: 1 }, 'Value out of range'],
  ])('%s %j: %s', (typeName, value, message) => {
    expect(refusal(typeName, value)).toBe(message);
  });

  it('prefers the error of a value to missing fields', () => {
    expect(refusal('scheduler.Call', { kill: {}, revive: 1 })).toBe("Not expecting a JSON number for field 'revive'");
  });

  it('tells malformed text from a wrong message', () => {
    const stage = (text: string) => {
      try {
        parseJson('scheduler.Call', text);
      } catch (error) {
        return (error as ParseError).stage;
      }
      return 'fine';
    };
    expect([stage('{'), stage('[]'), stage('{}')]).toEqual(['text', 'message', 'fine']);
  });
});

describe('what Mesos takes', () => {
  it('null for absent, and members nobody knows', () => {
    expect(normalise('scheduler.Call', { type: 'REVIVE', framework_id: null, revive: { roles: null }, unknown: [1] })).toEqual({
      type: 'REVIVE',
      revive: {},
    });
  });

  it('null for a required field is missing', () => {
    expect(refusal('TaskID', { value: null })).toBe('Missing required fields: value');
  });

  it('one value for a list of one, nested lists, and nulls between', () => {
    expect(normalise('FrameworkInfo', { ...info, roles: '*' }).roles).toEqual(['*']);
    expect(normalise('FrameworkInfo', { ...info, roles: ['a', null, ['b', ['c']]] }).roles).toEqual(['a', 'b', 'c']);
    expect(normalise('ContainerInfo', { type: 'MESOS', network_infos: { name: 'n' } }).network_infos).toEqual([{ name: 'n' }]);
  });

  it('leaves out empty lists and maps', () => {
    const { roles, offer_filters } = normalise('FrameworkInfo', { ...info, roles: [], offer_filters: {} });
    expect([roles, offer_filters]).toEqual([undefined, undefined]);
  });

  it('numbers and booleans given as texts', () => {
    expect(normalise('FrameworkInfo', { ...info, failover_timeout: '1.5', checkpoint: 'true' })).toMatchObject({
      failover_timeout: 1.5,
      checkpoint: true,
    });
    expect(normalise('Value.Scalar', { value: 'Infinity' }).value).toBe(Number.POSITIVE_INFINITY);
    expect(normalise('Value.Scalar', { value: '-Infinity' }).value).toBe(Number.NEGATIVE_INFINITY);
    expect(refusal('Value.Range', { begin: 'Infinity', end: 0 })).toContain("Failed to parse 'Infinity' as a JSON number");
  });

  it('integers with a fraction, cut, and negative ones where there is no sign, wrapped', () => {
    expect(normalise('Value.Range', { begin: 1.9, end: -0.5 })).toEqual({ begin: 1, end: 0 });
    expect(normalise('Value.Range', { begin: -1, end: 1 }).begin).toBe(2 ** 64);
    expect(normalise('Address', { port: -1.5 }).port).toBe(-1);
    expect(normalise('CheckInfo.Tcp', { port: -1 }).port).toBe(2 ** 32 - 1);
  });

  it('unknown names of optional and of repeated enums, as absent', () => {
    expect(normalise('scheduler.Call', { type: 'NO_SUCH_CALL' })).toEqual({});
    expect(normalise('FrameworkInfo', { ...info, capabilities: [{ type: 'NEW' }] }).capabilities).toEqual([{}]);
    expect(normalise('CSIPluginContainerInfo', { services: ['NEW', 'NODE_SERVICE', 'NEW'] }).services).toEqual(['NODE_SERVICE']);
    expect(normalise('CSIPluginContainerInfo', { services: ['NEW'] })).toEqual({});
  });

  it('base64 without padding and with white space, made canonical', () => {
    expect(normalise('executor.Call.Message', { data: 'AA AA\nAA' }).data).toBe('AAAAAA==');
  });
});

describe('the form in memory', () => {
  it('has the declared defaults, but not those of deprecated fields', () => {
    expect(normalise('FrameworkInfo', info)).toEqual({ ...info, failover_timeout: 0, checkpoint: false });
    expect(normalise('CommandInfo', { value: 'true', uris: { value: 'http://host/file' } })).toEqual({
      shell: true,
      value: 'true',
      uris: [{ value: 'http://host/file', extract: true }],
    });
  });

  it('does not take the default of a required field for its value', () => {
    expect(refusal('MasterInfo', { id: 'm', ip: 1 })).toBe('Missing required fields: port');
  });

  it('keeps members of a map whatever their name', () => {
    const limits = JSON.parse('{"__proto__":{"value":1},"constructor":{"value":2}}') as object;
    const config = normalise('quota.QuotaConfig', { role: 'a', limits });
    expect(Object.entries(config.limits ?? {})).toEqual([
      ['__proto__', { value: 1 }],
      ['constructor', { value: 2 }],
    ]);
    expect(Object.getPrototypeOf(config.limits)).toBe(Object.prototype);
  });

  it('has no members from prototypes', () => {
    const hostile = JSON.parse('{"type":"REVIVE","__proto__":{"framework_id":{"value":"f"}}}') as object;
    expect(normalise('scheduler.Call', hostile)).toEqual({ type: 'REVIVE' });
    const names = typeNames().messages.flatMap((name) => [...messageType(name).byName.keys()]);
    expect(names.filter((name) => name in {})).toEqual([]);
  });

  it('shares nothing with what was given', () => {
    const given = Object.freeze({ value: 'c', parent: Object.freeze({ value: 'p' }) });
    const message = normalise('ContainerID', given);
    expect(message).toEqual(given);
    expect(message.parent).not.toBe(given.parent);
  });

  it('stays the same when normalised again', () => {
    fc.assert(
      fc.property(arbitraryMessage('scheduler.Call'), (call) => {
        const once = normalise('scheduler.Call', call);
        expect(normalise('scheduler.Call', once)).toEqual(once);
      }),
      propertyRuns(50),
    );
  });

  it('can be made for every type of the table', () => {
    for (const typeName of typeNames().messages) expect(() => normalise(typeName as TypeName, {})).not.toThrow(TypeError);
  });
});

describe('deep nesting', () => {
  it('of messages is refused, not run into', () => {
    const deep = `${'{"value":"c","parent":'.repeat(100_000)}null${'}'.repeat(100_000)}`;
    expect(() => parseJson('ContainerID', deep)).toThrow(ParseError);
  });

  it('of lists is refused, not run into', () => {
    const deep = `{"user":"u","name":"n","roles":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(() => parseJson('FrameworkInfo', deep)).toThrow(ParseError);
  });

  it('does not matter in members nobody knows', () => {
    expect(parseJson('scheduler.Call', `{"unknown":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toEqual({});
  });
});

describe('normaliseList', () => {
  it('checks each message on its own', () => {
    expect(normaliseList('WeightInfo', [{ role: 'a', weight: 2 }])).toEqual([{ role: 'a', weight: 2 }]);
    expect(() => normaliseList('WeightInfo', [{ role: 'a' }])).toThrow(new ParseError('Missing required fields: weight'));
    expect(() => normaliseList('WeightInfo', {})).toThrow(new ParseError('Expecting a JSON array'));
  });
});
