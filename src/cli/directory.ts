import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MinimesosError } from '../errors.js';
import { readServerFiles, type ServerRecord, serverFile, serversOfOtherVersions } from '../host/server-file.js';
import { type OtherVersion, otherVersion, STATE_FORMAT } from '../host/state-format.js';
import { claimLock } from '../mesos/process/lock-file.js';
import { lives, type ProcessMark } from '../mesos/process/process-mark.js';
import { packageVersion } from '../version.js';

/** How often a command may find that the directory it has just made was removed: others do that once each, at their end. */
const ATTEMPTS = 10;

/** What the directory of a cluster remembers of it. */
export interface ClusterRecord extends ProcessMark {
  readonly name: string;
  readonly id: string;
  /** Where the host process tells how to reach it. */
  readonly serverFile: string;
}

/** How it is with the cluster of a directory. */
export type DirectoryState =
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged' }
  /** Its host process is gone, or is another one by now. */
  | { readonly kind: 'stale'; readonly record: ClusterRecord }
  /** It runs, but this version cannot read what is known of it. */
  | { readonly kind: 'of another version'; readonly written: OtherVersion }
  | { readonly kind: 'running'; readonly record: ClusterRecord; readonly server: ServerRecord };

/** The hidden directory in which a working directory keeps its cluster. It holds no secrets, and nothing worth committing. */
export class ClusterDirectory {
  readonly #path: string;

  /** @param workingDirectory the directory that the cluster belongs to */
  constructor(readonly workingDirectory: string) {
    this.#path = join(workingDirectory, '.minimesos');
  }

  state(): DirectoryState {
    const text = readText(this.#file('cluster.json'));
    if (text === undefined) return { kind: 'none' };
    const written = otherVersion(this.#file('cluster.json'), text);
    if (written && lives(written)) return { kind: 'of another version', written };
    const record = parseRecord(text);
    if (!record) return { kind: 'damaged' };
    const { server, other } = serverOf(record);
    if (other) return { kind: 'of another version', written: other };
    return server ? { kind: 'running', record, server } : { kind: 'stale', record };
  }

  /**
   * Notes the cluster that a host process has for this directory.
   * @throws MinimesosError `FILE_NOT_WRITABLE`
   */
  write(cluster: Pick<ClusterRecord, 'name' | 'id'>, { pid, startedAt }: ProcessMark): void {
    const { name, id } = cluster;
    const record: ClusterRecord = { name, id, pid, startedAt, serverFile: serverFile(pid) };
    const unfinished = this.#file(`cluster.json.${process.pid}`);
    const text = `${JSON.stringify({ format: STATE_FORMAT, version: packageVersion(), ...record })}\n`;
    try {
      this.#writing(() => {
        writeFileSync(unfinished, text, { mode: 0o600 });
        renameSync(unfinished, this.#file('cluster.json'));
      });
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
  }

  /** Forgets the cluster, or only the one with this id. What others put into the directory stays. */
  clean(id?: string): void {
    if (id !== undefined && parseRecord(readText(this.#file('cluster.json')) ?? '')?.id !== id) return;
    rmSync(this.#file('cluster.json'), { force: true });
    this.#tidy();
  }

  /**
   * Takes the right to start the cluster of this directory.
   * @returns what gives it back; or the process that has it
   * @throws MinimesosError `FILE_NOT_WRITABLE`
   */
  claim(): { release(): void } | { readonly holder: number } {
    const lock = this.#writing(() => claimLock(this.#file('up.lock')));
    if ('holder' in lock) return lock;
    return {
      release: () => {
        lock.release();
        this.#tidy();
      },
    };
  }

  /**
   * Writes into the directory, which is made for that. Until there is something in it, another command may remove it at any moment.
   * @throws MinimesosError `FILE_NOT_WRITABLE`
   */
  #writing<Result>(write: () => Result): Result {
    for (let attempt = 1; ; attempt++) {
      try {
        mkdirSync(this.#path, { recursive: true });
        writeFileSync(this.#file('.gitignore'), '*\n');
        return write();
      } catch (cause) {
        const { code, message } = cause as NodeJS.ErrnoException;
        if (code === 'ENOENT' && attempt < ATTEMPTS) continue;
        throw new MinimesosError('FILE_NOT_WRITABLE', { file: this.#path, reason: message }, { cause });
      }
    }
  }

  /** Removes the directory unless there is something of somebody's in it. */
  #tidy(): void {
    if (readText(this.#file('cluster.json')) !== undefined || readText(this.#file('up.lock')) !== undefined) return;
    try {
      rmSync(this.#file('.gitignore'), { force: true });
      rmdirSync(this.#path);
    } catch {
      // Something else is in there.
    }
  }

  #file(name: string): string {
    return join(this.#path, name);
  }
}

/** The server file may lie elsewhere than this process would look for it: MINIMESOS_HOME may be another one in each terminal. */
function serverOf(record: ClusterRecord): { server?: ServerRecord | undefined; other?: OtherVersion | undefined } {
  if (!lives(record)) return {};
  try {
    const env = { MINIMESOS_HOME: dirname(dirname(record.serverFile)) };
    const isIts = ({ pid }: ProcessMark) => pid === record.pid;
    return { server: readServerFiles(env).find(isIts), other: serversOfOtherVersions(env).find(isIts) };
  } catch {
    return {};
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined when it is not what this version writes. */
function parseRecord(text: string): ClusterRecord | undefined {
  const record = parseMark(text) as Partial<ClusterRecord> | undefined;
  const texts = [record?.name, record?.id, record?.serverFile];
  if (!record || !texts.every((each) => typeof each === 'string' && each !== '')) return undefined;
  const { name, id, pid, startedAt, serverFile: file } = record as ClusterRecord;
  return { name, id, pid, startedAt, serverFile: file };
}

function parseMark(text: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(text) as Partial<ProcessMark> | null;
    return Number.isSafeInteger(mark?.pid) && Number.isSafeInteger(mark?.startedAt) ? (mark as ProcessMark) : undefined;
  } catch {
    return undefined;
  }
}
