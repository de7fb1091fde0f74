import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framed, JuteReader, JuteWriter } from '../../src/zookeeper/jute.js';
import { propertyRuns } from '../property-runs.js';

const written = (write: (writer: JuteWriter) => void) => {
  const writer = new JuteWriter();
  write(writer);
  return writer.bytes();
};

describe('jute', () => {
  it('puts a length before what can be long', () => {
    expect(written((writer) => writer.string('ü').int(-2).boolean(true)).toString('hex')).toBe('00000002c3bcfffffffe01');
    expect(written((writer) => writer.buffer(undefined).buffer(Buffer.of(7))).toString('hex')).toBe('ffffffff0000000107');
    expect(written((writer) => writer.strings(['a', ''])).toString('hex')).toBe('00000002000000016100000000');
    expect(framed((writer) => writer.long(1)).toString('hex')).toBe('000000080000000000000001');
  });

  it('reads back whatever it has written', () => {
    const record = fc.record({
      int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      text: fc.string({ unit: 'grapheme' }),
      data: fc.option(
        fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
        { nil: undefined },
      ),
      list: fc.array(fc.string()),
      truth: fc.boolean(),
    });
    fc.assert(
      fc.property(record, ({ int, long, text, data, list, truth }) => {
        const bytes = written((writer) => writer.int(int).long(long).string(text).buffer(data).strings(list).boolean(truth));
        const reader = new JuteReader(bytes);
        expect([reader.int(), reader.long(), reader.string(), reader.buffer(), reader.strings(), reader.boolean()]).toEqual([
          ...[int, long, text, data, list, truth],
        ]);
        expect(reader.remaining).toBe(0);
      }),
      propertyRuns(),
    );
  });

  it('refuses what is cut short or claims too much', () => {
    const reads = ['int', 'long', 'boolean', 'buffer', 'string', 'strings'] as const;
    expect(() => new JuteReader(Buffer.alloc(3)).int()).toThrow('MARSHALLING_ERROR');
    expect(() => new JuteReader(Buffer.from('7fffffff00', 'hex')).strings()).toThrow('MARSHALLING_ERROR');
    expect(() => new JuteReader(Buffer.from('fffffffe', 'hex')).buffer()).toThrow('MARSHALLING_ERROR');
    expect(() => new JuteReader(Buffer.from('ffffffff', 'hex')).string()).toThrow('MARSHALLING_ERROR');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.constantFrom(...reads)), (bytes, sequence) => {
        const reader = new JuteReader(Buffer.from(bytes));
        try {
          for (const each of sequence) reader[each]();
        } catch (error) {
          expect(error).toHaveProperty('reason', 'MARSHALLING_ERROR');
        }
        expect(reader.remaining).toBeGreaterThanOrEqual(0);
      }),
      propertyRuns(),
    );
  });
});
