import { MinimesosError } from '../../errors.js';
import { formatContainerId } from '../containerizer/containerizer.js';
import type { Timer } from '../process/clock.js';
import type { Agent } from './agent.js';
import {
  type AgentCheckpoint,
  type ExecutorCheckpoint,
  executorFrom,
  type FrameworkCheckpoint,
  isForCommandTask,
  openUpdates,
} from './checkpoint.js';
import type { Executor, ExecutorOptions } from './executor.js';
import { executorOwner, shutdownGrace } from './executor-owner.js';
import type { Framework } from './framework.js';
import { reconfigurationProblem } from './reconfiguration.js';
import { sandboxDirectory } from './sandbox.js';

/**
 * Takes up what a predecessor that crashed has left: executors that live are asked to come back, of those that ended it is
 * told, and what nobody answers for is killed. Registering with the master waits until that is settled, so that the master
 * hears what there really is.
 */
export class Recovery {
  #timer: Timer | undefined;
  #finished: (() => void) | undefined;

  constructor(private readonly agent: Agent) {}

  /** While it lasts, the agent answers most requests with 503. */
  get underWay(): boolean {
    return this.#finished !== undefined;
  }

  /**
   * @param finished Called when every executor is back or has ended, or was away for too long.
   * @throws MinimesosError `RECOVERY_FAILED` when this agent is configured in a way that does not fit what it finds
   */
  start(checkpoint: AgentCheckpoint, finished: () => void): void {
    const { agent } = this;
    const { rebooted } = checkpoint;
    agent.metrics.recoveryErrors.increment(checkpoint.errors);
    const { drain, frameworks, operations } = this.#identify(checkpoint);
    this.#compatible(() => agent.operations.recover(operations));
    agent.drain.resume(drain);
    this.#finished = finished;
    const recovered = frameworks.flatMap((framework) => this.#recoverFramework(framework));
    // Mesos waits for the whole time in any case; that it is over sooner nobody can tell but by a clock.
    this.#timer = agent.after(agent.flags.executor_reregistration_timeout, () => this.#timedOut());
    const live = recovered.filter(([, { forked }]) => forked).map(([executor]) => executor);
    this.#killOrphans(live, { rebooted });
    for (const [executor, { pid, forked }] of recovered) agent.executors.recover(executor, { pid, forked });
    for (const framework of [...agent.frameworks.active]) agent.frameworks.removeIfIdle(framework);
    this.check();
  }

  /**
   * The agent is the one that was there before, unless it differs too much from it: after a reboot, with which much may
   * change, it is a new one then. Returns what of the checkpoint concerns this agent.
   */
  #identify(checkpoint: AgentCheckpoint): Pick<AgentCheckpoint, 'drain' | 'frameworks' | 'operations'> {
    const { agent } = this;
    const { info: before, rebooted, operations } = checkpoint;
    if (!before) return checkpoint;
    const problem = reconfigurationProblem(agent.flags.reconfiguration_policy, before, agent.info);
    if (problem === undefined) {
      if (before.id) agent.named(before.id);
      agent.checkpointing.registered(agent.info);
      return checkpoint;
    }
    if (!rebooted) throw this.#failure(problem);
    agent.note('warning', `Falling back to recover as a new agent due to error: ${problem}`);
    agent.checkpointing.left();
    return { drain: undefined, frameworks: [], operations: { ...operations, operations: [] } };
  }

  #compatible(recover: () => void): void {
    try {
      recover();
    } catch (error) {
      throw this.#failure((error as Error).message);
    }
  }

  #failure(reason: string): MinimesosError {
    return new MinimesosError('RECOVERY_FAILED', { file: `${this.agent.workDirectory}/meta/slaves/latest`, reason });
  }

  #recoverFramework({ info, scheduler, executors }: FrameworkCheckpoint): [Executor, ExecutorCheckpoint][] {
    const { agent } = this;
    const framework = agent.frameworks.obtain(info);
    if (!framework) return [];
    framework.schedulerIs(scheduler);
    const live = executors.filter(({ completed }) => !completed);
    for (const {
      info: { executor_id },
      containerId,
    } of executors.filter(({ completed }) => completed)) {
      const place = { workDirectory: agent.workDirectory, agentId: agent.agentId, frameworkId: framework.id };
      const run = { frameworkId: framework.id, executorId: executor_id.value, containerId: containerId.value };
      agent.garbageCollector.executorRemoved({ ...run, directory: sandboxDirectory({ ...place, ...run }) }, true);
    }
    agent.updates.manager.recover(framework.id, live.flatMap(openUpdates));
    return live.map((checkpoint) => [executorFrom(checkpoint, this.#options(checkpoint, framework)), checkpoint]);
  }

  #options(checkpoint: ExecutorCheckpoint, framework: Framework): ExecutorOptions {
    const { agent } = this;
    const { info, containerId } = checkpoint;
    const place = { workDirectory: agent.workDirectory, agentId: agent.agentId, frameworkId: framework.id };
    return {
      ...{ framework, info, containerId, forCommandTask: isForCommandTask(checkpoint) },
      directory: sandboxDirectory({ ...place, executorId: info.executor_id.value, containerId: containerId.value }),
      user: executorOwner(agent.flags, framework.info, info),
      shutdownGraceMs: shutdownGrace(agent.flags, info),
    };
  }

  /** To be called when an executor has come back or has ended. */
  check(): void {
    if (this.underWay && this.#missing().length === 0) this.#finish();
  }

  #missing(): Executor[] {
    return [...this.agent.frameworks.executors()].filter(({ state }) => state === 'REGISTERING');
  }

  #timedOut(): void {
    for (const executor of this.#missing()) this.agent.executors.reregistrationTimedOut(executor);
    this.#finish();
  }

  #finish(): void {
    const finished = this.#finished;
    this.#finished = undefined;
    this.#timer?.cancel();
    finished?.();
  }

  /**
   * Containers of frameworks that do not checkpoint, and those whose launch the predecessor did not live to note; after a
   * reboot all.
   */
  #killOrphans(executors: readonly Executor[], { rebooted }: { rebooted: boolean }): void {
    const known = new Set(executors.map(({ containerId }) => formatContainerId(containerId)));
    for (const id of this.agent.containerizer.containers()) {
      const config = this.agent.containerizer.config(id);
      const standalone = config && !config.executor && !rebooted;
      if (!id.parent && !standalone && !known.has(formatContainerId(id))) this.agent.containerizer.destroy(id);
    }
  }
}
