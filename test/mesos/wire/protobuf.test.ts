import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypeName } from '../../../src/mesos/wire/messages.js';
import { ParseError } from '../../../src/mesos/wire/parse-error.js';
import { normalise, parseJson } from '../../../src/mesos/wire/parse-json.js';
import { loadProtobuf } from '../../../src/mesos/wire/protobuf.js';
import { typeNames } from '../../../src/mesos/wire/schema/schema.js';
import { writeJson } from '../../../src/mesos/wire/write-json.js';
import { same } from '../../holds.js';
import { propertyRuns } from '../../property-runs.js';
import { arbitraryMessage } from './arbitrary-message.js';

const { encode, decode } = await loadProtobuf();
const TYPES: readonly TypeName[] = [
  ...(['scheduler.Event', 'scheduler.Call', 'executor.Event', 'executor.Call', 'master.Call', 'master.Response'] as const),
  ...(['master.Event', 'agent.Call', 'agent.Response', 'agent.ProcessIO', 'quota.QuotaConfig'] as const),
];
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('encode', () => {
  it.each<[string, TypeName, object, string]>([
    ['an enum and a nested message', 'master.Response', { type: 'GET_HEALTH', get_health: { healthy: true } }, '0801 1202 0801'],
    ['a double', 'Value.Scalar', { value: 4 }, '09 0000000000001040'],
    ['unsigned 64-bit integers', 'Value.Range', { begin: 31000, end: 2 ** 53 - 1 }, '0898f201 10ffffffffffffff0f'],
    ['a negative 64-bit integer', 'TimeInfo', { nanoseconds: -1 }, '08ffffffffffffffffff01'],
    ['a negative 32-bit integer', 'google.protobuf.Duration', { nanos: -2 }, '10feffffffffffffffff01'],
    ['bytes', 'executor.Call.Message', { data: 'AP8=' }, '120200ff'],
    ['a list of texts', 'Value.Set', { item: ['a', ''] }, '0a0161 0a00'],
    ['a list of numbers, not packed', 'HealthCheck.HTTPCheckInfo', { port: 80, statuses: [200, 201] }, '0850 20c801 20c901'],
    ['a map', 'quota.QuotaConfig', { role: 'r', limits: { c: { value: 4 } } }, '0a0172 1a0e 0a0163 1209 090000000000001040'],
  ])('writes %s', (_, typeName, message, hex) => {
    const expected = bytes(hex);
    const encoded = encode(typeName, message as never);
    // Field order differs from number order in some messages; what counts is that it reads the same.
    expect(encoded.length).toBe(expected.length);
    expect(decode(typeName, encoded)).toEqual(decode(typeName, expected));
    expect(decode(typeName, expected)).toEqual(normalise(typeName, message));
  });

  it('leaves out members that Mesos does not know, and undefined', () => {
    const message = { value: 'id', private: 'x', parent: undefined };
    expect(encode('ContainerID', message).toString('hex')).toBe('0a026964');
  });
});

