import { errorCodes, Refusal } from './error-codes.js';
import type { JuteReader } from './jute.js';
import { errorResult, type MultiResult, readMulti, writeMulti } from './records.js';
import type { Handler } from './requests.js';
import { type Write, writeReaders } from './write-requests.js';

/**
 * All of several writes, or none: then each has an error in its place, and the first that is not 0 is the reason. Here, also what
 * cannot be read costs a transaction.
 */
export const multi: Handler = (caller, reader) => {
  let writes: readonly Write[] = [];
  let failing = 0;
  try {
    const results = caller.database.transact((transaction) => {
      writes = readWrites(reader);
      return writes.map((write, index): MultiResult => {
        failing = index;
        return { type: write.resultType, body: write.perform(caller, transaction) };
      });
    });
    return (writer) => writeMulti(writer, results);
  } catch (error) {
    if (!(error instanceof Refusal) || writes.length === 0) throw error;
    const codeAt = (index: number) => (index < failing ? errorCodes.OK : errorCodes.RUNTIME_INCONSISTENCY);
    const codes = writes.map((_, index) => (index === failing ? error.code : codeAt(index)));
    return (writer) => writeMulti(writer, codes.map(errorResult));
  }
};

function readWrites(reader: JuteReader): readonly Write[] {
  const writes = readMulti(reader, (type) => {
    const read = writeReaders[type];
    return read && (() => read(reader));
  });
  if (writes.some(({ isUnknown }) => isUnknown)) throw new Refusal('MARSHALLING_ERROR');
  return writes;
}
