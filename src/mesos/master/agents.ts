import { formatDuration } from '../flags/duration.js';
import type { Timer } from '../process/clock.js';
import type { Pid } from '../process/pid.js';
import { Resources } from '../resources/resources.js';
import type { Messages, Task } from '../wire/internal-messages.js';
import type { AgentInfo } from '../wire/messages.js';
import { adopt, reconnect } from './agent-return.js';
import type { Framework, TaskEnd } from './framework.js';
import type { Master } from './master.js';
import { actionsOf } from './operation-actions.js';
import { RegisteredAgent, totalResources } from './registered-agent.js';

/** The agents' side of the master: registration, liveness, and what becomes of the tasks of agents that go away. */
export class Agents {
  #next = 0;
  /** By agent id: until when those whose connection broke have to be back. */
  readonly #returns = new Map<string, Timer>();
  /** By agent id: the pings that were not answered, and the timer of the next one. */
  readonly #pings = new Map<string, { unanswered: number; timer: Timer }>();

  constructor(private readonly master: Master) {}

  byPid(pid: Pid): RegisteredAgent | undefined {
    for (const agent of this.master.agents.values()) if (agent.pid === pid) return agent;
    return undefined;
  }

  register(message: Messages['RegisterSlaveMessage'], pid: Pid): void {
    if (this.#refuse(message, pid, 'register')) return;
    const known = this.byPid(pid);
    if (known?.connected) return this.#welcome(known); // it did not get the first answer
    // Something new at an address that was an agent's: the agent that was there will not come back.
    if (known) this.remove(known, 'a new agent registered at the same address');
    const info = { ...message.agent, id: { value: `${this.master.masterId}-S${this.#next++}` } };
    const agent = this.add(info, pid, message, new Map());
    this.#welcome(agent);
    this.master.subscribers.agentAdded(agent);
    this.master.note('info', `Registered agent ${info.id.value} at ${pid} (${info.hostname})`);
    this.master.observeAgent('registered', info.id.value);
  }

  reregister(message: Messages['ReregisterSlaveMessage'], pid: Pid): void {
    const id = message.agent.id?.value;
    if (!id) return this.master.note('warning', `Ignored an agent at ${pid} that reregisters without an id`);
    if (this.#refuse(message, pid, 'reregister')) return;
    if (this.master.operatedAgents.refuse(id, pid)) return;
    const known = this.master.agents.get(id);
    try {
      totalResources(message, known?.checkpointed);
    } catch (error) {
      return this.master.note('warning', `Refused the agent ${id} at ${pid}: ${(error as Error).message}`);
    }
    if (known) reconnect(this.master, known, message, pid);
    else adopt(this.master, id, message, pid);
    this.master.observeAgent('reregistered', id);
  }

  /** Refuses an agent that may not register, and does not tell it: as in Mesos, it goes on trying. */
  #refuse({ agent }: Messages['RegisterSlaveMessage'], pid: Pid, doing: 'register' | 'reregister'): boolean {
    const principal = this.master.authentication.principalOf(pid);
    const approvers = this.master.authorizer.approvers(principal === undefined ? undefined : { value: principal });
    const resources = Resources.of(agent.resources);
    // Of static reservations nobody has been asked yet.
    const reserved = resources.reserved().isEmpty ? [] : actionsOf({ type: 'RESERVE', reserve: { resources: [...resources] } });
    const actions = [...reserved, { action: 'REGISTER_AGENT', object: undefined } as const];
    const who = principal === undefined ? 'without a principal' : `with principal '${principal}'`;
    const reason =
      this.master.flags.authenticate_agents && principal === undefined
        ? 'it is not authenticated'
        : actions.every(({ action, object }) => approvers.approved(action, object))
          ? undefined
          : `Not authorized to ${doing} agent providing resources '${resources}' ${who}`;
    if (reason !== undefined) this.master.note('warning', `Refused to ${doing} the agent at ${pid}: ${reason}`);
    return reason !== undefined;
  }

  /** An agent's connection broke: no offers of it until it is back, or until pings say that it is lost. */
  disconnected(agent: RegisteredAgent): void {
    if (!agent.connected) return;
    this.master.note('warning', `Agent ${agent.id} at ${agent.pid} disconnected`);
    this.master.observeAgent('disconnected', agent.id);
    agent.connected = false;
    this.deactivate(agent);
    this.#expectBack(agent);
    for (const framework of this.master.frameworks.values()) {
      // An agent can recover the tasks of checkpointing frameworks only.
      if (framework.info.checkpoint) continue;
      const message = `Agent ${agent.info.hostname} disconnected`;
      for (const task of [...(agent.tasks.get(framework.id)?.values() ?? [])]) {
        this.#end(task, framework, agent, { state: 'TASK_LOST', reason: 'REASON_AGENT_DISCONNECTED', message });
      }
      this.#removeExecutors(framework, agent);
    }
  }

  /** Pings may go on for longer than the agent has to come back. */
  #expectBack(agent: RegisteredAgent): void {
    const timeout = this.master.flags.agent_reregister_timeout;
    this.#returns.get(agent.id)?.cancel();
    const timer = this.master.after(timeout, () => {
      if (this.master.agents.get(agent.id) !== agent || agent.connected) return;
      this.markUnreachable(agent, `agent did not reregister within ${formatDuration(timeout)} after disconnecting`);
    });
    this.#returns.set(agent.id, timer);
  }

  /** Takes back the agent's offers and makes no new ones. */
  deactivate(agent: RegisteredAgent): void {
    agent.active = false;
    this.master.allocator.deactivateAgent(agent.id);
    for (const offer of [...agent.offers]) this.master.offers.rescind(offer);
  }

