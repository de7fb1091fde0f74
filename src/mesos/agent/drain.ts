import type { DrainConfig, KillPolicy, TaskStatus } from '../wire/messages.js';
import type { Agent } from './agent.js';
import type { Framework } from './framework.js';
import type { Kill } from './kill.js';

/** Empties the agent on the master's order: all tasks are killed, new ones are refused until none is left. */
export class Drain {
  #config: DrainConfig | undefined;
  #startSeconds: number | undefined;

  constructor(
    private readonly agent: Agent,
    private readonly kill: Kill,
  ) {}

  /** The order that is being carried out. */
  get config(): DrainConfig | undefined {
    return this.#config;
  }

  get startSeconds(): number | undefined {
    return this.#startSeconds;
  }

  start(config: DrainConfig): void {
    if (this.agent.frameworks.size === 0) return;
    this.resume(config);
    this.agent.checkpointing.drain(config);
    for (const executor of [...this.agent.frameworks.executors()]) {
      for (const { task_id, kill_policy } of [...executor.launchedTasks.values(), ...executor.queuedTasks.values()]) {
        this.kill.kill(executor, task_id, hastened(kill_policy, config));
      }
    }
  }

  /** A predecessor of this agent was carrying out an order. The master gives it again. */
  resume(config: DrainConfig | undefined): void {
    this.#config = config;
    this.#startSeconds = config && this.agent.seconds();
  }

  /** To be called when a framework has left the agent: the last one ends the drain. */
  check(): void {
    if (this.agent.frameworks.size > 0 || !this.#config) return;
    this.resume(undefined);
    this.agent.checkpointing.drain(undefined);
  }

  /** What is told of a task that ends because of the drain. */
  explain(status: TaskStatus, framework: Framework): TaskStatus {
    const isKill = status.state === 'TASK_KILLING' || status.state === 'TASK_KILLED';
    if (!this.#config || !isKill) return status;
    const goes = this.#config.mark_gone === true && framework.lostOr('TASK_GONE') === 'TASK_GONE';
    return { ...status, reason: 'REASON_AGENT_DRAINING', ...(goes && { state: 'TASK_GONE_BY_OPERATOR' }) };
  }
}

/** The kill policy for a task that may take no longer than the drain allows; undefined when its own is short enough. */
function hastened(policy: KillPolicy | undefined, { max_grace_period: longest }: DrainConfig): KillPolicy | undefined {
  const own = policy?.grace_period?.nanoseconds;
  if (!longest || (own !== undefined && own <= longest.nanoseconds)) return undefined;
  return { grace_period: longest };
}
