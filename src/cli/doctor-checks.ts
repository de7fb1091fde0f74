import { readFileSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { connectEngine } from '../docker/engine.js';
import { engineAddresses, isMissing } from '../docker/find-engine.js';
import { leftoversOn } from '../docker/leftovers.js';
import { privateDirectory } from '../host/runtime-directory.js';
import { readServerFiles, serversOfOtherVersions } from '../host/server-file.js';
import { ofOtherVersion } from '../host/state-format.js';
import { MesosCluster } from '../index.js';
import { entryPoint } from '../mesos/process/entry-point.js';
import type { CliContext } from './context.js';
import { ClusterDirectory } from './directory.js';
import { answers } from './end-server.js';
import { abandonedDirectories, abandonedLogs } from './leftovers.js';
import { counted } from './text.js';

/** What a check has found. */
export interface Finding {
  readonly what: string;
  /** `warning`: it works, but something may go wrong. */
  readonly result: 'ok' | 'warning' | 'failed';
  /** In words, with what to do about it. */
  readonly told: string;
}

/** A look at one thing that clusters need. */
export interface Check {
  readonly what: string;
  /** What it rejects with is a failure, too. */
  check(context: CliContext): Promise<Finding>;
}

const LEAST_SPACE_MB = 200;
const FEW_FILES = 1024;
const LEAST_ENGINE_MEMORY = 1_000_000_000;
const RUN_MS = 20_000;

/** Makes a check of a function that returns what is right, or what is wrong and how badly. */
function check(what: string, look: (context: CliContext) => Promise<string | { warning: string } | { failed: string }>): Check {
  return {
    what,
    async check(context) {
      const found = await look(context);
      if (typeof found === 'string') return { what, result: 'ok', told: found };
      if ('warning' in found) return { what, result: 'warning', told: found.warning };
      return { what, result: 'failed', told: found.failed };
    },
  };
}

/** All that is looked at, what others need first. */
export const checks: readonly Check[] = [
  check('Node', async () => {
    const { version, platform, arch } = process;
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
    if (major < 20 || (major === 20 && minor < 19)) return { failed: `Node ${version} is too old: 20.19 or newer is needed.` };
    if (platform === 'linux' || platform === 'darwin') return `Node ${version} on ${platform} ${arch}`;
    return { warning: `Node ${version} on ${platform}: minimesos is made for Linux and macOS.` };
  }),
  check('the package', async () => {
    entryPoint('supervisor.cjs');
    return 'The package is complete';
  }),
  check('the directory for temporary files', async () => {
    const directory = tmpdir();
    await access(directory, constants.W_OK);
    const { bavail, bsize } = await statfs(directory);
    const free = Math.floor((bavail * bsize) / 1_000_000);
    if (free < LEAST_SPACE_MB)
      return { warning: `${directory} has only ${free} MB left, and sandboxes of tasks lie there. Set TMPDIR to another one.` };
    return `${directory} can be written to and has ${free} MB left`;
  }),
  check('the runtime directory', async () => `${privateDirectory('servers')} belongs to this user alone`),
  check('the network', async () => {
    const port = await freePort();
    return `Programs can listen on 127.0.0.1 (${port}, for instance)`;
  }),
  check('proxies', async ({ env }) => {
    const proxy = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => env[name]);
    const exceptions = `${env['no_proxy'] ?? ''},${env['NO_PROXY'] ?? ''}`;
    if (!proxy || /(^|,)\s*(\*|127\.0\.0\.1|127\.)/.test(exceptions)) return 'No proxy stands between frameworks and clusters';
    return { warning: `${proxy} is set: frameworks that heed it will not reach clusters. Put 127.0.0.1 into NO_PROXY.` };
  }),
  check('open files', async () => {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(limits())?.[1] ?? Number.POSITIVE_INFINITY);
    if (limit < FEW_FILES)
      return { warning: `Processes may have only ${limit} files open, which is little for many agents: ulimit -n 4096` };
    return Number.isFinite(limit) ? `Processes may have ${limit} files open` : 'Nothing is known of a limit of open files';
  }),
  check('host processes', async () => {
    const servers = readServerFiles();
    const [other] = serversOfOtherVersions();
    if (other) return { warning: ofOtherVersion(other).message };
    const silent = (await Promise.all(servers.map(answers))).flatMap((answered, index) =>
      answered ? [] : [servers[index]?.pid],
    );
    if (silent.length > 0)
      return { warning: `Host processes that do not answer: ${silent.join(', ')}. End them: minimesos destroy --all` };
    return `${servers.length === 1 ? '1 host process' : `${servers.length} host processes`} running`;
  }),
  check('this directory', async ({ cwd }) => {
    const state = new ClusterDirectory(cwd).state();
    if (state.kind === 'stale')
      return { warning: `Cluster ${state.record.name} of this directory is gone. Clean up: minimesos prune` };
    if (state.kind === 'of another version') return { warning: ofOtherVersion(state.written).message };
    if (state.kind === 'damaged') return { warning: 'What .minimesos tells of a cluster is damaged. Clean up: minimesos prune' };
    return state.kind === 'running'
      ? `Cluster ${state.record.name} is running for this directory`
      : 'No cluster is running for this directory';
  }),
  check('leftovers', async () => {
    const left = [...abandonedDirectories(), ...abandonedLogs()];
    if (left.length > 0)
      return { warning: `${counted(left.length, 'leftover')} of processes that are gone. Remove them: minimesos prune` };
    return 'Nothing was left behind by processes that are gone';
  }),
  check('Docker', async () => {
    const addresses = engineAddresses();
    // Whoever has no Docker, and does not say that there is some, needs none.
    if (addresses.length > 1 && addresses.every(isMissing))
      return 'No engine of Docker is here; only driver: docker and tasks in containers need one';
    const engine = await connectEngine(addresses);
    const { NCPU, MemTotal, CgroupVersion, DockerRootDir, Containers } = (await engine.docker.info()) as EngineInfo;
    const where = `Docker ${engine.version} at ${engine.address.url}`;
    const left = await leftoversOn(engine);
    if (left.length > 0)
      return {
        warning: `${where} has left-overs of ${counted(left.length, 'cluster')} whose owners are gone. Remove them: minimesos prune`,
      };
    const space = engine.local ? await freeSpace(DockerRootDir) : undefined;
    if (space !== undefined && space < LEAST_SPACE_MB)
      return { warning: `${where} has only ${space} MB left in ${DockerRootDir}. Make space: docker system prune` };
    if (MemTotal < LEAST_ENGINE_MEMORY)
      return {
        warning: `${where} has only ${Math.round(MemTotal / 1e6)} MB of memory, little for masters, agents and a ZooKeeper`,
      };
    const reach = engine.local
      ? 'whose containers are reached by their addresses'
      : 'which publishes ports, as its containers are not reached by their addresses';
    const disk = space === undefined ? '' : `, ${space} MB of disk left`;
    return `${where}, ${reach}: ${NCPU} processors, ${Math.round(MemTotal / 1e9)} GB of memory${disk}, control groups v${CgroupVersion}, ${counted(Containers, 'container')}`;
  }),
  check('a cluster', async () => {
    await using cluster = await MesosCluster.start();
    const { state, timings } = await cluster.run('true', { timeout: RUN_MS, throwOnFailure: true });
    return `A cluster started and ran a task (${state} after ${Math.round(timings.ended)} ms)`;
  }),
];

/** What is of use here of what an engine tells of itself. */
interface EngineInfo {
  readonly NCPU: number;
  /** In bytes. */
  readonly MemTotal: number;
  readonly CgroupVersion: string;
  readonly DockerRootDir: string;
  readonly Containers: number;
}

/** In megabytes; undefined where that cannot be seen. */
async function freeSpace(directory: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return Math.floor((bavail * bsize) / 1_000_000);
  } catch {
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function limits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return ''; // Not Linux.
  }
}
