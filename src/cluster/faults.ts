import type { DriverFaults } from '../drivers/driver.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import type { FaultInfo, FaultRuleInput } from '../faults/fault-rule.js';
import type { TrafficFilter } from '../faults/traffic-filter.js';
import type { During } from './access.js';
import type { ClusterAgent } from './cluster-agent.js';

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

/** Which way a partition keeps messages from passing. */
export type PartitionDirection = 'both' | 'to-master' | 'to-agent';

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
 * added; the first that matches counts. Every effect stands in the timeline, with the number of its fault.
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

  /** Calls are not carried out, and answered with this status; with a location, as from a master that does not lead. */
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
    const both = ['master', 'agent'];
    const sides = { both: { from: both, to: both }, 'to-master': { to: 'master' }, 'to-agent': { from: 'master' } };
    return this.add({ message: '*', agent: agent.id, ...sides[direction], effect: 'drop' });
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

  readonly #during = <Result>(operation: string, work: (faults: DriverFaults) => Promise<Result>): Promise<Result> =>
    this.during(operation, async ({ running }) => work(await running.faults()));
}
