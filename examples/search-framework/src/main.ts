// The scheduler as a program.
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Configured, InvalidConfiguration, readConfiguration } from './configuration/read-configuration.js';
import { type Configuration, helpText } from './configuration/settings.js';
import { SearchFramework } from './framework/framework.js';
import { StateFile } from './framework/state-file.js';
import { answerWith, closeServer, listen, portOf } from './json-server.js';
import { restApi } from './rest-api.js';

/** Lies beside this program once both are built. */
const NODE_PROGRAM = fileURLToPath(new URL('./search-node.mjs', import.meta.url));

const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
const isUrl = (text: string) => /^[a-z]+:\/\//.test(text);

function createFramework(configuration: Configuration, base: string): SearchFramework {
  const { name, role, user, principal, failoverTimeout, nodes, cpus, mem, spreadBy, dataDirectory } = configuration;
  const { nodeProgram = NODE_PROGRAM, nodeSettings } = configuration;
  return new SearchFramework({
    masters: configuration.master,
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
    },
    nodeTimeoutMs: configuration.nodeTimeout * 1000,
    stateFile: new StateFile(configuration.stateFile),
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
  const server = await listen(configuration.host, configuration.port);
  try {
    const base = `http://${configuration.advertise ?? configuration.host}:${portOf(server)}`;
    const framework = createFramework(configuration, base);
    answerWith(server, restApi(framework, { configuration, sources }, files));
    log(`REST API at ${base}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(framework, configuration));
    await framework.run();
  } finally {
    await close(server);
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
}
