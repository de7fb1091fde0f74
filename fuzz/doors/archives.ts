import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { extract } from '../../src/mesos/fetcher/extract.js';
import { Sandbox } from '../../src/mesos/fetcher/sandbox.js';
import { rawTar, rawZip } from '../../test/mesos/fetcher/raw-archives.js';
import type { Door } from '../engine/door.js';

/** A disk that is memory, where there is one: nothing waits for it. */
const IN_MEMORY = '/dev/shm';
let directory = '';

/** What tells of a mistake of ours, not of one in an archive. Those of the system, such as of too long a name, are told as they are. */
const MISTAKES = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

const TAR = rawTar([
  { path: 'a/', type: '5' },
  { path: 'a/b.txt', content: 'text' },
  { path: 'a/link', type: '2', link: 'b.txt' },
  { path: 'hard', type: '1', link: 'a/b.txt' },
]);

/** Archives that the fetcher unpacks: tar, zipped or not, and zip. What is outside of the sandbox stays as it is. */
const door: Door = {
  name: 'archives',
  corpus: [
    TAR,
    gzipSync(TAR),
    gzipSync(Buffer.alloc(200_000)),
    rawTar([{ path: '../outside', content: 'x' }]),
    rawTar([
      { path: 'l', type: '2', link: '../outside' },
      { path: 'l/x', content: 'x' },
    ]),
    rawTar([
      { path: 'l', type: '1', link: '/etc/passwd' },
      { path: '/absolute', content: 'x' },
    ]),
    rawTar([
      { path: 'x', type: 'x', content: '20 path=../outside\n' },
      { path: 'y', content: '' },
    ]),
    rawTar([{ path: 'd', type: '3' }]),
    rawZip([
      { path: 'a/', content: '' },
      { path: 'a/b.txt', content: 'text' },
    ]),
    rawZip([
      { path: 'l', content: '../outside', mode: 0o120777 },
      { path: 'l/x', content: 'x' },
    ]),
    rawZip([{ path: '../outside', content: 'x' }]),
  ],
  longest: 16_384,
  answers: (error) => error instanceof Error && !MISTAKES.has(error.name),
  async open() {
    directory = await mkdtemp(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'minimesos-fuzz-'));
  },
  close: () => rm(directory, { recursive: true, force: true }),
  async run(input) {
    const outside = await mkdtemp(join(directory, 'input-'));
    try {
      const inside = join(outside, 'sandbox');
      const archive = join(outside, 'archive');
      await mkdir(inside);
      await writeFile(archive, input);
      const failure = await extract(archive, 'archive.tar.gz', new Sandbox(inside)).catch((error: unknown) => error);
      const found = (await readdir(outside)).sort().join();
      if (found !== 'archive,sandbox') throw new TypeError(`outside of the sandbox there is ${found}`);
      if (failure instanceof Error) throw failure;
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  },
};

export default door;
