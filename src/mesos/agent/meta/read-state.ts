import { existsSync, readdirSync, readFileSync, readlinkSync, truncateSync } from 'node:fs';
import { basename } from 'node:path';
import { MinimesosError } from '../../../errors.js';
import { needsCheckpointing } from '../../resources/checkpointed.js';
import { Resources } from '../../resources/resources.js';
import { isTerminal } from '../../tasks/task.js';
import type { Task } from '../../wire/internal-messages.js';
import type { AgentInfo, Resource } from '../../wire/messages.js';
import { normalise, parseJson } from '../../wire/parse-json.js';
import type { AgentCheckpoint, ExecutorCheckpoint, FrameworkCheckpoint, TaskCheckpoint } from '../checkpoint.js';
import type { UpdatesCheckpoint } from '../status-update-manager.js';
import { MetaPaths, type RunPlace } from './paths.js';
import { readRecord, type UpdateRecord } from './records.js';

export interface ReadStateOptions {
  /** The agent flag --strict: whether a file that cannot be read is an error. Otherwise what it is about is forgotten. */
  readonly strict: boolean;
  /** Told of everything that was left out. */
  note(text: string): void;
}

/**
 * Reads what an agent noted below `meta` in its work directory. As in Mesos, files that are missing or empty only tell that
 * the agent did not live to write them; what is in them has to make sense.
 * @throws MinimesosError `RECOVERY_FAILED` with `strict`
 */
export function readState(workDirectory: string, options: ReadStateOptions): AgentCheckpoint {
  return new StateReader(new MetaPaths(workDirectory), options).read();
}

class StateReader {
  #errors = 0;

  constructor(
    private readonly paths: MetaPaths,
    private readonly options: ReadStateOptions,
  ) {}

  read(): AgentCheckpoint {
    const agentId = this.#latestAgent();
    const info = agentId === undefined ? undefined : this.#agentInfo(agentId);
    const resources = this.#resources();
    if (agentId === undefined || !info) return { ...NOTHING, operations: { resources, operations: [] }, errors: this.#errors };
    return {
      info,
      drain: this.#file(this.paths.drainConfig(agentId), (text) => parseJson('DrainConfig', text)),
      operations: { resources, operations: this.#operations(agentId) },
      frameworks: this.#names(this.paths.frameworks(agentId)).flatMap((id) => this.#framework(agentId, id) ?? []),
      errors: this.#errors,
    };
  }

  #latestAgent(): string | undefined {
    try {
      return basename(readlinkSync(this.paths.latestAgent));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      this.#broken(this.paths.latestAgent, error as Error);
      return undefined;
    }
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
    const path = [this.paths.resourcesTarget, this.paths.resources].find((each) => existsSync(each));
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
    if (!info) return undefined;
    const directory = `${this.paths.framework(agentId, frameworkId)}/executors`;
    const executors = this.#names(directory).flatMap((executorId) => this.#executor({ agentId, frameworkId, executorId }) ?? []);
    return { info, executors };
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
      completed: existsSync(this.paths.sentinel(run)),
      pid: this.#file(this.paths.libprocessPid(run), readPid),
      tasks: this.#names(this.paths.tasks(run)).flatMap((taskId) => this.#task(run, taskId) ?? []),
    };
  }

  #latestRun(place: Omit<RunPlace, 'containerId'>): string | undefined {
    const path = this.paths.latestRun(place);
    try {
      return basename(readlinkSync(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#broken(path, error as Error);
      return undefined;
    }
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

  /** The last record may be cut off, for an agent may die while it writes: it goes, as more is to be added to the file. */
  #records(path: string): UpdateRecord[] {
    const read = (text: string) => {
      const complete = text.slice(0, text.lastIndexOf('\n') + 1);
      const records = complete.split('\n').slice(0, -1).map(readRecord);
      if (complete !== text) truncateSync(path, Buffer.byteLength(complete));
      return records;
    };
    return this.#file(path, read) ?? [];
  }

  /** What is in a file; undefined when it is missing, empty, or, unless the agent is strict, unreadable. */
  #file<Content>(path: string, read: (text: string) => Content): Content | undefined {
    if (!existsSync(path)) return undefined;
    try {
      const text = readFileSync(path, 'utf8');
      if (text !== '') return read(text);
      this.options.note(`Found ${path} empty: what it is about is not recovered`);
    } catch (error) {
      this.#broken(path, error as Error);
    }
    return undefined;
  }

  /** What is in a directory; nothing when there is none. */
  #names(path: string): string[] {
    try {
      return existsSync(path) ? readdirSync(path).sort() : [];
    } catch (error) {
      this.#broken(path, error as Error);
      return [];
    }
  }

  #broken(file: string, error: Error): void {
    if (this.options.strict) throw new MinimesosError('RECOVERY_FAILED', { file, reason: error.message }, { cause: error });
    this.#errors++;
    this.options.note(`Failed to read ${file}: ${error.message}; what it is about is not recovered`);
  }
}

const NOTHING = { info: undefined, drain: undefined, frameworks: [] } as const;

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('not a list');
  return value;
}

function readPid(text: string): string {
  if (!/^[^@\s]+@[^@\s]+:\d+$/.test(text)) throw new Error('not a pid');
  return text;
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
