import { formatContainerId } from '../containerizer/containerizer.js';
import type { Timer } from '../process/clock.js';
import type { Agent } from './agent.js';
import { type AgentCheckpoint, type ExecutorCheckpoint, executorFrom } from './checkpoint.js';
import type { Executor } from './executor.js';

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

  /** @param finished Called when every executor is back or has ended, or was away for too long. */
  start({ agentId, drain, frameworks, operations }: AgentCheckpoint, finished: () => void): void {
    const { agent } = this;
    this.#finished = finished;
    if (agentId) agent.named(agentId);
    agent.drain.resume(drain);
    agent.operations.recover(operations);
    const recovered: [Executor, ExecutorCheckpoint][] = [];
    for (const { info, executors, updates } of frameworks) {
      const framework = agent.frameworks.obtain(info);
      if (!framework) continue;
      agent.updates.manager.recover(framework.id, updates);
      for (const executor of executors) recovered.push([executorFrom(executor, framework), executor]);
    }
    // Mesos waits for the whole time in any case; that it is over sooner nobody can tell but by a clock.
    this.#timer = agent.after(agent.flags.executor_reregistration_timeout, () => this.#timedOut());
    this.#killOrphans(recovered.map(([executor]) => executor));
    for (const [executor, { pid }] of recovered) agent.executors.recover(executor, pid);
    this.check();
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

  /** Containers of frameworks that do not checkpoint, and those whose launch the predecessor did not live to note. */
  #killOrphans(executors: readonly Executor[]): void {
    const known = new Set(executors.map(({ containerId }) => formatContainerId(containerId)));
    for (const id of this.agent.containerizer.containers()) {
      const config = this.agent.containerizer.config(id);
      const standalone = config && !config.executor;
      if (!id.parent && !standalone && !known.has(formatContainerId(id))) this.agent.containerizer.destroy(id);
    }
  }
}
