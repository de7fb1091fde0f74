import type { ReadEntry } from 'tar';
import type { Bytes } from '../content.js';
import type { ArchiveEntry } from './entry.js';

/**
 * The entries of an uncompressed tar archive. The parser is given the next piece of the archive only when somebody waits
 * for an entry or its bytes, so little is in memory at any time, whatever the archive claims.
 * @throws Error when it is not a tar archive, or damaged.
 */
export async function* tarEntries(archive: Bytes): AsyncGenerator<ArchiveEntry> {
  const { Parser } = await import('tar');
  const parser = new Parser({ strict: true });
  const entries: ReadEntry[] = [];
  let failure: Error | undefined;
  let endMark = false;
  let inputEnded = false;
  let finished = false;
  parser.on('entry', (entry: ReadEntry) => entries.push(entry));
  parser.on('ignoredEntry', (entry: ReadEntry) => {
    failure ??= new Error(`entry '${entry.path}' is of a kind that is not supported (${entry.type})`);
  });
  parser.on('error', (error: Error) => {
    failure ??= error;
  });
  parser.on('eof', () => {
    endMark = true;
  });
  parser.on('end', () => {
    finished = true;
  });

  const input = archive[Symbol.asyncIterator]();
  const feed = async () => {
    if (inputEnded) throw new Error('the archive ends too early');
    const { value, done } = await input.next();
    inputEnded = done ?? false;
    if (done) parser.end();
    // The parser would keep whatever follows the end mark in memory.
    else if (!endMark) parser.write(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    if (failure) throw failure;
  };
  try {
    while (!finished || entries.length > 0) {
      const entry = entries.shift();
      if (!entry) {
        await feed();
        continue;
      }
      yield translate(entry, feed);
      entry.resume(); // what has not been taken is dropped
    }
    if (failure) throw failure;
  } finally {
    await input.return?.();
  }
}

async function* bytesOfEntry(entry: ReadEntry, feed: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = entry.read();
    if (bytes) yield bytes;
    else if (entry.emittedEnd) return;
    else await feed();
  }
}

function translate(entry: ReadEntry, feed: () => Promise<void>): ArchiveEntry {
  const { path, mode, mtime: modified, linkpath: target = '' } = entry;
  const common = { path, mode, modified };
  switch (entry.type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      return { ...common, kind: 'file', bytes: bytesOfEntry(entry, feed) };
    case 'Directory':
      return { ...common, kind: 'directory' };
    case 'SymbolicLink':
      return { ...common, kind: 'symbolic link', target };
    case 'Link':
      return { ...common, kind: 'hard link', target };
    default:
      return { ...common, kind: 'unsupported', what: entry.type };
  }
}
