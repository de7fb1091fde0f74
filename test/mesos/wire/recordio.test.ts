import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/mesos/wire/parse-error.js';
import { encodeRecord, RecordDecoder, readRecords } from '../../../src/mesos/wire/recordio.js';
import { propertyRuns } from '../../property-runs.js';

const texts = (records: Buffer[]) => records.map(String);

describe('encodeRecord', () => {
  it('counts bytes, not characters', () => {
    expect(encodeRecord('{"type":"HEARTBEAT"}')).toBe('20\n{"type":"HEARTBEAT"}');
    expect(encodeRecord('é😀')).toBe('6\né😀');
    expect(encodeRecord(Uint8Array.of(0, 10, 255))).toEqual(Buffer.from('330a000aff', 'hex'));
    expect(encodeRecord('')).toBe('0\n');
  });
});

describe('RecordDecoder', () => {
  it('reads records however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), fc.array(fc.nat(40)), (payloads, cuts) => {
        const stream = Buffer.concat(payloads.map((payload) => encodeRecord(payload)));
        const decoder = new RecordDecoder();
        const records: Buffer[] = [];
        let position = 0;
        for (const cut of [...cuts, stream.length]) {
          records.push(...decoder.push(stream.subarray(position, position + cut)));
          position += cut;
        }
        expect(records).toEqual(payloads.map((payload) => Buffer.from(payload)));
        expect(decoder.partial).toBe(false);
      }),
      propertyRuns(),
    );
  });

  it('knows when it is inside a record', () => {
    const decoder = new RecordDecoder();
    const partial = ['1', '\n', 'a', '12', '\nabc'].map((chunk) => {
      decoder.push(Buffer.from(chunk));
      return decoder.partial;
    });
    expect(partial).toEqual([true, true, false, true, true]);
  });

  it.each(['x', '-1', '', '1.5', ' 5', '0x5', '1 '])('refuses %j as a length', (length) => {
    expect(() => new RecordDecoder().push(Buffer.from(`${length}\nabcde`))).toThrow(
      new ParseError(`Failed to decode length '${length}': Failed to convert '${length}' to number`),
    );
  });

  it('does not go on after an error', () => {
    const decoder = new RecordDecoder();
    expect(() => decoder.push(Buffer.from('x\n'))).toThrow(ParseError);
    expect(() => decoder.push(Buffer.from('1\na'))).toThrow('Decoder is in a FAILED state');
  });

  it('refuses records longer than the limit before they arrive', () => {
    expect(texts(new RecordDecoder(5).push(Buffer.from('5\nabcde')))).toEqual(['abcde']);
    expect(() => new RecordDecoder(5).push(Buffer.from('6\n'))).toThrow('A record of 6 bytes is more than 5');
  });

  it('does not wait for ever for the end of a length', () => {
    const decoder = new RecordDecoder();
    decoder.push(Buffer.from('1234567890'));
    expect(() => decoder.push(Buffer.alloc(1000, '1'))).toThrow('too long');
  });
});

describe('readRecords', () => {
  const collect = async (chunks: string[]) => {
    async function* stream() {
      for (const chunk of chunks) yield Buffer.from(chunk);
    }
    const records: Buffer[] = [];
    for await (const record of readRecords(stream())) records.push(record);
    return texts(records);
  };

  it('gives each payload', async () => {
    expect(await collect(['1\na2', '\nb', 'c0\n'])).toEqual(['a', 'bc', '']);
  });

  it('refuses a stream cut off inside a record', async () => {
    await expect(collect(['1\na5\nbc'])).rejects.toThrow('The stream ended inside a record');
  });
});
