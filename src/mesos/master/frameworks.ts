import { isDeepStrictEqual } from 'node:util';
import type { AllocatorFramework } from '../allocator/allocator.js';
import { validateOfferConstraints } from '../allocator/offer-constraints.js';
import { rolesOfFramework } from '../authorizer/actions.js';
import type { Approvers } from '../authorizer/authorizer.js';
import type { Timer } from '../process/clock.js';
import { NOBODY, type Pid } from '../process/pid.js';
import type { Task } from '../wire/internal-messages.js';
import type { FrameworkInfo, scheduler, TaskStatus } from '../wire/messages.js';
import { Framework, rolesOf, type SchedulerConnection } from './framework.js';
import { validateFrameworkInfo, validateFrameworkUpdate, validateSuppressedRoles } from './framework-validation.js';
import type { Master } from './master.js';
import { invalid, type Refusal } from './refusal.js';

const HEARTBEAT_INTERVAL_MS = 15_000;

const FAILED_OVER = 'Framework failed over';
/** What a scheduler on v0 is told that the master takes for gone. */
export const DISCONNECTED = 'Framework disconnected';

/** What SUBSCRIBE and UPDATE_FRAMEWORK have in common. */
type Wishes = Pick<scheduler.Call.Subscribe, 'framework_info' | 'suppressed_roles' | 'offer_constraints'>;

/** Frameworks come, go, come back and end. */
export class Frameworks {
  #next = 0;
  /** By framework id: the timers that end a framework whose scheduler stays away. */
  readonly #failoverTimers = new Map<string, Timer>();
  /** Those whose schedulers speak v0, also while they are disconnected. */
  readonly #byPid = new Map<Pid, Framework>();

  constructor(private readonly master: Master) {}

  /** The framework whose scheduler is, or was, the process with this pid. */
  byPid(pid: Pid): Framework | undefined {
    return this.#byPid.get(pid);
  }

