import type { Timer } from '../process/clock.js';
import type { Agent } from './agent.js';
import type { Framework } from './framework.js';
import { MetaPaths } from './meta/paths.js';
import { agentDirectory, executorDirectory, frameworkDirectory, sandboxDirectory } from './sandbox.js';

/** Whose directories are meant. */
export interface CollectedRun {
  readonly frameworkId: string;
  readonly executorId: string;
  readonly containerId: string;
  /** The sandbox. */
  readonly directory: string;
}

interface Scheduled {
  /** When it is due, in milliseconds of the agent's clock. */
  readonly dueMs: number;
  readonly removed: () => void;
}

/** Times are in seconds elsewhere. */
const ROUNDING_MS = 0.5;
const NOTHING_MORE = (): void => {};

/**
 * Removes the directories of executors and frameworks that are over, each --gc_delay after its end; earlier, as far as the
 * disk of the work directory is fuller than --gc_disk_headroom allows. Mesos's GarbageCollector.
 */
export class GarbageCollector {
  /** Each waits equally long, so that what is due first comes first. */
  readonly #scheduled = new Map<string, Scheduled>();
  /** One for all: there is a directory for each executor of a week, and more. */
  #timer: Timer | undefined;
  readonly #meta: MetaPaths;
  /** How many directories were removed, and how many could not be. */
  readonly counts = { succeeded: 0, failed: 0 };
  #maxAgeMs: number;

  constructor(private readonly agent: Agent) {
    this.#meta = new MetaPaths(agent.workDirectory);
    this.#maxAgeMs = agent.flags.gc_delay * (1 - agent.flags.gc_disk_headroom);
  }

  /** How many directories wait to be removed. */
  get pending(): number {
    return this.#scheduled.size;
  }

  /** How old a sandbox may become, as the disk is now. */
  get maxAgeMs(): number {
    return this.#maxAgeMs;
  }