describe('decode', () => {
  it('fills in declared defaults', () => {
    expect(decode('FrameworkInfo', bytes('0a0175 12016e'))).toEqual({
      user: 'u',
      name: 'n',
      failover_timeout: 0,
      checkpoint: false,
    });
  });

  it('ignores unknown fields of every wire type, and fields with the wrong one', () => {
    expect(decode('TaskID', bytes('e03e01 e13e0000000000000000 e23e0161 e33ee43e e53e00000000 0801 0a0174'))).toEqual({
      value: 't',
    });
  });

  it('takes unknown enum numbers for absent', () => {
    expect(decode('scheduler.Call', bytes('10e707'))).toEqual({});
    expect(decode('CSIPluginContainerInfo', bytes('08e707 0802'))).toEqual({ services: ['NODE_SERVICE'] });
    expect(() => decode('TaskStatus', bytes('0a030a0174 10e707'))).toThrow('Missing required fields: state');
  });

  it('reads packed lists', () => {
    expect(decode('HealthCheck.HTTPCheckInfo', bytes('0850 2204c801c901')).statuses).toEqual([200, 201]);
    expect(decode('HealthCheck.HTTPCheckInfo', bytes('0850 2200')).statuses).toBeUndefined();
  });

  it('merges the parts of a message that comes in parts', () => {
    const [user, name] = ['0a02 0a00', '0a03 120161'];
    expect(decode('scheduler.Call.Subscribe', bytes(user + name))).toEqual({
      framework_info: { user: '', name: 'a', failover_timeout: 0, checkpoint: false },
    });
  });

  it('takes the last of several values', () => {
    expect(decode('TaskID', bytes('0a0161 0a0162'))).toEqual({ value: 'b' });
  });

  it('reads entries of maps in any order, without key or without value, and under any name', () => {
    expect(decode('FrameworkInfo', bytes('0a0175 12016e 6a05 12000a0161 6a03 0a0162 6a02 1200')).offer_filters).toEqual({
      a: {},
      b: {},
      '': {},
    });
    const { limits } = decode('quota.QuotaConfig', bytes('0a0172 1a16 0a095f5f70726f746f5f5f 1209 090000000000001040'));
    expect(Object.entries(limits ?? {})).toEqual([['__proto__', { value: 4 }]]);
    expect(() => decode('quota.QuotaConfig', bytes('0a0172 1a03 0a0163'))).toThrow(
      'Missing required fields: limits[0].value.value',
    );
  });

  it('reads the numbers from 2^53 as nearly as a number can', () => {
    expect(decode('Value.Range', bytes('08ffffffffffffffffff01 1000'))).toEqual({ begin: 2 ** 64, end: 0 });
    expect(decode('TimeInfo', bytes('0880808080808080808001'))).toEqual({ nanoseconds: -(2 ** 63) });
  });

  it.each([
    ['a text', Buffer.from('not a message').toString('hex')],
    ['a length behind the end', '1aff01'],
    ['an inner length behind the outer end', '0a05 0a0a 616161 6161616161616161'],
    ['a value that runs over the end of its message', '0a02 0aff 01'],
    ['a number cut off', '10ff'],
    ['field number 0', '00'],
    ['an end of a group that has not begun', 'e43e'],
    ['a group without end', 'e33e'],
    ['wire type 7', '17'],
  ])('refuses %s', (_, hex) => {
    expect(() => decode('scheduler.Call', bytes(hex))).toThrow(ParseError);
  });

  it('names missing fields', () => {
    expect(() => decode('executor.Call', Buffer.alloc(0))).toThrow(
      new ParseError('Missing required fields: executor_id, framework_id'),
    );
  });

  it('refuses what nests too deeply', () => {
    let deep = Buffer.from([0x0a, 0]);
    for (let depth = 0; depth < 20_000; depth++) {
      const length: number[] = [];
      for (let rest = deep.length; ; rest >>>= 7) {
        length.push(rest < 128 ? rest : (rest & 127) | 128);
        if (rest < 128) break;
      }
      deep = Buffer.concat([Buffer.from([0x12, ...length]), deep]);
      if (depth > 2000) break;
    }
    expect(() => decode('ContainerID', deep)).toThrow(ParseError);
  });

  it('never throws anything but a ParseError', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<TypeName>('scheduler.Call', 'FrameworkInfo', 'quota.QuotaConfig'),
        fc.uint8Array(),
        (typeName, random) => {
          try {
            decode(typeName, random);
          } catch (error) {
            expect(error).toBeInstanceOf(ParseError);
          }
        },
      ),
      propertyRuns(),
    );
  });
});

describe('JSON and protobuf', () => {
  it.each(TYPES)('carry the same %s', (typeName) => {
    fc.assert(
      fc.property(arbitraryMessage(typeName), (message) => {
        const expected = normalise(typeName, message);
        const decoded = decode(typeName, encode(typeName, message));
        same(decoded, expected);
        same(decode(typeName, encode(typeName, expected)), expected);
        same(parseJson(typeName, writeJson(typeName, decoded)), expected);
      }),
      propertyRuns(50, { tests: TYPES.length }),
    );
  });

  it('can be made for every type of the table', () => {
    for (const typeName of typeNames().messages as TypeName[]) expect(encode(typeName, {})).toHaveLength(0);
  });
});