  /**
   * SUBSCRIBE. What is wrong with it is said by an ERROR event, after which the stream ends.
   * @param force whether it takes the place of another scheduler, wherever that is; one on HTTP always does
   */
  subscribe(connection: SchedulerConnection, subscribe: scheduler.Call.Subscribe, { force } = { force: true }): void {
    const { framework_info: info } = subscribe;
    const isNew = !info.id?.value;
    this.master.metrics.count(isNew ? 'messages_register_framework' : 'messages_reregister_framework');
    const problem = this.#problemOf(subscribe, connection);
    if (problem) return refuse(connection, problem);
    const there = connection.pid === undefined ? undefined : this.byPid(connection.pid);
    // It did not get the first answer.
    if (there && isNew) return connection.send(this.#subscribed(there));
    if (there && there.id !== info.id?.value) {
      return this.master.note('error', `Dropped SUBSCRIBE of framework '${info.name}': ${there.id} is at ${connection.pid}`);
    }
    const framework = isNew ? this.#add({ ...info, id: { value: this.#nextId() } }, false) : this.#known(info);
    if (!isNew && !force && !framework.recovered && framework !== there) return refuse(connection, FAILED_OVER);
    if (connection.pid === undefined) framework.metrics.call('SUBSCRIBE');
    this.#change(framework, subscribe);
    const again = !isNew && !force && !framework.recovered;
    if (framework.recovered) framework.registeredSeconds = this.master.seconds();
    else if (!isNew) this.#takeOver(framework, connection, { again });
    framework.recovered = false;
    this.#connect(framework, connection, { again });
    const { allocator, subscribers } = this.master;
    if (!framework.active) allocator.activateFramework(framework.id);
    framework.active = true;
    if (isNew) return subscribers.frameworkAdded(framework);
    this.#tellAgents(framework);
    subscribers.frameworkUpdated(framework);
  }

  /** UPDATE_FRAMEWORK; returns why it is refused in Mesos's words, or undefined when it is done. */
  update(framework: Framework, update: scheduler.Call.UpdateFramework): Refusal | undefined {
    const { framework_info: info } = update;
    const problem = this.#problemOfInfo(info);
    if (problem) return invalid(`Supplied FrameworkInfo is not valid: ${problem}`);
    const forbidden = validateFrameworkUpdate(framework.info, info);
    if (forbidden) return invalid(`FrameworkInfo update is not valid: ${forbidden}`);
    const callProblem = this.#problemOfWishes(update);
    if (callProblem) return invalid(`'UpdateFramework' call is not valid: ${callProblem}`);
    const unauthorized = this.#unauthorized(info);
    if (unauthorized) return { status: 403, text: unauthorized };
    const before = framework.info;
    this.#change(framework, update);
    // What else has changed is nobody's business but the master's.
    if (isDeepStrictEqual(before, framework.info)) return undefined;
    this.#tellAgents(framework);
    this.master.subscribers.frameworkUpdated(framework);
    return undefined;
  }

  /** No offers until it subscribes again; those that it has are taken back. */
  deactivate(framework: Framework): void {
    framework.active = false;
    this.master.allocator.deactivateFramework(framework.id);
    this.#rescindOffers(framework);
  }

  /** The link to a scheduler that speaks v0 broke. Should it live, it learns that it has to begin anew. */
  exited(framework: Framework): void {
    const { connection } = framework;
    if (!connection) return;
    framework.send({ type: 'ERROR', error: { message: DISCONNECTED } });
    if (framework.active) this.deactivate(framework);
    this.disconnected(framework, connection);
  }

  /** The scheduler's stream broke: no offers, and the end when it is not back in time. */
  disconnected(framework: Framework, connection: SchedulerConnection): void {
    if (framework.connection !== connection) return; // another stream has taken over
    framework.connection = undefined;
    if (framework.pid !== undefined) this.master.authentication.forget(framework.pid);
    if (framework.active) this.master.allocator.deactivateFramework(framework.id);
    framework.active = false;
    framework.metrics.offersRescinded += framework.offers.size;
    this.#discardOffers(framework);
    const seconds = Math.max(0, framework.info.failover_timeout || 0); // NaN and what is negative: at once
    this.master.note('info', `Framework ${framework.id} disconnected; it has ${seconds} s to come back`);
    const timer = this.master.after(seconds * 1000, () => this.remove(framework));
    this.#failoverTimers.set(framework.id, timer);
  }

  /** TEARDOWN, the operator's teardown, or the end of the failover timeout. */
  remove(framework: Framework): void {
    this.#failoverTimers.get(framework.id)?.cancel();
    this.#failoverTimers.delete(framework.id);
    for (const agent of this.master.agents.values()) {
      if (agent.connected) this.master.sendTo(agent.pid, 'ShutdownFrameworkMessage', { framework_id: { value: framework.id } });
    }
    this.#discardOffers(framework);
    framework.connection?.close();
    framework.connection = undefined;
    framework.active = false;
    this.#endTasks(framework);
    this.master.operations.frameworkGone(framework);
    for (const [agentId, executors] of [...framework.executors]) {
      for (const executorId of [...executors.keys()]) this.master.agentsOf.removeExecutor(framework, agentId, executorId);
    }
    framework.unregisteredSeconds = this.master.seconds();
    this.#leave(framework);
    this.master.frameworks.delete(framework.id);
    this.master.completedFrameworks.push(framework);
    this.master.allocator.removeFramework(framework.id);
    this.master.subscribers.frameworkRemoved(framework);
    this.master.note('info', `Removed framework ${framework.id} (${framework.info.name})`);
  }

  /** A framework that only agents know of so far: its scheduler has yet to subscribe. Nothing when it is known, or has ended. */
  recover(info: FrameworkInfo): void {
    const { id } = info;
    if (id && !this.master.frameworks.has(id.value) && !this.master.isCompleted(id.value)) {
      this.master.subscribers.frameworkAdded(this.#add({ ...info, id }, true));
    }
  }

  #problemOf(subscribe: scheduler.Call.Subscribe, { pid }: SchedulerConnection): string | undefined {
    const { framework_info: info } = subscribe;
    const known = this.master.frameworks.get(info.id?.value ?? '');
    const isOther = known !== undefined && known.info.principal !== info.principal;
    return (
      this.#problemOfInfo(info) ??
      (pid === undefined ? undefined : this.master.authentication.problemOf(info, pid)) ??
      this.#problemOfWishes(subscribe) ??
      this.#unauthorized(info) ??
      (isOther ? "Changing framework's principal is not allowed." : undefined)
    );
  }

  #problemOfInfo(info: FrameworkInfo): string | undefined {
    const problem = validateFrameworkInfo(info) ?? this.master.roleWhitelist.problemOf(rolesOf(info));
    if (problem) return problem;
    if (!this.master.flags.root_submissions && info.user === 'root') {
      return "User 'root' is not allowed to run frameworks without --root_submissions set";
    }
    return info.id && this.master.isCompleted(info.id.value) ? 'Framework has been removed' : undefined;
  }

