import { formatDuration } from '../flags/duration.js';
import type { Timer } from '../process/clock.js';
import type { Pid } from '../process/pid.js';
import { upgradeResource } from '../resources/convert.js';
import { Resources } from '../resources/resources.js';
import type { Messages, Task } from '../wire/internal-messages.js';
import type { AgentInfo, Resource } from '../wire/messages.js';
import { AgentObservers } from './agent-observers.js';
import { adopt, reconnect, type Whereabouts } from './agent-return.js';
import type { Framework, TaskEnd } from './framework.js';
import type { Master } from './master.js';
import type { MasterCounter } from './metrics/master-metrics.js';
import { actionsOf } from './operation-actions.js';
import { RegisteredAgent, totalResources } from './registered-agent.js';

/** What counts an agent that becomes unreachable. */
const UNREACHABLE_COUNTERS: readonly MasterCounter[] = ['slave_removals', 'slave_removals/reason_unhealthy'];

/** The agents' side of the master: registration, liveness, and what becomes of the tasks of agents that go away. */
export class Agents {
  #next = 0;
  /** Those in the books; at an address that several had, the last. */
  readonly #byPid = new Map<Pid, RegisteredAgent>();
  /** By agent id: until when those whose connection broke have to be back. */
  readonly #returns = new Map<string, Timer>();
  readonly observers: AgentObservers;

  constructor(private readonly master: Master) {
    this.observers = new AgentObservers(master, (agent, message) => this.markUnreachable(agent, message));
  }

  byPid(pid: Pid): RegisteredAgent | undefined {
    return this.#byPid.get(pid);
  }

  /** An agent is at this address from now on. */
  at(pid: Pid, agent: RegisteredAgent): void {
    if (this.#byPid.get(agent.pid) === agent) this.#byPid.delete(agent.pid);
    agent.pid = pid;
    this.#byPid.set(pid, agent);
    this.master.linkTo(pid);
  }

  register(message: Messages['RegisterSlaveMessage'], pid: Pid): void {
    this.master.authentication.settled(pid, () => this.#register(message, pid));
  }

  reregister(message: Messages['ReregisterSlaveMessage'], pid: Pid): void {
    this.master.authentication.settled(pid, () => this.#reregister(message, pid));
  }

  #register(given: Messages['RegisterSlaveMessage'], pid: Pid): void {
    const message = upgraded(given);
    if (this.#refuse(message, pid, 'register')) return;
    const known = this.byPid(pid);
    if (known?.connected) return this.#welcome(known); // it did not get the first answer
    // Something new at an address that was an agent's: the agent that was there will not come back.
    if (known) this.remove(known, 'a new agent registered at the same address', 'slave_removals/reason_registered');
    const info = { ...message.agent, id: { value: `${this.master.masterId}-S${this.#next++}` } };
    this.master.registrar.apply((registry) => registry.admit(info.id.value, info));
    const agent = this.add(info, pid, message, new Map());
    this.master.metrics.count('slave_registrations');
    this.#welcome(agent);
    this.master.subscribers.agentAdded(agent);
    this.master.note('info', `Registered agent ${info.id.value} at ${pid} (${info.hostname})`);
    this.master.observeAgent('registered', info.id.value);
  }

  #reregister(given: Messages['ReregisterSlaveMessage'], pid: Pid): void {
    const message = {
      ...upgraded(given),
      tasks: given.tasks.map(withUpgraded),
      executor_infos: given.executor_infos.map(withUpgraded),
    };
    const id = message.agent.id?.value;
    if (!id) return this.master.note('warning', `Ignored an agent at ${pid} that reregisters without an id`);
    if (this.master.operatedAgents.refuse(id, pid) || this.#refuse(message, pid, 'reregister')) return;
    const known = this.master.agents.get(id);
    try {
      totalResources(message, known?.checkpointed);
    } catch (error) {
      return this.master.note('warning', `Refused the agent ${id} at ${pid}: ${(error as Error).message}`);
    }
    const was = this.#whereabouts(id);
    this.master.registrar.apply((registry) => registry.admit(id, message.agent));
    if (known) reconnect(this.master, known, message, pid);
    else adopt(this.master, id, message, pid, was);
    this.master.observeAgent('reregistered', id);
  }

  /** What this master thinks of an agent that is not in its books. */
  #whereabouts(id: string): Whereabouts {
    if (this.master.recoveredAgents.returned(id)) return 'recovered';
    return this.master.registry.unreachable.has(id) ? 'unreachable' : 'unknown';
  }

  /**
   * Refuses an agent that may not join. One on a machine that is down is told to shut down; all others hear nothing, and go on
   * trying, as in Mesos.
   */
  #refuse({ agent, version }: Messages['RegisterSlaveMessage'], pid: Pid, doing: 'register' | 'reregister'): boolean {
    if (this.master.maintenance.refuse(agent.hostname, pid)) return true;
    const reason = unsupported(version) ?? this.#foreignDomain(agent) ?? this.#unauthorized(agent, pid, doing);
    if (reason !== undefined) this.master.note('warning', `Refused to ${doing} the agent at ${pid}: ${reason}`);
    return reason !== undefined;
  }

  /** Nobody could tell how far away an agent in a domain is from a master without one. */
  #foreignDomain({ domain }: AgentInfo): string | undefined {
    const { info, flags } = this.master;
    if (domain) return info.domain ? undefined : 'it has a domain, but this master has none';
    return flags.require_agent_domain ? 'it has no domain, which this master requires' : undefined;
  }

