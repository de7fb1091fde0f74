import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { isMinimesosError } from '../../errors.js';
import { STATE_FORMAT } from '../../host/state-format.js';
import { asksForDocker, makeContainerizer } from '../../mesos/agent/containerizers.js';
import type { ConnectedDocker } from '../../mesos/containerizer/docker/connect-docker.js';
import { ContainerHost, type HostedContainers } from '../../mesos/containerizer/remote/container-host.js';
import type { Reply, Request } from '../../mesos/containerizer/remote/protocol.js';
import { realDisk } from '../../mesos/disk/real-disk.js';
import type { Timer } from '../../mesos/process/clock.js';
import { HttpServer } from '../../mesos/process/http/server.js';
import { Libprocess } from '../../mesos/process/libprocess/libprocess.js';
import type { Address } from '../../mesos/process/pid.js';
import { startTime } from '../../mesos/process/process-mark.js';
import { Runtime } from '../../mesos/process/runtime.js';
import { Supervisor } from '../../mesos/process/supervisor/client.js';
import { MessageReader, MessageWriter } from '../../mesos/process/supervisor/protocol.js';
import { packageVersion } from '../../version.js';
import { CONTAINERS_FILE, type ContainersSettings } from './settings.js';
import { atSocket } from './socket.js';

/**
 * Holds the containers of the agent with a work directory, the only argument. It prints the path of its socket when it is ready. When
 * the agent is gone it waits for the next one as long as there is something to tell that one, and at most for the recovery timeout;
 * then it ends, and with it all that it holds.
 */
const workDirectory = process.argv[2] ?? '';
const runtime = new Runtime();
runtime.network = new Libprocess(runtime);
const supervisor = Supervisor.acquire();
const pointer = join(workDirectory, CONTAINERS_FILE);
const socketPath = join(workDirectory, `containers-${process.pid}.socket`);

/** One that was killed has left its socket. In a container, where numbers of processes begin anew, it had this very name, maybe. */
function removeLeftOver(): void {
  rmSync(socketPath, { force: true });
  try {
    const { socket } = JSON.parse(readFileSync(pointer, 'utf8')) as { socket: string };
    rmSync(socket, { force: true });
  } catch {
    // There was none.
  }
}

/** Of the agent that is there, or was there last. */
let settings: ContainersSettings | undefined;
let agent: Socket | undefined;
let executors: Address | undefined;
let containers: ReturnType<typeof makeContainerizer> | undefined;
let patience: Timer | undefined;
let docker: ConnectedDocker | undefined;
let releaseReaper = () => {};
/** No agent has come at all for so long: it has died meanwhile. */
const FIRST_AGENT_MS = 60_000;

function contain(
  { agent: pid, flags, executorLingerMs }: ContainersSettings,
  changed: NonNullable<Parameters<typeof makeContainerizer>[0]['changed']>,
): HostedContainers {
  if (!executors) throw new Error('Executors have no address yet.');
  const options = {
    runtime,
    pid,
    address: executors,
    flags,
    supervisor,
    disk: realDisk,
    workDirectory,
    docker: docker?.make,
    marker: 'agent',
    executorLingerMs,
    changed,
  };
  containers = (containers?.succeeded(options) as typeof containers) ?? makeContainerizer(options);
  return containers;
}

const host = new ContainerHost<ContainersSettings>({
  contain,
  settled: () => runtime.settle(),
  keeps: ({ executor }) => executor?.framework.checkpoint === true,
  idle: () => void end(),
});

/** Loaded and connected where an agent asks for it. */
async function prepareDocker({ flags, labels }: ContainersSettings): Promise<void> {
  if (docker || !asksForDocker(flags)) return;
  const [{ connectDocker }, { LABELS }, { ownerLabel }, { holdReaper }] = await Promise.all([
    import('../../mesos/containerizer/docker/connect-docker.js'),
    import('../../docker/labels.js'),
    import('../../docker/owner.js'),
    import('../../docker/reaper/reaper.js'),
  ]);
  // Of a cluster's agent, what is left on the engine is the cluster's to remove.
  const own = { [LABELS.cluster]: 'minimesos-agent', [LABELS.owner]: ownerLabel() };
  docker = await connectDocker(flags.docker_socket, labels ?? own);
  if (!labels) {
    const reaper = holdReaper(docker.share.engine.address);
    releaseReaper = () => reaper.release();
  }
}

async function listenForExecutors({ ip, address }: ContainersSettings): Promise<void> {
  const server = new HttpServer(undefined, () => {}, { network: runtime.network });
  executors ??= await server.listen(ip, 0, { ip: address.ip });
}

function serve(socket: Socket): void {
  agent?.destroy();
  agent = socket;
  patience?.cancel();
  const writer = new MessageWriter<Reply>((text) => socket.write(text));
  const reader = new MessageReader<Request<ContainersSettings>>();
  const say = (reply: Reply) => {
    writer.add(reply);
    // At once: it is to be there before what executors have to say of it.
    writer.flush();
  };
  host.connected(say);
  // Requests wait for the address of the executors, which the first one asks for.
  let ready: Promise<void> = Promise.resolve();
  socket.on('data', (chunk: Buffer) => {
    for (const request of reader.read(chunk)) {
      if (request.type === 'hello') {
        settings = request.settings;
        ready = ready
          .then(() => prepareDocker(request.settings))
          .then(() => listenForExecutors(request.settings))
          .catch((error: unknown) => {
            if (!isMinimesosError(error)) throw error;
            say({ type: 'refused', code: error.code, details: error.details });
            return new Promise<never>(() => {}); // The agent goes.
          });
      }
      ready = ready.then(() => host.handle(request));
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    if (agent === socket) left();
  });
}

function left(): void {
  agent = undefined;
  patience = runtime.clock.delay(settings?.flags.recovery_timeout ?? 0, () => void end());
  host.disconnected();
}

async function removeFromDocker(): Promise<void> {
  if (!docker) return;
  const { removeLabelled } = await import('../../docker/remove.js');
  const { LABELS } = await import('../../docker/labels.js');
  await removeLabelled(docker.share.engine, { ...docker.share.labels, [LABELS.agent]: workDirectory });
  releaseReaper();
}

/** Whatever still runs is killed by the supervisor, and by the engine. */
async function end(): Promise<void> {
  if (agent) return;
  rmSync(pointer, { force: true });
  rmSync(socketPath, { force: true });
  runtime.stop();
  await removeFromDocker().catch(() => {});
  await supervisor.release().catch(() => {});
  process.exit(0);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
removeLeftOver();
const server = createServer(serve);
server.once('listening', () => {
  const { pid } = process;
  const pointed = { format: STATE_FORMAT, version: packageVersion(), pid, startedAt: startTime(pid), socket: socketPath };
  writeFileSync(`${pointer}.tmp`, JSON.stringify(pointed), { mode: 0o600 });
  renameSync(`${pointer}.tmp`, pointer);
  process.stdout.write(`${socketPath}\n`);
  patience = runtime.clock.delay(FIRST_AGENT_MS, () => void end());
});
// Whoever connects has containers run as this user: the socket is there at once, and from then on nobody else may.
const umask = process.umask(0o177);
atSocket(socketPath, (name) => server.listen(name));
process.umask(umask);
