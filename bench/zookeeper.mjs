// What the embedded ZooKeeper takes, beside Apache ZooKeeper where `npm run test:clients -- zookeeper` has installed it.
// node bench/zookeeper.mjs prints it by itself.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { isMain } from '../scripts/is-main.mjs';
import { apache, isApacheInstalled } from '../test-clients/zookeeper/apache.mjs';

const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const outfile = pathOf('../node_modules/.cache/minimesos/bench/zookeeper.mjs');
const CLIENTS = [1, 10, 100];
const OPERATIONS = 20_000;
const ZNODES = 100_000;

/** What is measured is not part of what the package exports, so it is built on its own. */
async function load() {
  await build({
    entryPoints: [pathOf('zookeeper.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile,
  });
  return import(outfile);
}

/** The embedded server in a process of its own, so that it shares no processor with the clients, as Apache's does not. */
async function startEmbedded() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `(await import(${JSON.stringify(outfile)})).serve()`]);
  const number = () => new Promise((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  const port = await number();
  const memoryInUse = () => {
    child.stdin.write('\n');
    return number();
  };
  const stop = () => new Promise((resolve) => child.once('close', resolve) && child.kill());
  return { port, memoryInUse, stop };
}

/** It need not wait for the disk either. */
const startBeside = () => apache.start(['-Dzookeeper.forceSync=no']);

/** Bytes that each of many znodes takes, with a hundred bytes of data and its path. */
async function memoryOfZnodes(createMany) {
  const server = await startEmbedded();
  try {
    await createMany(server.port, 1000); // warms up the code
    const before = await server.memoryInUse();
    await createMany(server.port, ZNODES);
    return ((await server.memoryInUse()) - before) / ZNODES;
  } finally {
    await server.stop();
  }
}

async function operationsOn(start, measureOperations) {
  const server = await start();
  const result = {};
  try {
    await measureOperations(server.port, 10, OPERATIONS); // warms up the code
    for (const clients of CLIENTS) result[clients] = await measureOperations(server.port, clients, OPERATIONS);
  } finally {
    await server.stop();
  }
  return { ...result, readyMs: server.readyMs };
}

export async function measureZooKeeper() {
  const { measureReady, measureOperations, createMany } = await load();
  const first = await measureReady();
  const again = [await measureReady(), await measureReady(), await measureReady()];
  const embedded = await operationsOn(startEmbedded, measureOperations);
  const beside = isApacheInstalled() ? await operationsOn(startBeside, measureOperations) : undefined;
  return {
    first: [first],
    again,
    bytes: [await memoryOfZnodes(createMany)],
    ...Object.fromEntries(CLIENTS.map((clients) => [`perSecond${clients}`, [embedded[clients]]])),
    ...Object.fromEntries(CLIENTS.map((clients) => [`ratio${clients}`, beside ? [embedded[clients] / beside[clients]] : []])),
    apacheReady: beside ? [beside.readyMs] : [],
  };
}

if (isMain(import.meta.url)) console.log(await measureZooKeeper());