  #unauthorized(agent: AgentInfo, pid: Pid, doing: 'register' | 'reregister'): string | undefined {
    const principal = this.master.authentication.principalOf(pid);
    if (this.master.flags.authenticate_agents && principal === undefined) return 'it is not authenticated';
    const approvers = this.master.authorizer.approvers(principal === undefined ? undefined : { value: principal });
    const resources = Resources.of(agent.resources);
    // Of static reservations nobody has been asked yet.
    const reserved = resources.reserved().isEmpty ? [] : actionsOf({ type: 'RESERVE', reserve: { resources: [...resources] } });
    const actions = [...reserved, { action: 'REGISTER_AGENT', object: undefined } as const];
    if (actions.every(({ action, object }) => approvers.approved(action, object))) return undefined;
    const who = principal === undefined ? 'without a principal' : `with principal '${principal}'`;
    return `Not authorized to ${doing} agent providing resources '${resources}' ${who}`;
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
    const isBack = () => this.master.agents.get(agent.id) !== agent || agent.connected;
    const timer = this.master.after(timeout, () => {
      if (isBack()) return;
      const message = `agent did not reregister within ${formatDuration(timeout)} after disconnecting`;
      this.observers.mark(agent, message, isBack);
    });
    this.#returns.set(agent.id, timer);
  }

  /** Takes back the agent's offers and makes no new ones. */
  deactivate(agent: RegisteredAgent): void {
    agent.active = false;
    this.master.allocator.deactivateAgent(agent.id);
    this.master.offers.rescindAll(agent.offers);
    this.master.inverseOffers.rescindOf(agent);
  }

  /** Its resources are offered again. */
  activate(agent: RegisteredAgent): void {
    agent.active = true;
    this.master.allocator.activateAgent(agent.id);
  }

  /** Removes an agent for good: it left, or its address is taken. Its tasks are lost, whatever the frameworks know. */
  remove(agent: RegisteredAgent, cause: string, reason?: MasterCounter): void {
    this.master.registrar.apply((registry) => registry.remove(agent.id));
    this.master.metrics.count('slave_removals');
    if (reason) this.master.metrics.count(reason);
    const message = `Agent ${agent.info.hostname} removed: ${cause}`;
    this.removeWith(agent, () => ({ state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED', message }));
    this.master.subscribers.agentRemoved(agent);
  }

  /** Removes an agent for good, and says of the end of its tasks what `end` says; operators hear nothing of it. */
  removeWith(agent: RegisteredAgent, end: (framework: Framework) => TaskEnd): void {
    this.master.observeAgent('removed', agent.id);
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
    for (const counter of UNREACHABLE_COUNTERS) this.master.metrics.count(counter);
    this.#forget(agent);
    const since = this.master.nanoseconds();
    this.master.registrar.apply((registry) => registry.markUnreachable(agent.id, since));
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
    this.at(pid, agent);
    this.master.allocator.addAgent(agent.id, agent.forAllocator, agent.total, used);
    this.master.maintenance.agentAdded(agent);
    this.observers.observe(agent);
    return agent;
  }

  #welcome(agent: RegisteredAgent): void {
    this.master.sendTo(agent.pid, 'SlaveRegisteredMessage', {
      agent_id: { value: agent.id },
      connection: { total_ping_timeout_seconds: this.master.totalPingTimeoutSeconds },
    });
  }

  #end(task: Task, framework: Framework, agent: RegisteredAgent, { unreachable, ...end }: TaskEnd): void {
    const status = this.master.updates.report(framework, {
      task_id: task.task_id,
      agent_id: task.agent_id,
      ...end,
      extra: { executor_id: task.executor_id },
    });
    if (unreachable) this.master.updates.markUnreachable(task, framework, agent, status);
    else this.master.updates.end(task, framework, agent, status);
  }

  /** Ends all that runs for an agent: its pings and its offers. */
  #forget(agent: RegisteredAgent): void {
    this.observers.forget(agent.id);
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
    if (this.#byPid.get(agent.pid) === agent) this.#byPid.delete(agent.pid);
    this.master.allocator.removeAgent(agent.id);
    for (const framework of this.master.frameworks.values()) {
      framework.send({ type: 'FAILURE', failure: { agent_id: { value: agent.id } } });
    }
  }
}

/** The oldest agents that masters of this make have to do with are of Mesos 1.0.0. */
function unsupported(version = ''): string | undefined {
  if (/^[1-9]\d*(\.\d+){0,2}([-+].*)?$/.test(version)) return undefined;
  return `its version '${version}' is not one since 1.0.0`;
}

/** Agents of Mesos tell of their resources in the pre-refinement form where that is possible. */
const upgraded = <Message extends Messages['RegisterSlaveMessage']>(message: Message): Message => ({
  ...message,
  agent: withUpgraded(message.agent),
  checkpointed_resources: message.checkpointed_resources.map(upgradeResource),
});

const withUpgraded = <Owner extends { readonly resources?: Resource[] | undefined }>(owner: Owner): Owner =>
  owner.resources ? { ...owner, resources: owner.resources.map(upgradeResource) } : owner;
