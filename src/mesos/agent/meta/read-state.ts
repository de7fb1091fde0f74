import { basename } from 'node:path';
import { MinimesosError } from '../../../errors.js';
import type { Disk } from '../../disk/disk.js';
import { needsCheckpointing } from '../../resources/checkpointed.js';
import { Resources } from '../../resources/resources.js';
import { isTerminal } from '../../tasks/task.js';
import type { Task } from '../../wire/internal-messages.js';
import type { AgentInfo, Resource } from '../../wire/messages.js';
import { normalise, parseJson } from '../../wire/parse-json.js';
import type { AgentCheckpoint, ExecutorCheckpoint, FrameworkCheckpoint, TaskCheckpoint } from '../checkpoint.js';
import type { UpdatesCheckpoint } from '../status-update-manager.js';
import { META_FORMAT, MetaPaths, type RunPlace } from './paths.js';
import { readRecord, type UpdateRecord } from './records.js';

export interface ReadStateOptions {
  readonly disk: Disk;
  /** The agent flag --strict: whether a file that cannot be read is an error. Otherwise what it is about is forgotten. */
  readonly strict: boolean;
  /** Told of everything that was left out. */
  note(text: string): void;
}

/**
 * Reads what an agent noted below `meta` in its work directory. As in Mesos, files that are missing or empty only tell that
 * the agent did not live to write them; what is in them has to make sense.
 * @throws MinimesosError `RECOVERY_FAILED` with `strict`, and when all is of another version
 */
export function readState(workDirectory: string, options: ReadStateOptions): AgentCheckpoint {
  return new StateReader(new MetaPaths(workDirectory), options).read();
}

class StateReader {
  #errors = 0;
  readonly #rebooted: boolean;

  constructor(
    private readonly paths: MetaPaths,
    private readonly options: ReadStateOptions,
  ) {
    this.#rebooted = this.#hasRebooted();
  }

