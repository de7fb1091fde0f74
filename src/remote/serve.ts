import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { MinimesosError } from '../errors.js';
import { KEEP } from '../host/keep.js';
import type { ServerRecord } from '../host/server-file.js';
import { Clock } from '../mesos/process/clock.js';
import { systemRandom } from '../mesos/process/random.js';
import { Supervisor } from '../mesos/process/supervisor/client.js';
import { publishServer, recordOf } from './publish.js';
import { createServer, type RemoteServer } from './server.js';

/** How a host process behaves. */
export interface ServeOptions {
  /** `host:port`; elsewhere than on loopback only with a token. Default: a free port of 127.0.0.1. */
  readonly listen?: string | undefined;
  /** The file that holds the token; written, for this user alone, when there is none. */
  readonly tokenFile?: string | undefined;
  /** The token, when no file holds it. Default: one that nobody can guess. */
  readonly token?: string | undefined;
  /** It ends when this does, unless the last line is {@link KEEP}: its writer is the owner of this process. */
  readonly lease?: Readable | undefined;
  /** Whether it ends when the last of its clusters is gone, or after a minute without a first one. */
  readonly untilEmpty?: boolean | undefined;
}

/** What a host process has of the world around it. */
export interface ServeContext {
  /** Calls back with each signal that asks the process to end. */
  readonly signals: { listen(listener: (signal: NodeJS.Signals) => void): void };
  /** Called when requests are taken. */
  onReady(server: ServerRecord): void;
  /** Called when the end begins, with how many clusters have to be destroyed for it. */
  onEnding(clusters: number): void;
  /** Told of what should not happen. */
  onFailure(text: string): void;
  /** Called for a second signal: to end at once, and leave the rest to the supervisor. */
  exit(signal: NodeJS.Signals): void;
}

/** How long a host process that is to have a cluster waits for its first. */
const UNUSED_MS = 60_000;

/** Whoever has the last cluster destroyed is to get an answer. */
const ANSWER_MS = 50;

/**
 * What a host process does all its life: takes requests of the remote API until it is told to end, and tells other programs
 * of this user where it is. Resolves when all of its clusters are gone.
 * @throws MinimesosError `TOKEN_REQUIRED`, `PORT_TAKEN`, `INVALID_ARGUMENT`, `INVALID_FILE`, `FILE_NOT_READABLE`,
 *   `HOME_UNUSABLE`, `DESTROY_TIMEOUT`
 */
export async function serve(options: ServeOptions, context: ServeContext): Promise<void> {
  const ending = new Ending(context);
  const server = await createServer({
    listen: options.listen,
    token: options.tokenFile === undefined ? options.token : tokenIn(options.tokenFile, context),
    onFailure: (error, request) => context.onFailure(`${request} failed: ${textOf(error)}`),
  });
  // It starts while nobody waits for it yet, and stays from one cluster to the next.
  const supervisor = Supervisor.acquire();
  const clock = new Clock();
  try {
    const published = publishServer(server);
    try {
      ending.of(server);
      if (options.lease) endWithLease(options.lease, server, ending);
      if (options.untilEmpty) endWhenEmpty(server, clock, ending);
      context.onReady(recordOf(server));
      await server.closed;
      // It no longer listens; what became of its clusters is known now.
      await server.close();
    } finally {
      published.end();
    }
  } finally {
    try {
      await server.close();
    } finally {
      await supervisor.release();
    }
    clock.stop();
    // Its writer may hold it open for long, which is no reason to go on.
    options.lease?.destroy();
  }
}

/** The end of a host process, for whatever reason. Signals count from the start, also before there is a server. */
class Ending {
  #server: RemoteServer | undefined;
  #wanted = false;

  constructor(private readonly context: ServeContext) {
    let received = 0;
    context.signals.listen((signal) => (received++ > 0 ? context.exit(signal) : this.begin()));
  }

  of(server: RemoteServer): void {
    this.#server = server;
    if (this.#wanted) this.#close(server);
  }

  begin(): void {
    if (!this.#wanted && this.#server) this.#close(this.#server);
    this.#wanted = true;
  }

  #close(server: RemoteServer): void {
    this.context.onEnding(server.clusters.list.length);
    // Whoever waits for the server to be closed gets the failure.
    server.close().catch(() => {});
  }
}

/** When the owner is gone, what others hold a lease on stays until the last of them lets go. */
function endWithLease(lease: Readable, { clusters }: RemoteServer, ending: Ending): void {
  let gone = false;
  const ended = () => {
    if (gone) return;
    gone = true;
    const check = () => {
      if (clusters.list.length === 0) ending.begin();
    };
    clusters.onChange(check);
    for (const entry of clusters.list) if (entry.kept || entry.leases.size === 0) clusters.destroy(entry).catch(() => {});
    check();
  };
  let text = '';
  lease.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-KEEP.length - 1);
    // Whoever has started it wanted it to last, and has told others of it now.
    if (text === `${KEEP}\n`) gone = true;
  });
  lease.on('end', ended).on('close', ended).on('error', ended);
}

function endWhenEmpty({ clusters }: RemoteServer, clock: Clock, ending: Ending): void {
  const endIfEmpty = () => {
    if (clusters.list.length === 0) ending.begin();
  };
  let timer = clock.delay(UNUSED_MS, endIfEmpty);
  clusters.onChange(() => {
    timer.cancel();
    timer = clock.delay(ANSWER_MS, endIfEmpty);
  });
}

function tokenIn(file: string, { onFailure }: ServeContext): string {
  try {
    const token = systemRandom.uuid() + systemRandom.uuid();
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notReadable(file, error);
  }
  const token = readToken(file);
  // Windows has other permissions. What is put there for a container may be for its group, so that this is no reason not to start.
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    onFailure(`others may read the token in ${file}, or write another one: chmod 600 it`);
  }
  if (token !== '') return token;
  throw new MinimesosError('INVALID_FILE', { file, reason: 'it is empty, and should hold a token' });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw notReadable(file, error);
  }
}

const notReadable = (file: string, error: unknown) =>
  new MinimesosError('FILE_NOT_READABLE', { file, reason: (error as Error).message }, { cause: error });

const textOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
