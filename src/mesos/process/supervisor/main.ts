import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { deleteClaimedDirectory, deleteExpectedDirectory } from './directories.js';
import { launch } from './launch.js';
import { isBelow } from './marker.js';
import { type ProcessTable, readProcess, readProcessTable } from './process-table.js';
import { type ClaimedDirectory, type LaunchRequest, MessageReader, MessageWriter, type Reply, type Request } from './protocol.js';
import { groupExists, processExists, type Quarry, Reaper, signalProcesses } from './reap.js';
import type { Streams } from './streams.js';

/**
 * The supervisor: a small process that starts the commands of its owner, reports how they end, and lets nothing of them
 * survive the owner. Its standard input ends when the owner lets go of it or dies, however it dies; from then on it kills,
 * then deletes, then exits: with 0, or with 1 and the reasons on standard error when something could not be removed.
 *
 * Arguments: the owner's marker, which begins with the owner's pid.
 */
const owner = process.argv[2] ?? '';
/** Not the parent: an owner that is dead by now has left this process to that of all orphans, whose descendants are not to be spared. */
const spared = [process.pid, Number.parseInt(owner, 10)];
const notBefore = readProcess(process.pid)?.startedAt ?? 0;

/** Processing goes on in slices of this length, so that a thousand launches do not hold up the news of those that ended. */
const SLICE_MS = 10;

/** Commands whose process group has members, by pid. */
const commands = new Map<number, { marker: string; running: boolean }>();
/** Of attached commands, until their outputs are closed, by id. */
const attached = new Map<number, Streams>();
/** Where the commands of a marker worked and wrote. */
const places = new Map<string, Set<string>>();
const directories = new Map<string, ClaimedDirectory>();
/** Paths of directories that the owner is about to make. */
const expected = new Set<string>();
/** The pid of a process, and when it began. */
type Beginning = readonly [number, number | undefined];

/** Processes that the owner starts itself, by marker; undefined as long as it has not told which one it is. */
const guarded = new Map<string, Beginning | undefined>();
const reaper = new Reaper();
const replies = new MessageWriter<Reply>((text) => process.stdout.write(text));
let requests: Request[] = [];
let ending = false;
/** One look at the processes serves all signals of a slice. */
let table: ProcessTable | undefined;

function reply(message: Reply): void {
  if (!replies.pending) setImmediate(() => replies.flush());
  replies.add(message);
}

function handle(request: Request): void {
  switch (request.type) {
    case 'launch':
      return start(request);
    case 'input':
      return passInput(request.id, Buffer.from(request.data, 'base64'));
    case 'signal':
      return signal(request.marker, request.signal);
    case 'kill':
      return void killMarker(request.marker).then((survivors) => reply({ type: 'killed', request: request.request, survivors }));
    case 'expect_directory':
      return void expected.add(request.path);
    case 'add_directory':
      expected.delete(request.directory.path);
      return void directories.set(request.directory.path, request.directory);
    case 'remove_directory':
      return void directories.delete(request.path);
    case 'guard':
      return void guarded.set(request.marker, beginningOf(request.pid));
    case 'unguard':
      return void guarded.delete(request.marker);
  }
}

const beginningOf = (pid: number | undefined): Beginning | undefined =>
  pid === undefined ? undefined : [pid, readProcess(pid)?.startedAt];

function start({ id, marker, ...options }: LaunchRequest): void {
  let pid = 0;
  table = undefined;
  launch(options, marker, {
    onStarted(startedPid, streams) {
      pid = startedPid;
      if (streams) attached.set(id, streams);
      commands.set(pid, { marker, running: true });
      rememberPlaces(marker, options.cwd, dirname(options.stdout), dirname(options.stderr));
      reply({ type: 'started', id, pid });
    },
    onOutput: (name, data) => reply({ type: 'output', id, name, data: data.toString('base64') }),
    onClosed() {
      attached.delete(id);
      reply({ type: 'closed', id });
    },
    onExit(status) {
      if (isLeaderless(pid)) commands.set(pid, { marker, running: false });
      else commands.delete(pid);
      reply({ type: 'exited', id, status });
    },
    onFailed: (message, code) => reply({ type: 'failed', id, message, ...(code && { code }) }),
  });
}

function passInput(id: number, data: Buffer): void {
  const taken = (error?: Error | null) => reply({ type: 'input_taken', id, ...(error && { error: error.message }) });
  const streams = attached.get(id);
  if (streams) streams.write(data, taken);
  else taken(new Error('the command has ended'));
}

