import type { Acl } from './acl.js';
import { Refusal } from './error-codes.js';
import type { JuteReader, JuteWriter } from './jute.js';
import { operations } from './operations.js';
import type { Stat } from './znode.js';

export function writeStat(writer: JuteWriter, stat: Stat): void {
  writer.long(stat.czxid).long(stat.mzxid).long(stat.ctime).long(stat.mtime);
  writer.int(stat.version).int(stat.cversion).int(stat.aversion);
  writer.long(stat.ephemeralOwner).int(stat.dataLength).int(stat.numChildren).long(stat.pzxid);
}

export const readStat = (reader: JuteReader): Stat => {
  const long = () => Number(reader.long());
  return {
    ...{ czxid: long(), mzxid: long(), ctime: long(), mtime: long() },
    ...{ version: reader.int(), cversion: reader.int(), aversion: reader.int() },
    ...{ ephemeralOwner: reader.long(), dataLength: reader.int(), numChildren: reader.int(), pzxid: long() },
  };
};

export const readAcl = (reader: JuteReader): Acl =>
  reader.vector(() => ({ permissions: reader.int(), scheme: reader.string(), id: reader.string() }));

export function writeAcl(writer: JuteWriter, acl: Acl): void {
  writer.vector(acl, ({ permissions, scheme, id }) => writer.int(permissions).string(scheme).string(id));
}

/** The operations of a request that consists of several, each read by what `readerOf` gives for its type. */
export function readMulti<Operation>(reader: JuteReader, readerOf: (type: number) => (() => Operation) | undefined): Operation[] {
  const read: Operation[] = [];
  for (;;) {
    const type = reader.int();
    const done = reader.boolean();
    reader.int(); // an error code, which requests have no use for
    if (done) return read;
    const operation = readerOf(type);
    if (!operation) throw new Refusal('MARSHALLING_ERROR');
    read.push(operation());
  }
}

/** The result of one operation among several: its type, or the error in its place. */
export interface MultiResult {
  readonly type: number;
  readonly error?: number;
  readonly body?: ((writer: JuteWriter) => void) | undefined;
}

/** An error in the place of a result. */
export const errorResult = (error: number): MultiResult => ({
  ...{ type: operations.error, error },
  body: (writer) => writer.int(error),
});

export function writeMulti(writer: JuteWriter, results: readonly MultiResult[]): void {
  for (const { type, error = 0, body } of results) {
    writer.int(type).boolean(false).int(error);
    body?.(writer);
  }
  writer.int(-1).boolean(true).int(-1);
}
