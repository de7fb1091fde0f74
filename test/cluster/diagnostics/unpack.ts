import { Readable } from 'node:stream';
import { Parser } from 'tar';

/** The files in a `.tar.gz`, by their paths. */
export async function unpack(archive: Buffer): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  const parser = new Parser({
    onReadEntry: (entry) => {
      const parts: Buffer[] = [];
      entry.on('data', (part: Buffer) => parts.push(Buffer.from(part)));
      entry.on('end', () => {
        files[entry.path] = Buffer.concat(parts);
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    parser.on('error', reject);
    parser.on('end', resolve);
    Readable.from([archive]).pipe(parser);
  });
  return files;
}
