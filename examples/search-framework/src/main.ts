// The scheduler as a program.
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Configured, InvalidConfiguration, readConfiguration } from './configuration/read-configuration.js';
import { type Configuration, helpText } from './configuration/settings.js';
import { SearchFramework } from './framework/framework.js';
import type { FrameworkState, StateStore } from './framework/state.js';
import { StateFile } from './framework/state-file.js';
import { StateZnode } from './framework/state-znode.js';
import { answerWith, closeServer, listen, portOf } from './json-server.js';
import { ElectedMaster } from './mesos/elected-master.js';
import { ListedMasters, type Masters } from './mesos/masters.js';
import { restApi } from './rest-api.js';
import type { ZooKeeper } from './zookeeper/zookeeper.js';
import { ZooKeeperUrl } from './zookeeper/zookeeper-url.js';

/** Lies beside this program once both are built. */
const NODE_PROGRAM = fileURLToPath(new URL('./search-node.mjs', import.meta.url));

const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
const isUrl = (text: string) => /^[a-z]+:\/\//.test(text);

/** One session for each, whatever it is for. */
const zooKeepers = new Map<string, ZooKeeper>();

async function connect(url: ZooKeeperUrl): Promise<ZooKeeper> {
  const { ZooKeeper } = await import('./zookeeper/zookeeper.js'); // takes a while to load
  const zookeeper = zooKeepers.get(url.secretRoot) ?? new ZooKeeper(url, log);
  zooKeepers.set(url.secretRoot, zookeeper);
  return zookeeper;
}

/** What this framework has in ZooKeeper lies below its name. */
function placeOf({ name, state }: Configuration): ZooKeeperUrl | undefined {
  return state instanceof ZooKeeperUrl ? state.below(name) : undefined;
}

async function openStore(configuration: Configuration): Promise<StateStore> {
  const place = placeOf(configuration)?.below('state');
  return place ? new StateZnode(await connect(place), place.path, log) : new StateFile(`${configuration.state}`);
}

async function findMasters({ master }: Configuration): Promise<Masters> {
  return master instanceof ZooKeeperUrl ? new ElectedMaster(await connect(master), master.path, log) : new ListedMasters(master);
}

async function createFramework(
  configuration: Configuration,
  { store, state }: { store: StateStore; state: FrameworkState },
  base: string,
): Promise<SearchFramework> {
  const { name, role, user, principal, failoverTimeout, nodes, cpus, mem, spreadBy, dataDirectory } = configuration;
  const { nodeProgram = NODE_PROGRAM, nodeSettings } = configuration;
  return new SearchFramework({
    masters: await findMasters(configuration),
    info: {
      ...{ user, name, roles: [role], checkpoint: true, failover_timeout: failoverTimeout, webui_url: base },
      ...(principal && { principal }),
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }, { type: 'PARTITION_AWARE' }],
    },
    nodes,
    placement: { needs: { cpus, mem, ports: 2 }, spreadBy },
    task: {
      cluster: name,
      dataDirectory,
      program: isUrl(nodeProgram) ? nodeProgram : `${base}/files/program`,
      settings: !nodeSettings || isUrl(nodeSettings) ? nodeSettings : `${base}/files/settings`,
      zookeeper: placeOf(configuration)?.below('nodes').secret,
    },
    nodeTimeoutMs: configuration.nodeTimeout * 1000,
    state,
    store,
    log,
  });
}

/** The files that agents get from here: those that are not elsewhere already. */
function filesToServe({ nodeProgram = NODE_PROGRAM, nodeSettings }: Configuration): Record<string, Buffer> {
  return {
    ...(!isUrl(nodeProgram) && { program: readFileSync(nodeProgram) }),
    ...(nodeSettings && !isUrl(nodeSettings) && { settings: readFileSync(nodeSettings) }),
  };
}

async function run({ configuration, sources }: Configured): Promise<void> {
  const files = filesToServe(configuration);
  const store = await openStore(configuration);
  const state = await store.load();
  const server = await listen(configuration.host, configuration.port);
  try {
    const base = `http://${configuration.advertise ?? configuration.host}:${portOf(server)}`;
    const framework = await createFramework(configuration, { store, state }, base);
    answerWith(server, restApi(framework, { configuration, sources }, files));
    log(`REST API at ${base}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(framework, configuration));
    await framework.run();
  } finally {
    await close(server);
    await Promise.all([...zooKeepers.values()].map((zookeeper) => zookeeper.close()));
  }
}

/** A request for the end may come over this server, and is to be answered. */
async function close(server: Server): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await closeServer(server);
}

async function end(framework: SearchFramework, { teardownOnExit }: Configuration): Promise<void> {
  if (!teardownOnExit) return framework.stop();
  try {
    await framework.teardown();
  } catch (error) {
    log(`The nodes run on: ${(error as Error).message}`);
    process.exitCode = 1;
    framework.stop();
  }
}

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(helpText());
} else {
  try {
    await run(await readConfiguration(args, process.env));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof InvalidConfiguration ? 2 : 1;
  }
  process.exit(); // a client of a ZooKeeper that is away would look for it for ever
}
