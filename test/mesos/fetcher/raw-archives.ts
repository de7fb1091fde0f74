import { crc32, deflateRawSync } from 'node:zlib';

export interface RawTarEntry {
  path: string;
  /** `x` is a header for the next entry. */
  type?: '0' | '1' | '2' | '3' | '4' | '5' | '6' | 'x';
  link?: string;
  content?: string;
  mode?: number;
}

/** A tar archive byte by byte, for what no decent program would write. */
export function rawTar(entries: RawTarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, type = '0', link = '', content = '', mode = 0o644 }) => {
    const header = Buffer.alloc(512);
    const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
    header.write(path, 0);
    header.write(octal(mode, 8), 100);
    header.write(octal(0, 8), 108);
    header.write(octal(0, 8), 116);
    header.write(octal(content.length, 12), 124);
    header.write(octal(1_000_000_000, 12), 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    header.write(
      octal(
        header.reduce((sum, byte) => sum + byte, 0),
        7,
      ),
      148,
    );
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export interface RawZipEntry {
  path: string;
  content?: string;
  /** Unix mode with file type; without it the archive says to be made on another system. */
  mode?: number;
  checksum?: number;
}

/** A zip archive byte by byte. */
export function rawZip(entries: RawZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { path, content = '', mode, checksum = crc32(content) } of entries) {
    const data = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4); // deflated
    common.writeUInt16LE(0x2821, 8);
    common.writeUInt32LE(checksum, 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(path), data]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    centrals.push(
      Buffer.from(['P', 'K', '\x01', '\x02', '\x14', mode === undefined ? '\0' : '\x03'].join('')),
      common,
      attributes,
      Buffer.from(path),
    );
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}
