import { isMinimesosError, MinimesosError } from '../errors.js';
import type { FlagTable, FlagValues, GivenFlags, ParsedFlags } from '../mesos/flags/flags.js';
import type { Router } from '../mesos/process/http/router.js';
import { HttpServer } from '../mesos/process/http/server.js';
import { keepAlive } from '../mesos/process/keep-alive.js';
import { Libprocess, type LibprocessOptions } from '../mesos/process/libprocess/libprocess.js';
import { native } from '../mesos/process/native.js';
import { type Owner, OwnerLink } from '../mesos/process/owner.js';
import { formatAddress } from '../mesos/process/pid.js';
import { Runtime } from '../mesos/process/runtime.js';
import { type Problem, Problems } from '../problem.js';
import { packageVersion } from '../version.js';
import { readCommandLine, usage } from './command-line.js';
import { Log, writeError } from './log.js';
import { fullVersion, type ownFlags, withoutOwn } from './own-flags.js';
import { EVERYWHERE, type Place, type PlaceFlags, takePlace } from './place.js';

/** The flags that every program has. */
type CommonFlags = FlagValues<typeof ownFlags> &
  PlaceFlags & {
    readonly help: boolean;
    readonly version: boolean;
    readonly log_dir: string | undefined;
    readonly logging_level: 'INFO' | 'WARNING' | 'ERROR';
    readonly quiet: boolean;
    readonly work_dir: string | undefined;
  };

/** A program that stands in for one of Mesos's. */
export interface Program<Flags> {
  /** As it is called: `minimesos-agent`. */
  readonly name: string;
  readonly about: string;
  /** For messages: `The agent`. */
  readonly owner: string;
  readonly table: FlagTable;
  /** How it takes messages, where that is not as usual. */
  readonly messages?: LibprocessOptions;
  parse(given: GivenFlags): ParsedFlags<FlagTable>;
  /** What else is wrong with flags that are valid each by itself. */
  problems(flags: Flags): readonly Problem[];
  /** Sees that it may start, before anything is bound. */
  prepare?(flags: Flags): void;
  /** Resolves with who it is; rejects when it cannot start. */
  start(running: Running<Flags>): Promise<string>;
}

/** What a program runs with. */
export interface Running<Flags> {
  readonly flags: Flags;
  /** What `/flags` shows. */
  readonly flagsText: Readonly<Record<string, string>>;
  /** As which Mesos it presents itself. */
  readonly version: string;
  readonly runtime: Runtime;
  readonly server: HttpServer;
  readonly place: Place;
  readonly log: Log;
  /** Of which cluster it is; undefined: it stands alone. */
  readonly owner: Owner | undefined;
  /** Calls `look` when the owner says that there may be another leading master. */
  ownerSays(look: () => void): void;
  /** Ends the program. */
  exit(code: number): never;
}

const FAILURE = 1;
const SIGNALLED = 128;
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Runs a program with the arguments and the environment of this process. */
export async function run<Flags extends CommonFlags>(program: Program<Flags>): Promise<void> {
  const { flags, text, problems } = readFlags(program);
  if (flags.help) return void process.stdout.write(usage(program.name, program.about, program.table));
  const version = fullVersion(flags.mesos_version);
  if (flags.version) return void process.stdout.write(`mesos ${version} (minimesos ${packageVersion()})\n`);
  if (problems.length > 0) {
    const { message } = new MinimesosError('INVALID_FLAGS', { program: program.name, problems });
    writeError(`${message}\n\nSee \`${program.name} --help\` for a list of supported flags.\n`);
    process.exit(FAILURE);
  }
  const link = OwnerLink.take(process.env);
  try {
    await start(program, flags, withoutOwn(text), version, link);
  } catch (error) {
    if (isMinimesosError(error)) link?.tellLast({ type: 'failed', code: error.code, details: error.details });
    writeError(`${error instanceof MinimesosError ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exit(FAILURE);
  }
}

function readFlags<Flags extends CommonFlags>(program: Program<Flags>) {
  const { given, problems: early } = readCommandLine(program.table, process.argv.slice(2), process.env);
  const parsed = program.parse(given);
  const flags = parsed.flags as unknown as Flags;
  const problems = new Problems();
  problems.addAll(early, '');
  problems.addAll(parsed.problems, '');
  if (problems.list.length === 0) problems.addAll(program.problems(flags), '');
  return { flags, text: parsed.text, problems: problems.list };
}

async function start<Flags extends CommonFlags>(
  program: Program<Flags>,
  flags: Flags,
  flagsText: Record<string, string>,
  version: string,
  link: OwnerLink | undefined,
): Promise<void> {
  const { name, owner } = program;
  program.prepare?.(flags);
  const { log_format: format, logging_level: level, quiet, log_dir: directory } = flags;
  const log = new Log({ program: name, format, level, quiet, directory });
  const failed = (error: unknown): never => {
    log.write('FATAL', name, error instanceof MinimesosError ? error.message : ((error as Error).stack ?? String(error)));
    process.exit(FAILURE);
  };
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
  // Also for one that is the first process of a container, which the system does not end by itself.
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      log.write('WARNING', name, `Ends because of ${signal}`);
      process.exit(SIGNALLED + number);
    });
  }
  const runtime = new Runtime();
  const requirePeerAddressIpMatch = ['1', 'true'].includes(process.env['LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH'] ?? '');
  runtime.network = new Libprocess(runtime, { requirePeerAddressIpMatch, ...program.messages });
  runtime.onObservation((observation) => log.observe(observation));
  // Messages are told by who gets them, so that they are not told twice; and once what follows from them is done and noted, for whoever
  // is told may kill this process.
  runtime.onObservation((observation) => {
    if (!link || (observation.kind === 'message' && !runtime.has(observation.to))) return;
    native.setImmediate(() => link.tell({ type: 'observed', observation }));
  });
  const requestFailed = (error: Error, request: string) =>
    log.write('ERROR', name, `${request} failed: ${error.stack ?? error.message}`);
  const names = [...flags.http_names.split(','), flags.hostname ?? ''].filter((each) => each !== '');
  const server = new HttpServer<Router>(undefined, requestFailed, { network: runtime.network, names: () => names });
  const place = await takePlace(server, flags, owner);
  names.push(place.hostname);
  keepAlive();
  log.write('INFO', name, `Version: ${version} (minimesos ${packageVersion()})`);
  const shown = Object.entries(flagsText).map(([flag, value]) => `--${flag}="${value}"`);
  log.write(
    'INFO',
    name,
    `${owner} listens on ${formatAddress({ ...place.address, ip: place.ip })} as ${formatAddress(place.address)}`,
  );
  log.write('INFO', name, `Flags at startup: ${shown.join(' ')}`);
  if (place.ip === EVERYWHERE) {
    log.write('WARNING', name, 'Whoever reaches this machine can give it orders: --ip=127.0.0.1 keeps it to this machine');
  }
  const id = await program.start({
    ...{ flags, flagsText, version, runtime, server, place, log, owner: link?.owner },
    ownerSays: (look) => link?.listen(look),
    exit: (code) => process.exit(code),
  });
  link?.tell({ type: 'ready', address: place.address, id });
}