  /** Why the principal of a framework may not have it so, in Mesos's words; undefined when it may. */
  #unauthorized(info: FrameworkInfo): string | undefined {
    if (approversOf(this.master, info).approved('REGISTER_FRAMEWORK', { framework_info: info })) return undefined;
    const roles = rolesOfFramework(info).join(', ');
    return `Not authorized to register framework ${info.id?.value ?? ''} with roles { ${roles} }`;
  }

  #problemOfWishes({ framework_info: info, suppressed_roles, offer_constraints }: Wishes): string | undefined {
    return validateSuppressedRoles(info, suppressed_roles) ?? this.#problemOfConstraints(info, offer_constraints);
  }

  #problemOfConstraints(info: FrameworkInfo, constraints: scheduler.OfferConstraints | undefined): string | undefined {
    if (!constraints) return undefined;
    const roles = new Set(rolesOf(info));
    const foreign = Object.keys(constraints.role_constraints ?? {}).find((role) => !roles.has(role));
    // The missing space is Mesos's.
    if (foreign !== undefined) {
      return `Offer constraints specify \`role_constraints\` for a role '${foreign}'not contained in the set of roles`;
    }
    const { offer_constraints_re2_max_mem: memory, offer_constraints_re2_max_program_size: programSize } = this.master.flags;
    const problem = validateOfferConstraints(constraints, { memory, programSize });
    return problem && `Offer constraints are not valid: ${problem}`;
  }

  #nextId(): string {
    return `${this.master.masterId}-${String(this.#next++).padStart(4, '0')}`;
  }

  /** The framework with this id. One that this master does not know was another master's. */
  #known(info: FrameworkInfo): Framework {
    this.recover(info);
    return this.master.frameworks.get(info.id?.value ?? '') as Framework;
  }

  #add(info: Framework['info'], recovered: boolean): Framework {
    const { max_completed_tasks_per_framework, max_unreachable_tasks_per_framework } = this.master.flags;
    const limits = { completedTasks: max_completed_tasks_per_framework, unreachableTasks: max_unreachable_tasks_per_framework };
    const framework = new Framework(info, this.master.seconds(), limits, recovered);
    this.master.frameworks.set(framework.id, framework);
    this.master.allocator.addFramework(framework.id, allocatorView(framework), framework.used, false);
    return framework;
  }

  /** Takes over what the framework now is and wants. Offers for roles that it has left are taken back. */
  #change(framework: Framework, { framework_info: info, suppressed_roles, offer_constraints }: Wishes): void {
    this.#replaceInfo(framework, info);
    framework.suppressedRoles = new Set(suppressed_roles);
    framework.offerConstraints = offer_constraints;
    const roles = new Set(framework.roles);
    this.master.offers.rescindAll([...framework.offers].filter(({ role }) => !roles.has(role)));
    this.master.allocator.updateFramework(framework.id, allocatorView(framework));
  }

  /** A framework subscribes again: a new scheduler, or the old one on a new connection. */
  #takeOver(framework: Framework, { pid }: SchedulerConnection, { again }: { again: boolean }): void {
    this.#failoverTimers.get(framework.id)?.cancel();
    this.#failoverTimers.delete(framework.id);
    // Whoever was at the same pid is gone, or is the same.
    if (pid === undefined || pid !== framework.pid) framework.send({ type: 'ERROR', error: { message: FAILED_OVER } });
    if (again) this.#rescindOffers(framework);
    framework.connection?.close();
    framework.connection = undefined;
    if (pid === undefined) this.#leave(framework);
    this.#discardOffers(framework);
    framework.reregisteredSeconds = this.master.seconds();
  }

  /** The user, the principal and whether to checkpoint stay as they were first given. */
  #replaceInfo(framework: Framework, info: FrameworkInfo): void {
    const { id, user, checkpoint, principal } = framework.info;
    framework.info = { ...info, id, user, checkpoint, principal };
  }

  #connect(framework: Framework, connection: SchedulerConnection, { again }: { again: boolean }): void {
    const { pid } = connection;
    if (framework.pid !== pid && framework.pid !== undefined) this.#byPid.delete(framework.pid);
    framework.pid = pid;
    framework.connection = connection;
    framework.send(this.#subscribed(framework), again);
    if (pid === undefined) return this.#beat(framework, connection);
    this.#byPid.set(pid, framework);
    this.master.linkTo(pid);
  }

  #subscribed({ id }: Framework): scheduler.Event {
    return {
      type: 'SUBSCRIBED',
      subscribed: {
        framework_id: { value: id },
        heartbeat_interval_seconds: HEARTBEAT_INTERVAL_MS / 1000,
        master_info: this.master.info,
      },
    };
  }

  /** It is no longer at its pid, if it has one. */
  #leave({ pid }: Framework): void {
    if (pid === undefined) return;
    this.master.authentication.forget(pid);
    this.#byPid.delete(pid);
  }

  #beat(framework: Framework, connection: SchedulerConnection): void {
    if (framework.connection !== connection) return;
    framework.send({ type: 'HEARTBEAT' });
    this.master.after(HEARTBEAT_INTERVAL_MS, () => this.#beat(framework, connection));
  }

  /** Agents keep the framework's info, and resend unacknowledged updates when they hear of a new subscription. */
  #tellAgents(framework: Framework): void {
    for (const agent of this.master.agents.values()) {
      if (!agent.connected) continue;
      this.master.sendTo(agent.pid, 'UpdateFrameworkMessage', {
        framework_id: { value: framework.id },
        framework_info: framework.info,
        pid: framework.pid ?? NOBODY,
      });
    }
  }

  #rescindOffers(framework: Framework): void {
    this.master.offers.rescindAll(framework.offers);
    this.master.inverseOffers.rescindOf(framework);
  }

  #discardOffers(framework: Framework): void {
    for (const offer of [...framework.offers]) this.master.offers.discard(offer);
    this.master.inverseOffers.discardOf(framework);
  }

  #endTasks(framework: Framework): void {
    const { updates } = this.master;
    const status = ({ task_id, agent_id, statuses }: Task): TaskStatus => ({
      ...{ task_id, agent_id, state: 'TASK_KILLED', source: 'SOURCE_MASTER', reason: 'REASON_FRAMEWORK_REMOVED' },
      message: `Framework ${framework.id} removed`,
      timestamp: this.master.seconds(),
      container_status: statuses.at(-1)?.container_status,
    });
    for (const task of [...framework.tasks.values()]) {
      const agent = this.master.agents.get(task.agent_id.value);
      if (agent) updates.end(task, framework, agent, status(task));
    }
    for (const task of [...framework.unreachableTasks.values()]) updates.endUnreachable(task, framework, status(task));
  }
}

/** What a framework may do: what its principal may, whoever subscribed it. */
export const approversOf = ({ authorizer }: Master, { principal }: FrameworkInfo): Approvers =>
  authorizer.approvers(principal === undefined ? undefined : { value: principal });

function refuse(connection: SchedulerConnection, message: string): void {
  connection.send({ type: 'ERROR', error: { message } });
  connection.close();
}

function allocatorView(framework: Framework): AllocatorFramework {
  return {
    roles: framework.roles,
    suppressedRoles: framework.suppressedRoles,
    capabilities: new Set(framework.info.capabilities?.flatMap(({ type }) => type ?? [])),
    offerFilters: framework.info.offer_filters,
    offerConstraints: framework.offerConstraints,
  };
}
