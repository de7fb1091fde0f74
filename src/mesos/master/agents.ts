import type { Timer } from '../process/clock.js';
import type { Pid } from '../process/pid.js';
import { Resources } from '../resources/resources.js';
import { isTerminal } from '../tasks/task.js';
import type { Messages, Task } from '../wire/internal-messages.js';
import type { AgentInfo } from '../wire/messages.js';
import { Framework } from './framework.js';
import type { Master } from './master.js';
import { RegisteredAgent } from './registered-agent.js';

/** The agents' side of the master: registration, liveness, and what becomes of the tasks of agents that go away. */
export class Agents {
  #next = 0;
  /** By agent id: the pings that were not answered, and the timer of the next one. */
  readonly #pings = new Map<string, { unanswered: number; timer: Timer }>();

  constructor(private readonly master: Master) {}

  byPid(pid: Pid): RegisteredAgent | undefined {
    for (const agent of this.master.agents.values()) if (agent.pid === pid) return agent;
    return undefined;
  }

  register(message: Messages['RegisterSlaveMessage'], pid: Pid): void {
    const known = this.byPid(pid);
    if (known?.connected) return this.#welcome(known); // it did not get the first answer
    // Something new at an address that was an agent's: the agent that was there will not come back.
    if (known) this.remove(known, 'a new agent registered at the same address');
    const info = { ...message.agent, id: { value: `${this.master.masterId}-S${this.#next++}` } };
    this.#add(info, pid, message, new Map());
    this.master.note('info', `Registered agent ${info.id.value} at ${pid} (${info.hostname})`);
  }

  reregister(message: Messages['ReregisterSlaveMessage'], pid: Pid): void {
    const id = message.agent.id?.value;
    if (!id) return this.master.note('warning', `Ignored an agent at ${pid} that reregisters without an id`);
    const known = this.master.agents.get(id);
    if (known) return this.#reconnect(known, message, pid);
    const wasUnreachable = this.master.unreachableAgents.delete(id);
    const info = { ...message.agent, id: { value: id } };
    this.#adopt(info, message, pid, wasUnreachable ? 'Unreachable agent re-reregistered' : 'Unknown agent reregistered');
  }

  /** An agent's connection broke: no offers of it until it is back, or until pings say that it is lost. */
  disconnected(agent: RegisteredAgent): void {
    if (!agent.connected) return;
    this.master.note('warning', `Agent ${agent.id} at ${agent.pid} disconnected`);
    agent.connected = false;
    this.deactivate(agent);
    for (const [frameworkId, tasks] of [...agent.tasks]) {
      const framework = this.master.frameworks.get(frameworkId);
      // An agent can recover the tasks of checkpointing frameworks only.
      if (!framework || framework.info.checkpoint) continue;
      for (const task of [...tasks.values()]) {
        this.#lose(task, framework, agent, 'REASON_AGENT_DISCONNECTED', `Agent ${agent.info.hostname} disconnected`);
      }
      for (const executorId of framework.executors.get(agent.id)?.keys() ?? [])
        this.removeExecutor(framework, agent.id, executorId);
    }
  }

  /** Takes back the agent's offers and makes no new ones. */
  deactivate(agent: RegisteredAgent): void {
    agent.active = false;
    this.master.allocator.deactivateAgent(agent.id);
    for (const offer of [...agent.offers]) this.master.offers.rescind(offer);
  }

  /** Removes an agent for good: it left, or its address is taken. Its tasks are lost, whatever the frameworks know. */
  remove(agent: RegisteredAgent, cause: string): void {
    this.#forget(agent);
    for (const [frameworkId, tasks] of [...agent.tasks]) {
      const framework = this.master.frameworks.get(frameworkId);
      if (!framework) continue;
      for (const task of [...tasks.values()]) {
        this.#lose(task, framework, agent, 'REASON_AGENT_REMOVED', `Agent ${agent.info.hostname} removed: ${cause}`);
      }
    }
    this.#drop(agent);
  }

  /** Pings went unanswered for too long: the tasks may live on, but nobody can tell. */
  markUnreachable(agent: RegisteredAgent, message: string): void {
    this.#forget(agent);
    const since = Math.round(this.master.seconds() * 1e9);
    this.master.unreachableAgents.set(agent.id, since);
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
          extra: { unreachable_time: { nanoseconds: since } },
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

  #add(
    info: AgentInfo & { id: { value: string } },
    pid: Pid,
    message: Pick<Messages['RegisterSlaveMessage'], 'version' | 'agent_capabilities'>,
    used: Map<string, Resources>,
  ): RegisteredAgent {
    const total = Resources.of(info.resources ?? []);
    const agent = new RegisteredAgent(info, pid, message.version, message.agent_capabilities, this.master.seconds(), total);
    this.master.agents.set(agent.id, agent);
    this.master.linkTo(pid);
    this.master.allocator.addAgent(
      agent.id,
      { info, capabilities: new Set(message.agent_capabilities.map(({ type }) => type)) },
      total,
      used,
    );
    this.#welcome(agent);
    this.#ping(agent);
    return agent;
  }

