// The ZooKeeper server of this library, for clients of others. It is not part of what the package exports, so it is built on its own.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../src/zookeeper/server.ts', import.meta.url));
const outfile = fileURLToPath(new URL('../node_modules/.cache/minimesos/zookeeper.mjs', import.meta.url));

export async function startZooKeeper(options) {
  await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', packages: 'external', outfile });
  const { ZooKeeperServer } = await import(outfile);
  return ZooKeeperServer.start(options);
}