  /** Its resources are offered again. */
  activate(agent: RegisteredAgent): void {
    agent.active = true;
    this.master.allocator.activateAgent(agent.id);
  }

  /** Removes an agent for good: it left, or its address is taken. Its tasks are lost, whatever the frameworks know. */
  remove(agent: RegisteredAgent, cause: string): void {
    const message = `Agent ${agent.info.hostname} removed: ${cause}`;
    this.removeWith(agent, () => ({ state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED', message }));
    this.master.subscribers.agentRemoved(agent);
  }

  /** Removes an agent for good, and says of the end of its tasks what `end` says; operators hear nothing of it. */
  removeWith(agent: RegisteredAgent, end: (framework: Framework) => TaskEnd): void {
    this.master.observeAgent('removed', agent.id);
    this.master.operatedAgents.removed(agent.id);
    this.#forget(agent);
    for (const [frameworkId, tasks] of [...agent.tasks]) {
      const framework = this.master.frameworks.get(frameworkId);
      if (!framework) continue;
      for (const task of [...tasks.values()]) {
        this.#end(task, framework, agent, end(framework));
      }
    }
    this.#drop(agent);
  }

  /** Pings went unanswered for too long: the tasks may live on, but nobody can tell. */
  markUnreachable(agent: RegisteredAgent, message: string): void {
    this.master.observeAgent('unreachable', agent.id);
    this.#forget(agent);
    const since = Math.round(this.master.seconds() * 1e9);
    this.master.unreachableAgents.set(agent.id, since);
    this.master.operations.agentUnreachable(agent);
    for (const [frameworkId, tasks] of [...agent.tasks]) {
      const framework = this.master.frameworks.get(frameworkId);
      if (!framework) continue;
      for (const task of [...tasks.values()]) {
        const status = this.master.updates.report(framework, {
          task_id: task.task_id,
          agent_id: task.agent_id,
          state: framework.lostOr('TASK_UNREACHABLE'),
          reason: 'REASON_AGENT_REMOVED',
          message,
          extra: { executor_id: task.executor_id, unreachable_time: { nanoseconds: since } },
        });
        this.master.updates.markUnreachable(task, framework, agent, status);
      }
    }
    this.#drop(agent);
  }

  ponged(agentId: string): void {
    const ping = this.#pings.get(agentId);
    if (ping) ping.unanswered = 0;
  }

  /** An executor is gone; what it used is free. */
  removeExecutor(framework: Framework, agentId: string, executorId: string): void {
    const info = framework.executor(agentId, executorId);
    if (!info) return;
    framework.removeExecutor(agentId, executorId);
    this.master.releaseResources(framework, agentId, info.resources ?? []);
  }

  #removeExecutors(framework: Framework, agent: RegisteredAgent): void {
    for (const executorId of [...(framework.executors.get(agent.id)?.keys() ?? [])]) {
      this.removeExecutor(framework, agent.id, executorId);
    }
  }

  /** Enters an agent into the books; `used` is by framework id. */
  add(
    info: AgentInfo & { id: { value: string } },
    pid: Pid,
    message: Messages['RegisterSlaveMessage'],
    used: ReadonlyMap<string, Resources>,
  ): RegisteredAgent {
    const agent = new RegisteredAgent({ ...message, agent: info }, pid, this.master.seconds());
    this.master.agents.set(agent.id, agent);
    this.master.linkTo(pid);
    this.master.allocator.addAgent(agent.id, agent.forAllocator, agent.total, used);
    this.#ping(agent);
    return agent;
  }

  #welcome(agent: RegisteredAgent): void {
    this.master.sendTo(agent.pid, 'SlaveRegisteredMessage', {
      agent_id: { value: agent.id },
      connection: { total_ping_timeout_seconds: this.master.totalPingTimeoutSeconds },
    });
  }

  #end(task: Task, framework: Framework, agent: RegisteredAgent, end: TaskEnd): void {
    const status = this.master.updates.report(framework, {
      task_id: task.task_id,
      agent_id: task.agent_id,
      ...end,
      extra: { executor_id: task.executor_id },
    });
    this.master.updates.end(task, framework, agent, status);
  }

  /** Ends all that runs for an agent: its pings and its offers. */
  #forget(agent: RegisteredAgent): void {
    this.#pings.get(agent.id)?.timer.cancel();
    this.#pings.delete(agent.id);
    this.#returns.get(agent.id)?.cancel();
    this.#returns.delete(agent.id);
    this.deactivate(agent);
  }

  #drop(agent: RegisteredAgent): void {
    for (const framework of this.master.frameworks.values()) {
      this.#removeExecutors(framework, agent);
      framework.used.delete(agent.id);
    }
    this.master.operations.agentGone(agent);
    this.master.agents.delete(agent.id);
    this.master.allocator.removeAgent(agent.id);
    for (const framework of this.master.frameworks.values()) {
      framework.connection?.send({ type: 'FAILURE', failure: { agent_id: { value: agent.id } } });
    }
  }

  /** Pings for as long as the agent is in the books; too many unanswered make it unreachable. */
  #ping(agent: RegisteredAgent): void {
    const { agent_ping_timeout: interval, max_agent_ping_timeouts: limit } = this.master.flags;
    const unanswered = this.#pings.get(agent.id)?.unanswered ?? 0;
    if (unanswered >= limit) return this.markUnreachable(agent, 'health check timed out');
    this.master.pingAgent(agent);
    const timer = this.master.after(interval, () => this.#ping(agent));
    this.#pings.set(agent.id, { unanswered: unanswered + 1, timer });
  }
}
