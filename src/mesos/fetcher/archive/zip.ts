import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import type { ArchiveEntry } from './entry.js';

const MADE_BY_UNIX = 3;
const FILE_TYPE = 0o170000;
const LINK_TARGET_MAX = 4096;

/**
 * The entries of the zip archive at this path.
 * @throws Error when it is not a zip archive, or damaged, or encrypted.
 */
export async function* zipEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const { default: yauzl } = await import('yauzl');
  const archive = await yauzl.openPromise(path);
  try {
    for await (const entry of archive.eachEntry()) yield await translate(archive, entry);
  } finally {
    archive.close();
  }
}

async function translate(archive: ZipFile, entry: Entry): Promise<ArchiveEntry> {
  // Only archives made on Unix have a mode; it is in the upper half of the external attributes.
  const attributes = entry.versionMadeBy >> 8 === MADE_BY_UNIX ? entry.externalFileAttributes >>> 16 : 0;
  const permissions = attributes & 0o777;
  const common = { path: entry.fileName, mode: permissions === 0 ? undefined : permissions, modified: entry.getLastModDate() };
  if (entry.fileName.endsWith('/')) return { ...common, kind: 'directory' };
  switch (attributes & FILE_TYPE) {
    case 0:
    case 0o100000:
      return { ...common, kind: 'file', bytes: bytesOfEntry(archive, entry) };
    case 0o040000:
      return { ...common, kind: 'directory' };
    case 0o120000:
      return { ...common, kind: 'symbolic link', target: await linkTarget(archive, entry) };
    default:
      return { ...common, kind: 'unsupported', what: `mode ${attributes.toString(8)}` };
  }
}

async function* bytesOfEntry(archive: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if (!entry.canDecodeFileData()) throw new Error(`entry '${entry.fileName}' is encrypted or compressed by an unknown method`);
  let checksum = 0;
  for await (const bytes of (await archive.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    checksum = crc32(bytes, checksum);
    yield bytes;
  }
  if (checksum !== entry.crc32) throw new Error(`entry '${entry.fileName}' is damaged: its checksum is wrong`);
}

async function linkTarget(archive: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > LINK_TARGET_MAX) throw new Error(`symbolic link '${entry.fileName}' has too long a target`);
  const pieces: Uint8Array[] = [];
  for await (const bytes of bytesOfEntry(archive, entry)) pieces.push(bytes);
  return Buffer.concat(pieces).toString();
}