  /** Looks at the disk from now on, every --disk_watch_interval. */
  start(): void {
    this.agent.after(this.agent.flags.disk_watch_interval, () => this.#watch());
  }

  /** A run of an executor is over and done with. */
  executorRemoved(run: CollectedRun, checkpointed: boolean): void {
    const { frameworkId, executorId, directory } = run;
    const { keepsSandboxes } = this.agent.disk;
    const place = { agentId: this.agent.agentId, ...run };
    if (keepsSandboxes) this.schedule(directory, () => this.agent.sandboxes.detach(run));
    if (keepsSandboxes) this.schedule(executorDirectory({ workDirectory: this.agent.workDirectory, ...place }));
    if (!checkpointed) return;
    this.schedule(this.#meta.run(place));
    this.schedule(this.#meta.executor({ agentId: place.agentId, frameworkId, executorId }));
  }

  /** A framework has nothing left on this agent. */
  frameworkRemoved(frameworkId: string, checkpointed: boolean): void {
    const { workDirectory, agentId } = this.agent;
    if (this.agent.disk.keepsSandboxes) this.schedule(frameworkDirectory({ workDirectory, agentId, frameworkId }));
    if (checkpointed) this.schedule(this.#meta.framework(agentId, frameworkId));
  }

  /** What earlier agents here have left, and what of this one's own could not be recovered, goes like what is over. */
  sweep(): void {
    const { workDirectory, agentId, frameworks } = this.agent;
    for (const id of this.agent.disk.names(`${workDirectory}/slaves`)) {
      if (id === agentId) continue;
      this.#scheduleIfNot(agentDirectory({ workDirectory, agentId: id }));
      this.#scheduleIfNot(this.#meta.agent(id));
    }
    for (const frameworkId of agentId === '' ? [] : this.agent.disk.names(this.#meta.frameworks(agentId))) {
      const framework = frameworks.get(frameworkId);
      if (framework) this.#sweepFramework(framework);
      else {
        this.#scheduleIfNot(frameworkDirectory({ workDirectory, agentId, frameworkId }));
        this.#scheduleIfNot(this.#meta.framework(agentId, frameworkId));
      }
    }
  }

  #sweepFramework({ id: frameworkId, executors }: Framework): void {
    const { workDirectory, agentId } = this.agent;
    for (const executorId of this.agent.disk.names(`${this.#meta.framework(agentId, frameworkId)}/executors`)) {
      const place = { workDirectory, agentId, frameworkId, executorId };
      const latest = executors.get(executorId)?.containerId.value;
      if (latest === undefined) {
        this.#scheduleIfNot(executorDirectory(place));
        this.#scheduleIfNot(this.#meta.executor(place));
        continue;
      }
      for (const containerId of this.agent.disk.names(`${this.#meta.executor(place)}/runs`)) {
        if (containerId === latest || containerId === 'latest') continue;
        this.#scheduleIfNot(sandboxDirectory({ ...place, containerId }));
        this.#scheduleIfNot(this.#meta.run({ ...place, containerId }));
      }
    }
  }

  /** An executor of this name is launched, perhaps again: what it shares with the one before it stays. */
  executorLaunched(frameworkId: string, executorId: string): void {
    const { workDirectory, agentId } = this.agent;
    const place = { workDirectory, agentId, frameworkId, executorId };
    for (const path of [
      ...[frameworkDirectory(place), executorDirectory(place)],
      ...[this.#meta.framework(agentId, frameworkId), this.#meta.executor(place)],
    ]) {
      this.unschedule(path);
    }
  }

  /** What was to be removed stays, or is gone already. */
  unschedule(path: string): void {
    this.#scheduled.delete(path);
    if (this.#scheduled.size === 0) this.#arm();
  }

  #scheduleIfNot(path: string): void {
    if (!this.#scheduled.has(path) && this.agent.disk.exists(path)) this.schedule(path);
  }

  /** Removes a file or directory when its time has come. @param removed Called then. */
  schedule(path: string, removed: () => void = NOTHING_MORE): void {
    const delay = this.agent.flags.gc_delay;
    this.unschedule(path);
    this.#scheduled.set(path, { dueMs: this.agent.seconds() * 1000 + delay, removed });
    if (!this.#timer) this.#arm();
  }

  /** Waits for what is due next. */
  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const [first] = this.#scheduled.values();
    if (!first) return;
    this.#timer = this.agent.after(Math.max(0, first.dueMs - this.agent.seconds() * 1000), () => this.#prune(0));
  }

  #remove(path: string): void {
    const { removed } = this.#scheduled.get(path) ?? { removed: NOTHING_MORE };
    this.#scheduled.delete(path);
    this.agent.work(
      // What is still to be written there comes first.
      this.agent.checkpointing.settled().then(() => this.agent.disk.remove(path)),
      () => {
        this.counts.succeeded++;
        removed();
      },
      ({ message }) => {
        this.counts.failed++;
        this.agent.note('warning', `Failed to delete '${path}': ${message}`);
      },
    );
  }

  #watch(): void {
    const { agent } = this;
    const { gc_delay, gc_disk_headroom } = agent.flags;
    const again = () => this.start();
    agent.work(
      agent.disk.freePart(agent.workDirectory),
      (free) => {
        this.#maxAgeMs = gc_delay * Math.max(0, free - gc_disk_headroom);
        this.#prune(gc_delay - this.#maxAgeMs);
        again();
      },
      ({ message }) => {
        agent.note('error', `Failed to get the disk usage of '${agent.workDirectory}': ${message}`);
        again();
      },
    );
  }

  /** Removes now what would be removed within this time. */
  #prune(withinMs: number): void {
    const until = this.agent.seconds() * 1000 + withinMs + ROUNDING_MS;
    for (const [path, { dueMs }] of this.#scheduled) {
      if (dueMs > until) break;
      this.#remove(path);
    }
    this.#arm();
  }
}