  #welcome(agent: RegisteredAgent): void {
    this.master.sendTo(agent.pid, 'SlaveRegisteredMessage', {
      agent_id: { value: agent.id },
      connection: { total_ping_timeout_seconds: this.master.totalPingTimeoutSeconds },
    });
  }

  /** An agent this master knows is back, with the tasks it still has. */
  #reconnect(agent: RegisteredAgent, message: Messages['ReregisterSlaveMessage'], pid: Pid): void {
    agent.pid = pid;
    agent.info = { ...message.agent, id: { value: agent.id } };
    agent.version = message.version;
    agent.reregisteredSeconds = this.master.seconds();
    this.master.linkTo(pid);
    const unknown = this.#tasksUnknownTo(agent, message.tasks);
    this.master.sendTo(pid, 'SlaveReregisteredMessage', {
      agent_id: { value: agent.id },
      connection: { total_ping_timeout_seconds: this.master.totalPingTimeoutSeconds },
      reconciliations: unknown,
    });
    this.ponged(agent.id);
    if (agent.connected) return;
    agent.connected = true;
    agent.active = true;
    this.master.allocator.activateAgent(agent.id);
    for (const { frameworkId, taskId } of agent.killOnReturn.splice(0)) {
      this.master.sendTo(pid, 'KillTaskMessage', { framework_id: { value: frameworkId }, task_id: { value: taskId } });
    }
  }

  /** Tasks of this master's books that the agent no longer has: the agent is asked to report them lost. */
  #tasksUnknownTo(agent: RegisteredAgent, tasks: readonly Task[]): Messages['SlaveReregisteredMessage']['reconciliations'] {
    const present = new Set(tasks.map((task) => `${task.framework_id.value}/${task.task_id.value}`));
    return [...agent.tasks].flatMap(([frameworkId, known]) => {
      const missing = [...known.values()].filter((task) => !present.has(`${frameworkId}/${task.task_id.value}`));
      if (missing.length === 0) return [];
      const statuses = missing.map(({ task_id, state }) => ({ task_id, state }));
      return [{ framework_id: { value: frameworkId }, statuses }];
    });
  }

  /** An agent that this master does not have in its books brings its tasks along. */
  #adopt(
    info: AgentInfo & { id: { value: string } },
    message: Messages['ReregisterSlaveMessage'],
    pid: Pid,
    reason: string,
  ): void {
    for (const framework of message.frameworks) this.#recoverFramework(framework);
    const used = new Map<string, Resources>();
    const count = (frameworkId: string, resources: Iterable<unknown> | undefined) => {
      const more = Resources.of((resources ?? []) as Parameters<typeof Resources.of>[0]);
      used.set(frameworkId, (used.get(frameworkId) ?? Resources.empty).plus(more));
    };
    for (const task of message.tasks) if (!isTerminal(task.state)) count(task.framework_id.value, task.resources);
    for (const executor of message.executor_infos) count(executor.framework_id?.value ?? '', executor.resources);
    const agent = this.#add(info, pid, message, used);
    for (const [frameworkId, resources] of used) this.master.frameworks.get(frameworkId)?.used.set(agent.id, resources);
    for (const executor of message.executor_infos) {
      this.master.frameworks.get(executor.framework_id?.value ?? '')?.addExecutor(agent.id, executor);
    }
    for (const given of message.tasks) this.#adoptTask({ ...given, statuses: [...given.statuses] }, agent, reason);
  }

  #adoptTask(task: Task, agent: RegisteredAgent, message: string): void {
    const framework = this.master.frameworks.get(task.framework_id.value);
    if (!framework) return;
    const wasUnreachable = framework.unreachableTasks.delete(task.task_id.value);
    framework.tasks.set(task.task_id.value, task);
    agent.addTask(task);
    if (!wasUnreachable || isTerminal(task.state)) return;
    this.master.updates.report(framework, {
      task_id: task.task_id,
      agent_id: task.agent_id,
      state: task.state,
      reason: 'REASON_AGENT_REREGISTERED',
      message,
      extra: { container_status: task.statuses.at(-1)?.container_status },
    });
  }

  #recoverFramework(info: Framework['info'] | Messages['ReregisterSlaveMessage']['frameworks'][number]): void {
    const { id } = info;
    if (!id || this.master.frameworks.has(id.value) || this.master.isCompleted(id.value)) return;
    const limits = { completedTasks: this.master.flags.max_completed_tasks_per_framework };
    this.master.frameworks.set(id.value, new Framework({ ...info, id }, this.master.seconds(), limits, true));
  }

  #lose(
    task: Task,
    framework: Framework,
    agent: RegisteredAgent,
    reason: 'REASON_AGENT_DISCONNECTED' | 'REASON_AGENT_REMOVED',
    message: string,
  ): void {
    const status = this.master.updates.report(framework, {
      task_id: task.task_id,
      agent_id: task.agent_id,
      state: 'TASK_LOST',
      reason,
      message,
    });
    this.master.updates.end(task, framework, agent, status);
  }

  /** Ends all that runs for an agent: its pings and its offers. */
  #forget(agent: RegisteredAgent): void {
    this.#pings.get(agent.id)?.timer.cancel();
    this.#pings.delete(agent.id);
    this.deactivate(agent);
  }

  #drop(agent: RegisteredAgent): void {
    for (const framework of this.master.frameworks.values()) {
      for (const executorId of [...(framework.executors.get(agent.id)?.keys() ?? [])]) {
        this.removeExecutor(framework, agent.id, executorId);
      }
      framework.used.delete(agent.id);
    }
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
