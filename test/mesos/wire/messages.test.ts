import { spawnSync } from 'node:child_process';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  agent,
  ContainerID,
  FrameworkInfo,
  google,
  MessageTypes,
  quota,
  scheduler,
  TaskState,
  TypeName,
} from '../../../src/mesos/wire/messages.js';
import { enumType, messageType, typeNames } from '../../../src/mesos/wire/schema/schema.js';

describe('messages.ts', () => {
  it('is what scripts/generate-types.mjs makes of the schema table', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-types.mjs', '--check'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('has the types that the table declares', () => {
    expectTypeOf<FrameworkInfo['user']>().toEqualTypeOf<string>();
    expectTypeOf<FrameworkInfo['failover_timeout']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<FrameworkInfo['roles']>().toEqualTypeOf<string[] | undefined>();
    expectTypeOf<ContainerID['parent']>().toEqualTypeOf<ContainerID | undefined>();
    expectTypeOf<quota.QuotaConfig['limits']>().toEqualTypeOf<Record<string, { value: number }> | undefined>();
    expectTypeOf<agent.Response.ReadFile['data']>().toEqualTypeOf<string>();
    expectTypeOf<scheduler.Call['type']>().extract<'SUBSCRIBE'>().toEqualTypeOf<'SUBSCRIBE'>();
    expectTypeOf<'TASK_RUNNING'>().toExtend<TaskState>();
    expectTypeOf<'TASK_SLEEPING'>().not.toExtend<TaskState>();
    expectTypeOf<google.protobuf.Duration['seconds']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<MessageTypes['scheduler.Call']>().toEqualTypeOf<scheduler.Call>();
    expectTypeOf<'scheduler.Call'>().toExtend<TypeName>();
    expectTypeOf<'scheduler.Calls'>().not.toExtend<TypeName>();
  });
});

describe('the schema table', () => {
  const { messages, enums } = typeNames();
  const fields = messages.flatMap((message) => messageType(message).fields.map((field) => ({ message, ...field })));

  it('refers to nothing that it does not have', () => {
    const unknown = fields.filter(({ kind, type }) => kind === 'message' && !messages.includes(type));
    expect(unknown.map(({ message, name, type }) => `${message}.${name}: ${type}`)).toEqual([]);
  });

  it('gives no number or name twice', () => {
    for (const message of messages) {
      const { fields: own, byName } = messageType(message);
      expect(new Set(own.map(({ number }) => number)).size, message).toBe(own.length);
      expect(byName.size, message).toBe(own.length);
    }
  });

  it('has numbers that protobuf allows', () => {
    expect(fields.filter(({ number }) => !Number.isInteger(number) || number < 1 || number >= 2 ** 29)).toEqual([]);
    for (const name of enums) for (const number of enumType(name).numbers.values()) expect(number, name).toBe(number | 0);
  });

  it('has defaults that fit their types', () => {
    for (const { kind, type, default: unset, message, name } of fields.filter((field) => field.default !== undefined)) {
      if (kind === 'enum') expect(enumType(type).numbers.has(unset as string), `${message}.${name}`).toBe(true);
      else expect(typeof unset, `${message}.${name}`).toBe({ bool: 'boolean', string: 'string' }[type] ?? 'number');
    }
  });

  it('has only maps with texts as keys', () => {
    expect(fields.filter(({ mapKey }) => mapKey !== undefined && mapKey !== 'string')).toEqual([]);
  });

  it('throws for a name that it does not have', () => {
    expect(() => messageType('NoSuchMessage')).toThrow('The schema has no type NoSuchMessage.');
    expect(() => enumType('NoSuchEnum')).toThrow('The schema has no type enum NoSuchEnum.');
  });
});
