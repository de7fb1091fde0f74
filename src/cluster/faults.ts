import type { DriverFaults } from '../drivers/driver.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import type { FaultInfo, FaultRuleInput } from '../faults/fault-rule.js';
import { isPartition, type PartitionDirection, partitionOf } from '../faults/partition.js';
import type { TrafficFilter } from '../faults/traffic-filter.js';
import type { ClusterAccess, During } from './access.js';
import type * as Acts from './acts.js';
import type { ExecutorFilter, OfferFilter } from './acts.js';
import type { ClusterAgent } from './cluster-agent.js';
import type { TaskOwner } from './find.js';

/** How often, and how likely. */
export interface FaultLimits {
  /** How often it happens; afterwards it has no effect. Default: without end. */
  readonly times?: number | undefined;
  /** How likely it is each time, from above 0 to 1. Default: 1. */
  readonly probability?: number | undefined;
}

/** Which actions: those that are about all of this. */
export type ActionFilter = Pick<TrafficFilter, 'framework' | 'agent' | 'task'>;

/** How often an action fails, how likely, and with which words. */
export interface FailLimits extends FaultLimits {
  /** What is said of it. Default: what is said where the usual cause is behind it. */
  readonly error?: string | undefined;
}

/** A task whose processes are stopped. */
export class PausedTask implements AsyncDisposable {
  /** Made by {@link ClusterFaults}. */
  constructor(private readonly goOn: () => Promise<void>) {}

  /**
   * Lets its processes go on.
   * @throws MinimesosError `TASK_NOT_RUNNING`, `UNKNOWN_TASK` when it has ended meanwhile
   */
  resume(): Promise<void> {
    return this.goOn();
  }

  /** At the end of a block it goes on; one that has ended, or that went with the cluster, is no problem. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.resume().catch((error: unknown) => {
      if (!isMinimesosError(error, 'TASK_NOT_RUNNING', 'UNKNOWN_TASK', 'CLUSTER_DESTROYED')) throw error;
    });
  }
}

/** What goes wrong on a cluster until it is removed: `await using fault = await cluster.faults.drop({ ... })`. */
export class Fault implements AsyncDisposable {
  #info: FaultInfo;
  #removed: Promise<void> | undefined;

  /** Made by {@link ClusterFaults}. */
  constructor(
    info: FaultInfo,
    private readonly during: <Result>(operation: string, work: (faults: DriverFaults) => Promise<Result>) => Promise<Result>,
  ) {
    this.#info = info;
  }

  /** Counts from 1. */
  get id(): number {
    return this.#info.id;
  }

  /** As it was given. */
  get rule(): FaultRuleInput {
    return this.#info.rule;
  }

  /**
   * How it is now: how often it has had an effect, and what it holds.
   * @throws MinimesosError `UNKNOWN_FAULT` when it was removed, or the cluster reset
   */
  async look(): Promise<FaultInfo> {
    const infos = await this.during('look()', (faults) => faults.list());
    this.#info = findFault(infos, this.id);
    return this.#info;
  }

  /**
   * Lets what it holds pass, oldest first; with a count, only so many. Resolves with how it is then.
   * @throws MinimesosError `UNKNOWN_FAULT`
   */
  async release(count?: number): Promise<FaultInfo> {
    this.#info = await this.during('release()', (faults) => faults.release(this.id, count));
    return this.#info;
  }

  /** Ends it, and lets what it holds pass. To call it again does nothing more. */
  remove(): Promise<void> {
    this.#removed ??= this.during('remove()', (faults) => faults.remove(this.id));
    return this.#removed;
  }

  /** At the end of a block it is removed; one that went with a reset, or with the cluster, is no problem. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove().catch((error: unknown) => {
      if (!isMinimesosError(error, 'UNKNOWN_FAULT', 'CLUSTER_DESTROYED')) throw error;
    });
  }
}

function findFault(infos: readonly FaultInfo[], id: number): FaultInfo {
  const found = infos.find((info) => info.id === id);
  if (found) return found;
  throw new MinimesosError('UNKNOWN_FAULT', { fault: id, faults: infos.map((info) => info.id) });
}

/**
 * Makes things go wrong between schedulers, master, agents and executors. Faults are asked in the order in which they were
 * added; the first that matches counts. Every effect stands in the timeline, with the number of its fault. Besides there is
 * what goes wrong once, when it is called: `rescindOffers` and those after it.
 */
export class ClusterFaults {
  /** Made by {@link MesosCluster}. */
  constructor(private readonly during: During) {}

  /**
   * Adds any fault there is.
   * @throws MinimesosError `INVALID_FAULT` with all that is wrong
   */
  async add(rule: FaultRuleInput): Promise<Fault> {
    (await import('../faults/fault-rule.js')).readFaultRule(rule);
    return new Fault(await this.#during('faults.add()', (faults) => faults.add(rule)), this.#during);
  }

  /** What matches never arrives; calls get no answer. */
  drop(filter: TrafficFilter, limits: FaultLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, effect: 'drop' });
  }