/** Only directories of the owner count as evidence against a process: a command may well work in somebody's home. */
function rememberPlaces(marker: string, ...paths: string[]): void {
  for (const path of paths) {
    for (const directory of directories.values()) {
      if (!isBelow(path, directory.path)) continue;
      const known = places.get(dirname(marker)) ?? new Set();
      places.set(dirname(marker), known.add(directory.realPath + path.slice(directory.path.length)));
    }
  }
}

function quarryOf(marker: string): Quarry {
  const groups = new Set<number>();
  for (const [pid, command] of commands) {
    if (!command.running && !isLeaderless(pid)) commands.delete(pid);
    else if (isBelow(command.marker, marker)) groups.add(pid);
  }
  return { markers: [marker], groups, directories: [], spared, notBefore };
}

/**
 * Whether a group still has members after its leader ended. As long as it has, no new process gets the leader's pid; so
 * when there is a process with that pid, the group is a stranger's.
 */
function isLeaderless(group: number): boolean {
  return groupExists(group) && !processExists(group);
}

function signal(marker: string, name: NodeJS.Signals): void {
  // Killing is worth more than one look, so that nothing slips away by forking.
  if (name === 'SIGKILL') return void reaper.kill(() => quarryOf(marker));
  table ??= readProcessTable();
  signalProcesses(table, quarryOf(marker), name);
}

async function killMarker(marker: string): Promise<number[]> {
  const below = [...places.keys()].filter((key) => isBelow(key, marker));
  const paths = below.flatMap((key) => [...(places.get(key) ?? [])]);
  const survivors = await reaper.kill(
    () => ({ ...quarryOf(marker), directories: paths }),
    () => ![...commands.values()].some((command) => command.running && isBelow(command.marker, marker)),
  );
  if (survivors.length > 0) return survivors;
  for (const key of below) places.delete(key);
  for (const [pid, command] of commands) if (!command.running && isBelow(command.marker, marker)) commands.delete(pid);
  return survivors;
}

function work(): void {
  const until = performance.now() + SLICE_MS;
  let done = 0;
  while (done < requests.length && (done === 0 || performance.now() < until)) handle(requests[done++] as Request);
  requests = requests.slice(done);
  table = undefined;
  replies.flush();
  if (requests.length > 0) setImmediate(work);
}

async function end(exitCode: 0 | 1): Promise<void> {
  if (ending) return;
  ending = true;
  for (const request of requests) if (/_directory$|guard$/.test(request.type)) handle(request);
  requests = [];
  // An owner that died over the start of one has not told its pid: all that has its marker is found, what it has started by now included.
  const unknown = [...guarded].flatMap(([marker, started]) => (started ? [] : [marker]));
  const everything = () => ({
    ...quarryOf(owner),
    markers: [owner, ...unknown],
    ancestor: process.pid,
    processes: new Map([...guarded.values()].flatMap((started) => (started ? [started] : []))),
    directories: [...directories.values()].map((directory) => directory.realPath),
  });
  const survivors = await reaper.kill(everything);
  const problems = survivors.map((pid) => `Process ${pid} could not be killed.`);
  for (const directory of directories.values()) {
    const problem = await deleteClaimedDirectory(directory, owner);
    if (problem) problems.push(problem);
  }
  for (const path of expected) await deleteExpectedDirectory(path, owner);
  if (problems.length === 0) process.exit(exitCode);
  process.stderr.write(`${problems.join('\n')}\n`, () => process.exit(1));
}

process.umask(0o022);
// Nothing that is meant for the owner, or for all processes of a terminal or a login, may stop the one that cleans up.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  if (ending) process.exit(1);
  void end(1);
});
for (const output of [process.stdout, process.stderr]) output.on('error', () => {}); // The owner is gone; the end of input says so too.

const reader = new MessageReader<Request>();
process.stdin.on('data', (chunk: Buffer) => {
  if (ending) return;
  const idle = requests.length === 0;
  requests.push(...reader.read(chunk));
  if (idle && requests.length > 0) work();
});
for (const event of ['end', 'error', 'close'] as const) process.stdin.on(event, () => void end(0));
reply({ type: 'ready' });

// A fork costs the more, the more memory this process holds: after thousands of launches 51 MB with these flags and 61 MB without. Only
// now, and not as options of Node, since any flag makes V8 refuse the code of Node's own modules that Node has compiled already: a third
// of the time that the start takes.
for (const flag of ['--no-opt', '--semi-space-growth-factor=1']) setFlagsFromString(flag);
