// How many messages a second come in and go out over connections, over one link and over many, and what memory is left taken
// after so many. node bench/libprocess.mjs [MESSAGES] prints it by itself.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { isMain } from '../scripts/is-main.mjs';

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const outfile = pathOf('../node_modules/.cache/minimesos/bench/libprocess.mjs');
const LINKS = [1, 100];
/** In each direction over each number of links, so that it is a million in all. */
const MESSAGES = 250_000;

/** What is measured is not part of what the package exports, so it is built on its own. */
async function load() {
  await build({
    entryPoints: [pathOf('libprocess.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile,
  });
  return import(outfile);
}

/** The other end, in a process of its own, and the first line that it prints. */
async function startPeer(...args) {
  const child = spawn(process.execPath, [pathOf('libprocess-peer.mjs'), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise((resolve) => child.stdout.once('data', (text) => resolve(String(text))));
  const stop = () => new Promise((resolve) => child.once('close', resolve) && child.kill());
  return { line, stop, ask: (text) => child.stdin.write(`${text}\n`) };
}

const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

/** @param messages in each direction over each number of links */
export async function measureLibprocess(messages = MESSAGES) {
  const { End } = await load();
  const end = await End.open();
  const result = {};
  const message = (await end.message()).toString('base64');
  const run = async (links, count) => {
    const source = await startPeer('source', end.port, links, message);
    result[`in${links}`] = [await end.measureIn(count, () => source.ask(count))];
    await source.stop();
    const sink = await startPeer('sink', links);
    result[`out${links}`] = [await end.measureOut(JSON.parse(sink.line), count)];
    await sink.stop();
  };
  try {
    for (const links of LINKS) await run(links, 20_000); // warms up the code, and the heap
    const before = residentMb();
    for (const links of LINKS) await run(links, messages);
    return { ...result, memoryMb: [residentMb() - before] };
  } finally {
    await end.close();
  }
}

if (isMain(import.meta.url)) console.log(await measureLibprocess(Number(process.argv[2]) || undefined));