  /** What matches arrives later. What comes after it does not wait. */
  delay(filter: TrafficFilter, delay: number | string, limits: FaultLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, effect: 'delay', delay });
  }

  /** What matches waits until it is released. */
  hold(filter: TrafficFilter, limits: FaultLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, effect: 'hold' });
  }

  /** What matches arrives twice, as far as Mesos itself may send it again. */
  duplicate(filter: TrafficFilter, limits: FaultLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, effect: 'duplicate' });
  }

  /** The connection of calls, or of the stream of events, is reset. */
  reset(filter: TrafficFilter, limits: FaultLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, effect: 'reset' });
  }

  /** Calls are carried out, and then their connection is reset in place of the answer. */
  loseAnswer(filter: TrafficFilter, limits: FaultLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, effect: 'lose-answer' });
  }

  /** Calls are not carried out, and answered with this status; with a location, as from a master that does not lead; 307 and other redirections need one. */
  answer(filter: TrafficFilter, status = 503, { location, ...limits }: FaultLimits & { location?: string } = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, effect: 'answer', status, ...(location !== undefined && { location }) });
  }

  /**
   * URIs are not fetched, as if their server had answered with an error: the task fails as Mesos's fetcher makes it fail.
   * @param limits with `error`, what the task's status says after `Failed to launch container: `
   */
  failFetch(filter: ActionFilter = {}, limits: FailLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, action: 'FETCH', effect: 'fail' });
  }

  /** Sandboxes of executors cannot be made, as if the disk were full. */
  failSandbox(filter: ActionFilter = {}, limits: FailLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, action: 'SANDBOX', effect: 'fail' });
  }

  /**
   * Checks and health checks of tasks fail: a check has no result, and a health check counts as failed, so that the task is
   * killed after `consecutive_failures` of them.
   */
  failCheck(filter: ActionFilter = {}, limits: FailLimits = {}): Promise<Fault> {
    return this.add({ ...filter, ...limits, action: ['CHECK', 'HEALTH_CHECK'], effect: 'fail' });
  }

  /**
   * Keeps master and agent from hearing of each other until it is removed. Connections stay, as in a network that swallows
   * what is sent: the master notices it by pings that are not answered, after 75 to 90 s unless its flags say otherwise.
   */
  partition(agent: Pick<ClusterAgent, 'id'>, direction: PartitionDirection = 'both'): Promise<Fault> {
    return this.add(partitionOf(agent.id, direction));
  }

  /** Removes partitions: all there are, or those of an agent. */
  async heal(agent?: Pick<ClusterAgent, 'id'>): Promise<void> {
    for (const fault of await this.list()) if (isPartition(fault.rule, agent?.id)) await fault.remove();
  }

  /**
   * Has the master take offers back, once: their frameworks get RESCIND, and what was offered can be allocated again. Resolves
   * with how many there were.
   * @throws MinimesosError `UNKNOWN_FRAMEWORK`, `AMBIGUOUS_NAME`, `INVALID_ARGUMENT`
   */
  rescindOffers(filter: OfferFilter = {}): Promise<number> {
    return this.#act('rescindOffers()', (acts, cluster) => acts.rescindOffers(cluster, filter));
  }

  /**
   * Kills an executor with all that it runs, as if it had crashed: its tasks are TASK_FAILED with
   * REASON_EXECUTOR_TERMINATED, and, unless it is the one that Mesos has for each command task, its framework gets FAILURE.
   * @throws MinimesosError `UNKNOWN_EXECUTOR`, `UNKNOWN_TASK`, `UNKNOWN_FRAMEWORK`, `AMBIGUOUS_NAME`, `INVALID_ARGUMENT`
   */
  killExecutor(executor: ExecutorFilter): Promise<void> {
    return this.#act('killExecutor()', (acts, cluster) => acts.killExecutor(cluster, executor));
  }

  /**
   * Stops the processes of a task, with all their descendants, as SIGSTOP does; those of a custom executor, with it. What is
   * returned lets them go on: `await using paused = await cluster.faults.pauseTask('t1')`.
   * @throws MinimesosError `TASK_NOT_RUNNING`, `UNKNOWN_TASK`, `AMBIGUOUS_NAME`, `INVALID_ARGUMENT`
   */
  async pauseTask(taskId: string, owner: TaskOwner = {}): Promise<PausedTask> {
    await this.#act('pauseTask()', (acts, cluster) => acts.actOnTask(cluster, 'pauseTask', taskId, owner));
    return new PausedTask(() => this.resumeTask(taskId, owner));
  }

  /** Lets the processes of a task that was paused go on. Rejects as {@link ClusterFaults.pauseTask}. */
  resumeTask(taskId: string, owner: TaskOwner = {}): Promise<void> {
    return this.#act('resumeTask()', (acts, cluster) => acts.actOnTask(cluster, 'resumeTask', taskId, owner));
  }

  /**
   * Ends a task as if the isolator `disk/du` had found its sandbox to be larger than its disk: TASK_FAILED with
   * REASON_CONTAINER_LIMITATION_DISK. Nothing is written.
   * @throws MinimesosError `INVALID_ARGUMENT` when it was given no disk, and as {@link ClusterFaults.pauseTask}
   */
  fillSandbox(taskId: string, owner: TaskOwner = {}): Promise<void> {
    return this.#act('fillSandbox()', (acts, cluster) => acts.actOnTask(cluster, 'fillSandbox', taskId, owner));
  }

  /** Those that are in force, oldest first. */
  async list(): Promise<Fault[]> {
    const infos = await this.#during('faults.list()', (faults) => faults.list());
    return infos.map((info) => new Fault(info, this.#during));
  }

  /**
   * The one with this number.
   * @throws MinimesosError `UNKNOWN_FAULT`
   */
  async get(id: number): Promise<Fault> {
    const infos = await this.#during('faults.get()', (faults) => faults.list());
    return new Fault(findFault(infos, id), this.#during);
  }

  /** Removes all of them, oldest first. */
  async clear(): Promise<void> {
    for (const fault of await this.list()) await fault.remove();
  }

  #act<Result>(operation: string, work: (acts: typeof Acts, cluster: ClusterAccess) => Promise<Result>): Promise<Result> {
    return this.during(`faults.${operation}`, async (cluster) => work(await import('./acts.js'), cluster));
  }

  readonly #during = <Result>(operation: string, work: (faults: DriverFaults) => Promise<Result>): Promise<Result> =>
    this.during(operation, async ({ running }) => work(await running.faults()));
}
