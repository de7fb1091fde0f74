import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { ofOtherVersion, otherVersion } from '../../host/state-format.js';
import type { AgentOptions } from '../../mesos/agent/agent-options.js';
import { CONTAINERIZER_FLAGS, type ContainerizerFlags } from '../../mesos/agent/containerizers.js';
import type { Reply, Request } from '../../mesos/containerizer/remote/protocol.js';
import { RemoteContainerizer } from '../../mesos/containerizer/remote/remote-containerizer.js';
import { realDisk } from '../../mesos/disk/real-disk.js';
import { entryPoint } from '../../mesos/process/entry-point.js';
import { FIRST_AGENT, makePid } from '../../mesos/process/pid.js';
import { lives } from '../../mesos/process/process-mark.js';
import type { Runtime } from '../../mesos/process/runtime.js';
import { MessageReader, MessageWriter } from '../../mesos/process/supervisor/protocol.js';
import type { ContainersSettings } from '../containers/settings.js';
import { CONTAINERS_FILE } from '../containers/settings.js';
import { atSocket } from '../containers/socket.js';
import type { Place } from '../place.js';

export interface ContainersOptions {
  readonly runtime: Runtime;
  readonly place: Place;
  readonly flags: ContainerizerFlags & { readonly reaction: 'mesos' | 'immediate' };
  readonly workDirectory: string;
  /** What everything on an engine of Docker has that is of the agent; undefined: it belongs to the process that holds containers. */
  readonly labels: Readonly<Record<string, string>> | undefined;
  log(level: 'info' | 'warning' | 'error', text: string): void;
  /** Told when the process that holds the containers is gone. */
  lost(): void;
}

/**
 * The containers of the agent with this work directory: those that one before it has left, where their process still runs, or none, in
 * a new process. Resolves when all there is is known.
 * @throws MinimesosError what stands in the way of it, such as `DOCKER_NOT_FOUND`
 */
export async function connectContainers(
  options: ContainersOptions,
): Promise<Pick<AgentOptions, 'containerizer' | 'supervisor' | 'marker'>> {
  const { runtime, workDirectory, log, lost } = options;
  const socket = (await connectExisting(workDirectory)) ?? (await startNew(workDirectory));
  const writer = new MessageWriter<Request<ContainersSettings>>((text) => socket.write(text));
  const send = (request: Request<ContainersSettings>) => {
    writer.add(request);
    writer.flush();
  };
  const containerizer = new RemoteContainerizer({ disk: realDisk, clock: runtime.clock }, send, log);
  const reader = new MessageReader<Reply>();
  socket.on('error', () => {});
  const welcomed = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      for (const reply of reader.read(chunk)) {
        if (reply.type === 'refused') reject(new MinimesosError(reply.code, reply.details as never));
        else if (containerizer.take(reply)) resolve();
      }
    });
    socket.on('close', lost);
  });
  send({ type: 'hello', settings: settingsOf(options) });
  await welcomed;
  return {
    marker: 'agent',
    supervisor: NO_SUPERVISOR,
    containerizer: {
      ...{ containerizer, fetches: containerizer.fetches, fetcherCacheUsedBytes: () => containerizer.fetcherCacheUsedBytes },
      succeeded({ nestedSandboxes }) {
        containerizer.configure({ disk: realDisk, clock: runtime.clock, nestedSandboxes });
        return this;
      },
    },
  };
}

/** What runs containers is elsewhere. */
const NO_SUPERVISOR: AgentOptions['supervisor'] = {
  pid: undefined,
  spawn() {
    throw new Error('The containers of this agent are run by another process.');
  },
};

function settingsOf({ place, flags, labels }: ContainersOptions): ContainersSettings {
  const { ip, address } = place;
  return {
    ...{ ip, address, agent: makePid(FIRST_AGENT, address), labels },
    executorLingerMs: flags.reaction === 'immediate' ? 0 : undefined,
    flags: Object.fromEntries(CONTAINERIZER_FLAGS.map((name) => [name, flags[name]])) as ContainerizerFlags,
  };
}

/** @throws MinimesosError `STATE_OF_OTHER_VERSION` */
async function connectExisting(workDirectory: string): Promise<Socket | undefined> {
  const file = join(workDirectory, CONTAINERS_FILE);
  try {
    const text = readFileSync(file, 'utf8');
    const other = otherVersion(file, text);
    if (other && lives(other)) throw ofOtherVersion(other);
    const { socket } = JSON.parse(text) as { socket: string };
    return await connected(socket);
  } catch (error) {
    if (error instanceof MinimesosError) throw error;
    return undefined; // there is none, or it is gone, or never came to be: whatever it held is gone, too
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = atSocket(path, (name) => connect(name));
    socket.once('error', reject).once('connect', () => resolve(socket.off('error', reject)));
  });
}

/** A session of its own: what ends the agent, from a terminal or by its process group, does not end what it runs. */
async function startNew(workDirectory: string): Promise<Socket> {
  const child = spawn(process.execPath, [entryPoint('containers.js'), workDirectory], {
    detached: true,
    cwd: '/',
    env: process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.unref();
  let output = '';
  let problem = '';
  const path = await new Promise<string>((resolve, reject) => {
    // First: where no more files can be opened, there are no outputs.
    child.once('error', reject);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      problem += text;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.endsWith('\n')) resolve(output.trim());
    });
    child.once('close', (code) => reject(new Error(`The process for containers ended with ${code}: ${problem.trim()}`)));
  });
  child.stdout.destroy();
  child.stderr.destroy();
  return connected(path);
}
