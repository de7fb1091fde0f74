import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bytes, localContent, outputOf } from '../../../src/mesos/fetcher/content.js';
import { temporaryDirectory, write } from './helpers.js';

async function text(bytes: Bytes): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('outputOf', () => {
  it('gives what the program writes', async () => {
    expect(await text(outputOf('echo', ['$HOME; `ls`']))).toBe('$HOME; `ls`\n');
  });

  it('hands nothing on of the environment but PATH, which others could read there', async () => {
    process.env['OWNER_SECRET'] = 'canary';
    try {
      expect(await text(outputOf('cat', ['/proc/self/environ']))).toBe(`PATH=${process.env['PATH']}\0`);
    } finally {
      delete process.env['OWNER_SECRET'];
    }
  });

  it('fails with what the program complained about', async () => {
    await expect(text(outputOf('sh', ['-c', 'echo some; echo broken >&2; exit 3']))).rejects.toThrow(
      "'sh' failed (status 3): broken",
    );
    await expect(text(outputOf('no-such-program', []))).rejects.toThrow("cannot run 'no-such-program'");
  });

  it('ends a program whose output is no longer wanted', async () => {
    for await (const piece of outputOf('yes', [])) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe('localContent', () => {
  it('takes over the permissions of the file without write permission for others', async () => {
    const directory = temporaryDirectory();
    write(directory, { file: 'content' });
    chmodSync(join(directory, 'file'), 0o777);
    const { bytes, mode } = await localContent(join(directory, 'file'), undefined);
    expect(mode).toBe(0o755);
    expect(await text(bytes)).toBe('content');
  });

  it('refuses what is no regular file', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'sub'));
    await expect(localContent(join(directory, 'sub'), undefined)).rejects.toThrow('not a regular file');
    await expect(localContent('/dev/zero', undefined)).rejects.toThrow('not a regular file');
    await expect(localContent(join(directory, 'missing'), undefined)).rejects.toThrow('ENOENT');
  });

  it('reads with the permissions of the user', async (context) => {
    context.skip(process.getuid?.() !== 0, 'only root may change to another user');
    const directory = temporaryDirectory();
    chmodSync(directory, 0o755);
    write(directory, { open: 'content', secret: 'secret' });
    chmodSync(join(directory, 'open'), 0o644);
    chmodSync(join(directory, 'secret'), 0o600);
    const user = { uid: 65534, gid: 65534 };
    expect(await text((await localContent(join(directory, 'open'), user)).bytes)).toBe('content');
    await expect(localContent(join(directory, 'secret'), user).then(({ bytes }) => text(bytes))).rejects.toThrow(
      'ermission denied',
    );
  });
});
