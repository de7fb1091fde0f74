import type { DrainConfig, DrainInfo } from '../wire/messages.js';
import type { Master } from './master.js';
import type { Refusal } from './refusal.js';
import type { RegisteredAgent } from './registered-agent.js';

const GONE = 'Agent has been marked gone';

/**
 * What operators have ordered of agents: that they get no more offers, that their tasks end first, that they never come back.
 * That is known by the agent's id, as it outlives an agent that is unreachable.
 */
export class OperatedAgents {
  constructor(private readonly master: Master) {}

  drainInfo(id: string): DrainInfo | undefined {
    return this.master.registry.draining.get(id);
  }

  isGone(id: string): boolean {
    return this.master.registry.gone.has(id);
  }

  drain(id: string, config: DrainConfig): Refusal | undefined {
    const agent = this.master.agents.get(id);
    const machine = agent && this.master.maintenance.scheduledMachineOf(agent);
    if (machine) return { status: 400, text: `Agent ${id} is part of a maintenance schedule under Machine ${machine}` };
    if (agent && !agent.capabilities.some(({ type }) => type === 'AGENT_DRAINING')) {
      return { status: 400, text: `Agent ${id} is not capable of draining` };
    }
    const refusal = this.deactivate(id);
    if (refusal) return refusal;
    this.#setDrain(id, { state: 'DRAINING', config });
    if (!agent) return undefined;
    agent.estimatedDrainStartSeconds = this.master.seconds();
    this.#orderDrain(agent, config);
    return undefined;
  }

  deactivate(id: string): Refusal | undefined {
    if (!this.#isKnown(id)) return { status: 400, text: 'Unknown agent' };
    this.master.registrar.apply(({ deactivated }) => deactivated.add(id));
    const agent = this.master.agents.get(id);
    if (!agent) return undefined;
    agent.deactivated = true;
    this.master.agentsOf.deactivate(agent);
    return undefined;
  }

  reactivate(id: string): Refusal | undefined {
    if (!this.master.registry.deactivated.has(id)) return { status: 400, text: 'Agent is not deactivated' };
    if (this.drainInfo(id)?.state === 'DRAINING') return { status: 400, text: 'Agent is still in the DRAINING state' };
    this.master.registrar.apply(({ deactivated, draining }) => {
      deactivated.delete(id);
      draining.delete(id);
    });
    const agent = this.master.agents.get(id);
    if (!agent) return { status: 409, text: 'Agent removed while processing the call' };
    agent.deactivated = false;
    agent.estimatedDrainStartSeconds = undefined;
    // One that is away is activated when it is back.
    if (agent.connected) this.master.agentsOf.activate(agent);
    return undefined;
  }

  markGone(id: string): Refusal | undefined {
    if (this.isGone(id)) return undefined;
    if (!this.#isKnown(id)) return { status: 404, text: `Agent '${id}' not found` };
    this.master.registrar.apply((registry) => registry.markGone(id, this.master.nanoseconds()));
    const agent = this.master.agents.get(id);
    if (agent) this.#removeAsGone(agent);
    else this.#endUnreachableTasks(id);
    return undefined;
  }

  /** An agent wants to come back that may not: it is told to shut down. */
  refuse(id: string, pid: string): boolean {
    if (!this.isGone(id)) return false;
    this.master.sendTo(pid, 'ShutdownMessage', { message: GONE });
    return true;
  }

  /** An agent is in the books, or is connected again: what was ordered still holds, also if it has never heard of it. */
  returned(agent: RegisteredAgent): void {
    agent.deactivated = this.master.registry.deactivated.has(agent.id);
    if (agent.deactivated) this.master.agentsOf.deactivate(agent);
    const info = this.drainInfo(agent.id);
    if (!info) return;
    this.#orderDrain(agent, info.config);
  }

  /** To be called when an agent may have become empty. */
  checkDrained(agent: RegisteredAgent): void {
    const info = this.drainInfo(agent.id);
    if (info?.state !== 'DRAINING' || agent.tasks.size > 0) return;
    if (info.config.mark_gone) this.markGone(agent.id);
    else this.#setDrain(agent.id, { ...info, state: 'DRAINED' });
  }

  #setDrain(id: string, info: DrainInfo): void {
    this.master.registrar.apply(({ draining }) => draining.set(id, info));
  }

  #orderDrain(agent: RegisteredAgent, config: DrainConfig): void {
    this.master.sendTo(agent.pid, 'DrainSlaveMessage', { config });
    this.checkDrained(agent);
  }

  #removeAsGone(agent: RegisteredAgent): void {
    this.master.sendTo(agent.pid, 'ShutdownMessage', { message: GONE });
    this.master.operations.agentMarkedGone(agent, GONE);
    this.master.agentsOf.removeWith(agent, (framework) => framework.goneByOperator(GONE));
  }

  #endUnreachableTasks(id: string): void {
    for (const framework of this.master.frameworks.values()) {
      for (const task of [...framework.unreachableTasks.values()]) {
        if (task.agent_id.value !== id) continue;
        const { task_id, agent_id, executor_id } = task;
        const { state, reason, message } = framework.goneByOperator(GONE);
        const status = this.master.updates.report(framework, {
          ...{ task_id, agent_id, state, reason, message, extra: { executor_id } },
        });
        this.master.updates.endUnreachable(task, framework, status);
      }
    }
  }

  #isKnown(id: string): boolean {
    const { agents, recoveredAgents, registry } = this.master;
    return agents.has(id) || recoveredAgents.has(id) || registry.unreachable.has(id);
  }
}
