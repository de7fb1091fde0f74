import type { Disk } from '../../disk/disk.js';
import { NOBODY } from '../../process/pid.js';
import { Resources } from '../../resources/resources.js';
import type { Task } from '../../wire/internal-messages.js';
import type { AgentInfo, DrainConfig, Operation, Resource } from '../../wire/messages.js';
import type { Executor } from '../executor.js';
import type { Framework } from '../framework.js';
import type { AcknowledgeableUpdate } from '../status-update-manager.js';
import { META_FORMAT, MetaPaths, type RunPlace } from './paths.js';
import type { UpdateRecord } from './records.js';
import { MetaWriter } from './writer.js';

export interface CheckpointingOptions {
  readonly workDirectory: string;
  readonly disk: Disk;
  /** Empty while there is none. */
  agentId(): string;
  /** Told of the writing while it is under way. */
  track(work: Promise<void>): void;
  failed(error: Error): void;
}

/**
 * Notes on disk what a successor of this agent has to know, at the moments at which Mesos does: the files and their places are
 * those of Mesos, what is in them is JSON. Of frameworks without `checkpoint` nothing is noted.
 */
export class Checkpointing {
  readonly #paths: MetaPaths;
  readonly #writer: MetaWriter;

  constructor(private readonly options: CheckpointingOptions) {
    this.#paths = new MetaPaths(options.workDirectory);
    this.#writer = new MetaWriter(options.disk, options.track, options.failed);
  }

  /** Resolves when all that was noted so far is on disk. */
  settled(): Promise<void> {
    return this.#writer.settled();
  }

  /** Whether there is a checkpoint, of this agent or one before. */
  get exists(): boolean {
    return this.options.disk.exists(this.#paths.root);
  }

  booted(bootId: string): void {
    this.#writer.write(this.#paths.format, META_FORMAT);
    this.#writer.write(this.#paths.bootId, bootId);
  }

  /** The agent has an id. */
  registered(info: AgentInfo): void {
    const { agentId } = this;
    this.#writer.write(this.#paths.agentInfo(agentId), text(info));
    this.#writer.link(this.#paths.latestAgent, this.#paths.agent(agentId));
  }

  /** The agent leaves in an orderly way: the next one is a new one. */
  left(): void {
    this.#writer.remove(this.#paths.latestAgent);
  }

  drain(config: DrainConfig | undefined): void {
    const path = this.#paths.drainConfig(this.agentId);
    if (config) this.#writer.write(path, text(config));
    else this.#writer.remove(path);
  }

  /**
   * The resources are to become these. What is noted so holds from {@link resourcesCommitted} on; a restart before that takes
   * it for what was meant.
   */
  resourcesTarget(resources: readonly Resource[]): void {
    this.#writer.write(this.#paths.resourcesTarget, text([...Resources.of(resources)]));
  }

  resourcesCommitted(): void {
    this.#writer.rename(this.#paths.resourcesTarget, this.#paths.resources);
  }

  /** An operation has ended; the word about it has to be acknowledged. */
  operation(operation: Operation): void {
    this.#writer.write(this.#operation(operation), text(operation));
  }

  operationAcknowledged(operation: Operation): void {
    this.#writer.remove(this.#operation(operation).replace(/\/operation\.updates$/, ''));
  }

  framework({ info, id, scheduler = NOBODY }: Framework): void {
    if (!info.checkpoint) return;
    this.#writer.write(this.#paths.frameworkInfo(this.agentId, id), text(info));
    this.#writer.write(this.#paths.frameworkPid(this.agentId, id), scheduler);
  }

  /** An executor is being launched. */
  executor(executor: Executor): void {
    if (!executor.framework.info.checkpoint) return;
    const place = this.#place(executor);
    this.#writer.write(this.#paths.executorInfo(place), text(executor.info));
    this.#writer.link(this.#paths.latestRun(place), this.#paths.run(place));
  }

  /** The container of an executor runs. */
  executorForked(executor: Executor, processId: number | undefined): void {
    if (executor.framework.info.checkpoint)
      this.#writer.write(this.#paths.forkedPid(this.#place(executor)), String(processId ?? 0));
  }

  /** An executor has registered, from a pid or over HTTP. */
  executorRegistered(executor: Executor): void {
    if (!executor.framework.info.checkpoint) return;
    const place = this.#place(executor);
    const { pid } = executor.peer ?? {};
    if (pid === undefined) this.#writer.write(this.#paths.httpMarker(place), '');
    else this.#writer.write(this.#paths.libprocessPid(place), pid);
  }

  /** An executor is over and done with. */
  executorCompleted(executor: Executor): void {
    if (!executor.framework.info.checkpoint) return;
    this.#writer.write(this.#paths.sentinel(this.#place(executor)), '');
  }

  /** A task waits for its executor. */
  task(executor: Executor, task: Task): void {
    if (!executor.framework.info.checkpoint) return;
    this.#writer.write(this.#paths.taskInfo(this.#place(executor), task.task_id.value), text(task));
  }

  /** An update was taken. */
  update(executor: Executor, update: AcknowledgeableUpdate): void {
    this.#record(executor, update.status.task_id.value, { type: 'UPDATE', update });
  }

  /** The scheduler has acknowledged an update. */
  acknowledgement(executor: Executor, taskId: string, uuid: string): void {
    this.#record(executor, taskId, { type: 'ACK', uuid });
  }

  private get agentId(): string {
    return this.options.agentId();
  }

  #record(executor: Executor, taskId: string, record: UpdateRecord): void {
    if (!executor.framework.info.checkpoint) return;
    this.#writer.append(this.#paths.taskUpdates(this.#place(executor), taskId), `${JSON.stringify(record)}\n`);
  }

  #operation({ uuid }: Operation): string {
    return this.#paths.operationUpdates(this.agentId, Buffer.from(uuid.value, 'base64').toString('hex'));
  }

  #place({ id, framework, containerId }: Executor): RunPlace {
    return { agentId: this.agentId, frameworkId: framework.id, executorId: id, containerId: containerId.value };
  }
}

const text = (value: unknown): string => JSON.stringify(value);
