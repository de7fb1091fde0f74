import { ParseError } from '../../src/mesos/wire/parse-error.js';
import { encodeRecord, RecordDecoder } from '../../src/mesos/wire/recordio.js';
import type { Door } from '../engine/door.js';

/** A stream in chunks, the sizes of which are in its first byte. */
const door: Door = {
  name: 'recordio',
  corpus: [
    `\x05${encodeRecord('{"type":"HEARTBEAT"}')}${encodeRecord('')}`,
    `\0${encodeRecord('abc')}`,
    '\x0112345678901234567890\n',
  ],
  answers: (error) => error instanceof ParseError,
  run(input) {
    const decoder = new RecordDecoder(1 << 20);
    const size = (input[0] ?? 0) + 1;
    for (let at = 1; at < input.length; at += size) {
      for (const record of decoder.push(input.subarray(at, at + size))) encodeRecord(record);
    }
    if (decoder.partial) decoder.push(new Uint8Array(64));
  },
};

export default door;
