import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ArchiveEntry } from './archive/entry.js';
import { tarEntries } from './archive/tar.js';
import { zipEntries } from './archive/zip.js';
import { type Bytes, bytesOf, outputOf } from './content.js';
import { type Attributes, type Sandbox, within } from './sandbox.js';

const ARCHIVE_NAME = /\.(tar|tgz|tar\.gz|tbz2|tar\.bz2|txz|tar\.xz|zip)$/;
const ENTRIES_MAX = 1_000_000;

/**
 * Extracts an archive into a sandbox, if by its name it is one; a lone gzipped file is unpacked under its name without
 * ".gz". As in Mesos everything goes to the top of the sandbox, wherever the archive lies.
 * @param path Absolute path of the archive.
 * @param name The name that tells what it is.
 * @returns false when it is no archive.
 * @throws Error when it is damaged or holds something that does not belong into a sandbox.
 */
export async function extract(path: string, name: string, sandbox: Sandbox): Promise<boolean> {
  if (ARCHIVE_NAME.test(name)) await unpack(await entriesOf(path), sandbox);
  else if (name.endsWith('.gz')) await sandbox.writeFile(name.slice(name.lastIndexOf('/') + 1, -'.gz'.length), gunzipped(path));
  else return false;
  return true;
}

/** The content tells what it is: like Mesos this does not care when the name says ".tar.gz" but it is not zipped. */
async function entriesOf(path: string): Promise<AsyncIterable<ArchiveEntry>> {
  const start = await firstBytes(path);
  if (start.startsWith('PK')) return zipEntries(path);
  if (start.startsWith('\x1f\x8b')) return tarEntries(gunzipped(path));
  if (start.startsWith('BZh')) return tarEntries(decompressed('bzip2', path));
  if (start.startsWith('\xfd7zXZ\0')) return tarEntries(decompressed('xz', path));
  return tarEntries(bytesOf(path));
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* gunzipped(path: string): Bytes {
  // The callback only keeps the error from being reported twice: the one who takes the bytes gets it.
  yield* pipeline(bytesOf(path), createGunzip(), () => {}) as AsyncIterable<Buffer>;
}

/** Node cannot read these formats; the system's programs can. */
async function* decompressed(program: 'bzip2' | 'xz', path: string): Bytes {
  const file = await open(path);
  try {
    yield* outputOf(program, ['-dc'], { input: file.fd });
  } finally {
    await file.close();
  }
}

async function unpack(entries: AsyncIterable<ArchiveEntry>, sandbox: Sandbox): Promise<void> {
  const directories: [path: string, attributes: Attributes][] = [];
  let count = 0;
  for await (const entry of entries) {
    if (++count > ENTRIES_MAX) throw new Error(`the archive has more than ${ENTRIES_MAX} entries`);
    if (entry.kind === 'directory') {
      if (within(entry.path) === '') continue; // the sandbox itself, which stays as it is
      await sandbox.makeDirectory(entry.path);
      directories.push([entry.path, entry]);
    } else await unpackEntry(entry, sandbox);
  }
  for (const [path, attributes] of directories.reverse()) await sandbox.setDirectory(path, attributes);
}

async function unpackEntry(entry: Exclude<ArchiveEntry, { kind: 'directory' }>, sandbox: Sandbox): Promise<void> {
  switch (entry.kind) {
    case 'file':
      return sandbox.writeFile(entry.path, entry.bytes, entry);
    case 'symbolic link':
      return sandbox.makeSymbolicLink(entry.path, entry.target);
    case 'hard link':
      return sandbox.makeHardLink(entry.path, entry.target);
    case 'unsupported':
      throw new Error(`entry '${entry.path}' is neither a file, a directory nor a link (${entry.what})`);
  }
}
