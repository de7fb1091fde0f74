import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, lives, type ProcessMark } from '../mesos/process/process-mark.js';
import { systemRandom } from '../mesos/process/random.js';
import { privateDirectory } from './runtime-directory.js';
import { type OtherVersion, otherVersion, STATE_FORMAT } from './state-format.js';

/** What a host process tells other programs of this user about itself. */
export interface ServerRecord extends ProcessMark {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** What its requests have to carry. */
  readonly token: string;
  /** The version of minimesos. */
  readonly version: string;
  /** The names of its clusters. */
  readonly clusters: readonly string[];
}

const SERVERS = 'servers';
const FILE_NAME = /^(\d+)\.json$/;
/** What a process has here for a moment, with its pid: it stays only where that process is killed. */
const MOMENTARY = /^starting-(\d+)-.*\.log$|^(\d+)\.json\.new$|^\d+\.json\.(\d+)\.stale$/;

/** Where the host process with this pid tells about itself. */
export const serverFile = (pid: number, env?: NodeJS.ProcessEnv): string => join(privateDirectory(SERVERS, env), `${pid}.json`);

/** Where a host process that outlives its starter writes what goes wrong. */
export const logFile = (pid: number, env?: NodeJS.ProcessEnv): string => join(privateDirectory(SERVERS, env), `${pid}.log`);

/** Where a host process writes what goes wrong while this process starts it. */
export const startingLogFile = (env?: NodeJS.ProcessEnv): string =>
  join(privateDirectory(SERVERS, env), `starting-${process.pid}-${systemRandom.uuid()}.log`);

/**
 * Writes or replaces the file of a host process, in one step: nobody ever reads half of it.
 * @returns its path
 * @throws MinimesosError `HOME_UNUSABLE`
 */
export function writeServerFile(record: ServerRecord, env?: NodeJS.ProcessEnv): string {
  const path = serverFile(record.pid, env);
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  try {
    writeFileSync(unfinished, `${JSON.stringify({ format: STATE_FORMAT, ...record })}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true }); // The disk is full, for instance.
    throw error;
  }
  return path;
}

/** Removes the file of a host process and its log. */
export function removeServerFile(pid: number, env?: NodeJS.ProcessEnv): void {
  rmSync(serverFile(pid, env), { force: true });
  rmSync(logFile(pid, env), { force: true });
}

/**
 * The host processes of this user that live, oldest first. The files of those that do not are removed on the way.
 * @throws MinimesosError `HOME_UNUSABLE`
 */
export const readServerFiles = (env?: NodeJS.ProcessEnv): ServerRecord[] => readAll(env).known;

/** Host processes of this user that live, of versions whose files this one cannot read. */
export const serversOfOtherVersions = (env?: NodeJS.ProcessEnv): OtherVersion[] => readAll(env).others;

function readAll(env?: NodeJS.ProcessEnv): { known: ServerRecord[]; others: OtherVersion[] } {
  const directory = privateDirectory(SERVERS, env);
  const records: ServerRecord[] = [];
  const others: OtherVersion[] = [];
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const pid = FILE_NAME.exec(name)?.[1];
    if (pid === undefined) {
      const whose = MOMENTARY.exec(name)?.slice(1).find(Boolean);
      if (whose !== undefined && !isAlive(Number(whose))) rmSync(path, { force: true });
      continue;
    }
    const text = readText(path);
    const other = text === undefined ? undefined : otherVersion(path, text);
    const record = other || text === undefined ? undefined : parse(text);
    if (other && lives(other)) others.push(other);
    else if (record && String(record.pid) === pid && lives(record)) records.push(record);
    // A damaged file of a process that lives is left alone: it writes a new one with its next cluster.
    else if (text !== undefined && (record || other || !isAlive(Number(pid)))) removeStale(path, text);
  }
  return { known: records.sort((a, b) => a.startedAt - b.startedAt), others };
}

/** Between the look at a file and its removal a new process with the same pid may have written its own. */
function removeStale(path: string, staleText: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (readText(aside) === staleText) {
      rmSync(aside, { force: true });
      rmSync(path.replace(/json$/, 'log'), { force: true });
    } else renameSync(aside, path);
  } catch {
    // Somebody else removes it at the same time.
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined when it is not what a host process of this version writes. */
function parse(text: string): ServerRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<ServerRecord> | null;
    const { pid, startedAt, url, token, version, clusters } = record ?? {};
    const valid =
      [pid, startedAt].every(Number.isSafeInteger) &&
      [url, token, version].every((member) => typeof member === 'string') &&
      URL.canParse(String(url)) &&
      Array.isArray(clusters) &&
      clusters.every((name) => typeof name === 'string');
    if (!valid) return undefined;
    const { format: _, ...known } = record as ServerRecord & { format?: number };
    return known;
  } catch {
    return undefined;
  }
}