  read(): AgentCheckpoint {
    this.#checkFormat();
    const agentId = this.#latestAgent();
    const info = agentId === undefined ? undefined : this.#agentInfo(agentId);
    const resources = this.#resources();
    if (agentId === undefined || !info) return this.#state({ operations: { resources, operations: [] } });
    return this.#state({
      info,
      // As in Mesos, what is wrong with this one is never an error.
      drain: this.#file(this.paths.drainConfig(agentId), (text) => parseJson('DrainConfig', text), { strict: false }),
      operations: { resources, operations: this.#operations(agentId) },
      frameworks: this.#names(this.paths.frameworks(agentId)).flatMap((id) => this.#framework(agentId, id) ?? []),
    });
  }

  /** Without strictness, too: to leave out everything is to lose every task. */
  #checkFormat(): void {
    const { format } = this.paths;
    const { disk } = this.options;
    const found = disk.exists(format) ? disk.read(format).trim() : META_FORMAT;
    // One that is damaged tells nothing.
    if (found === META_FORMAT || !/^\d+$/.test(found)) return;
    const reason =
      `it was written by another version of minimesos (format ${found}; this one reads ${META_FORMAT}): start that one, or use another ` +
      'work directory';
    throw new MinimesosError('RECOVERY_FAILED', { file: format, reason });
  }

  #state(found: Partial<AgentCheckpoint> & Pick<AgentCheckpoint, 'operations'>): AgentCheckpoint {
    return { ...NOTHING, ...found, rebooted: this.#rebooted, errors: this.#errors };
  }

  #hasRebooted(): boolean {
    const { disk, note } = this.options;
    const { bootId } = disk;
    if (bootId === undefined || !disk.exists(this.paths.bootId)) return false;
    try {
      return disk.read(this.paths.bootId).trim() !== bootId;
    } catch (error) {
      note(`Failed to read ${this.paths.bootId}: ${(error as Error).message}`);
      return false;
    }
  }

  #latestAgent(): string | undefined {
    return this.#linkedName(this.paths.latestAgent);
  }

  #agentInfo(agentId: string): AgentInfo | undefined {
    return this.#file(this.paths.agentInfo(agentId), (text) => {
      const info = parseJson('AgentInfo', text);
      if (info.id?.value !== agentId) throw new Error(`it is about the agent ${info.id?.value}`);
      return info;
    });
  }

  /** What was meant last counts: the volumes are made to fit when the agent starts. */
  #resources(): Resource[] {
    const path = [this.paths.resourcesTarget, this.paths.resources].find((each) => this.options.disk.exists(each));
    const read = (text: string) => {
      const resources = list(JSON.parse(text)).map((each) => normalise('Resource', each));
      const strange = resources.find((resource) => !needsCheckpointing(resource));
      if (strange) throw new Error(`${Resources.of([strange])} is neither a reservation nor a volume`);
      return resources;
    };
    return (path === undefined ? undefined : this.#file(path, read)) ?? [];
  }

  #operations(agentId: string) {
    return this.#names(this.paths.operations(agentId)).flatMap(
      (uuid) => this.#file(this.paths.operationUpdates(agentId, uuid), (text) => parseJson('Operation', text)) ?? [],
    );
  }

  #framework(agentId: string, frameworkId: string): FrameworkCheckpoint | undefined {
    const info = this.#file(this.paths.frameworkInfo(agentId, frameworkId), (text) => {
      const { id, ...rest } = parseJson('FrameworkInfo', text);
      if (id?.value !== frameworkId) throw new Error(`it is about the framework ${id?.value}`);
      return { ...rest, id };
    });
    // Without the second file the agent did not live to launch anything of the framework.
    const scheduler = info && this.#file(this.paths.frameworkPid(agentId, frameworkId), String);
    if (!info || scheduler === undefined) return undefined;
    const directory = `${this.paths.framework(agentId, frameworkId)}/executors`;
    const executors = this.#names(directory).flatMap((executorId) => this.#executor({ agentId, frameworkId, executorId }) ?? []);
    return { info, scheduler, executors };
  }

  #executor(place: Omit<RunPlace, 'containerId'>): ExecutorCheckpoint | undefined {
    const info = this.#file(this.paths.executorInfo(place), (text) => {
      const read = parseJson('ExecutorInfo', text);
      if (read.executor_id.value !== place.executorId) throw new Error(`it is about the executor ${read.executor_id.value}`);
      return read;
    });
    const containerId = this.#latestRun(place);
    if (!info || containerId === undefined) return undefined;
    const run = { ...place, containerId };
    return {
      ...{ info, containerId: { value: containerId } },
      completed: this.options.disk.exists(this.paths.sentinel(run)),
      tasks: this.#names(this.paths.tasks(run)).flatMap((taskId) => this.#task(run, taskId) ?? []),
      forked: this.#forked(run),
      pid: this.#file(this.paths.libprocessPid(run), (text) => this.#pid(run, text)),
    };
  }

  /** Pids of before a reboot mean nothing, to whoever reads the file later neither. */
  #forked(run: RunPlace): boolean {
    const path = this.paths.forkedPid(run);
    if (this.#rebooted) this.options.disk.removeNow(path);
    const pid = this.#file(path, String);
    if (pid !== undefined && !/^\d+$/.test(pid)) this.#broken(path, new Error(`Failed to parse forked pid '${pid}'`), true);
    return pid !== undefined;
  }

  /** As in Mesos, one that is none is nobody's: the executor has to come by itself. */
  #pid(run: RunPlace, text: string): string | undefined {
    if (/^[^@\s]+@[^@\s]+:\d+$/.test(text)) return text;
    this.options.note(`Unable to reconnect to executor '${run.executorId}': there is no pid in ${this.paths.libprocessPid(run)}`);
    return undefined;
  }

  #latestRun(place: Omit<RunPlace, 'containerId'>): string | undefined {
    return this.#linkedName(this.paths.latestRun(place));
  }

  #task(run: RunPlace, taskId: string): TaskCheckpoint | undefined {
    const task = this.#file(this.paths.taskInfo(run, taskId), (text): Task => {
      const { statuses = [], resources = [], ...rest } = parseJson('Task', text);
      if (rest.task_id.value !== taskId) throw new Error(`it is about the task ${rest.task_id.value}`);
      return { ...rest, statuses, resources };
    });
    if (!task) return undefined;
    const records = this.#records(this.paths.taskUpdates(run, taskId));
    const updates = records.flatMap((record) => (record.type === 'UPDATE' ? [record.update] : []));
    return { task, statuses: updates.map(({ status }) => status), updates: updatesOf(taskId, records) };
  }

  /**
   * What comes before the first record that cannot be read counts. The last record may be cut off, for an agent may die while
   * it writes. As more is to be added to the file, nothing else stays in it.
   */
  #records(path: string): UpdateRecord[] {
    const records: UpdateRecord[] = [];
    this.#file(path, (text) => {
      let end = 0;
      try {
        for (const line of text.split('\n').slice(0, -1)) {
          records.push(readRecord(line));
          end += Buffer.byteLength(line) + 1;
        }
      } finally {
        if (end !== Buffer.byteLength(text)) this.options.disk.truncate(path, end);
      }
    });
    return records;
  }

  /** What is in a file; undefined when it is missing, empty, or, unless the agent is strict, unreadable. */
  #file<Content>(
    path: string,
    read: (text: string) => Content,
    { strict }: { strict: boolean } = this.options,
  ): Content | undefined {
    if (!this.options.disk.exists(path)) return undefined;
    try {
      const text = this.options.disk.read(path);
      if (text !== '') return read(text);
      this.options.note(`Found ${path} empty: what it is about is not recovered`);
    } catch (error) {
      this.#broken(path, error as Error, strict);
    }
    return undefined;
  }

  /** The name of what a link leads to; undefined when there is none. */
  #linkedName(path: string): string | undefined {
    try {
      const target = this.options.disk.linkTarget(path);
      return target === undefined ? undefined : basename(target);
    } catch (error) {
      this.#broken(path, error as Error);
      return undefined;
    }
  }

  /** What is in a directory; nothing when there is none. */
  #names(path: string): string[] {
    try {
      return this.options.disk.names(path);
    } catch (error) {
      this.#broken(path, error as Error);
      return [];
    }
  }

  #broken(file: string, error: Error, strict = this.options.strict): void {
    if (strict) throw new MinimesosError('RECOVERY_FAILED', { file, reason: error.message }, { cause: error });
    this.#errors++;
    this.options.note(`Failed to read ${file}: ${error.message}; what it is about is not recovered`);
  }
}

const NOTHING = { info: undefined, drain: undefined, frameworks: [] } as const;

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('not a list');
  return value;
}

/** What the records of a task say is still to be told of it. */
function updatesOf(taskId: string, records: readonly UpdateRecord[]): UpdatesCheckpoint {
  const updates = records.flatMap((record) => (record.type === 'UPDATE' ? [record.update] : []));
  const acknowledged = new Set(records.flatMap((record) => (record.type === 'ACK' ? [record.uuid] : [])));
  return {
    taskId,
    pending: updates.filter(({ uuid }) => !acknowledged.has(uuid)),
    received: updates.map(({ uuid }) => uuid),
    terminated: updates.some(({ uuid, status }) => acknowledged.has(uuid) && isTerminal(status.state)),
  };
}
