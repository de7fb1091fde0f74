import type { ContainerConfig, ContainerTermination } from '../containerizer/containerizer.js';
import { UnsupportedContainerError } from '../containerizer/isolation.js';
import { formatDuration } from '../flags/duration.js';
import type { Pid } from '../process/pid.js';
import type { Messages } from '../wire/internal-messages.js';
import type { ExecutorID, TaskID, TaskInfo } from '../wire/messages.js';
import type { Agent } from './agent.js';
import type { ExecutorCheckpoint } from './checkpoint.js';
import type { Executor } from './executor.js';
import type { ExecutorPeer } from './executor-peer.js';
import type { Framework } from './framework.js';
import { makeExecutorSandbox, type SandboxPlace, sandboxFailure } from './sandbox.js';
import type { AcknowledgeableUpdate } from './status-update-manager.js';
import { linkVolumes } from './volumes.js';

/** What an executor brings along when it subscribes. */
export interface Subscription {
  /** Whether it has been registered before, with this agent or with one that crashed. */
  readonly again: boolean;
  /** Tasks of which the agent acknowledged no update. */
  readonly unacknowledgedTasks: readonly TaskInfo[];
  /** Updates that the agent did not acknowledge. */
  readonly unacknowledgedUpdates: readonly AcknowledgeableUpdate[];
}

/** What is told of tasks in a container that no containerizer knows. */
const UNKNOWN_CONTAINER = 'Abnormal executor termination: unknown container';

/** What the master is told of an executor whose end nobody saw. */
const UNKNOWN_STATUS = -1;

const FOR_THE_FIRST_TIME: Subscription = { again: false, unacknowledgedTasks: [], unacknowledgedUpdates: [] };

/** The lives of executors: from the launch of their container over their registration to their end. */
export class Executors {
  constructor(private readonly agent: Agent) {}

  /** Makes the sandbox of an executor and has its container launched. */
  launch(executor: Executor, place: SandboxPlace, config: ContainerConfig): void {
    const { framework, id, forCommandTask } = executor;
    const action = { name: 'SANDBOX', framework: framework.id, ...(forCommandTask && { task: id }) } as const;
    const failure = (error = 'No space left on device') => sandboxFailure(place, error);
    this.agent.work(
      this.agent.act(action, () => makeExecutorSandbox(this.agent.disk, place, executor.user), failure),
      () => this.#launchContainer(executor, config),
      (error) => this.#sandboxFailed(executor, error),
    );
  }

  #launchContainer(executor: Executor, config: ContainerConfig): void {
    const { agent } = this;
    const { containerId, directory } = executor;
    // Meanwhile the executor may have become superfluous.
    if (executor.state !== 'REGISTERING') return this.#terminated(executor, {});
    agent.sandboxes.attach(executor);
    this.#linkVolumes(executor);
    agent.note('info', `Launching executor ${executor.id} of framework ${executor.framework.id} in ${directory}`);
    agent.work(
      agent.containerizer.launch(containerId, config),
      () => this.#forked(executor),
      (error) => this.#launchFailed(executor, error),
    );
    const ended = agent.containerizer.wait(containerId);
    if (ended) agent.follow(ended, (termination) => this.#terminated(executor, termination));
    executor.registrationTimer = agent.after(agent.flags.executor_registration_timeout, () =>
      this.#registrationTimedOut(executor),
    );
  }

  /** An executor that speaks v0 registers. */
  register(message: Messages['RegisterExecutorMessage'], from: Pid): void {
    const executor = this.#awaited(message);
    // One that is registered before the agent knows what there was is of another time.
    if (!executor || this.agent.recovery.underWay) return this.#refuse(message, from);
    this.agent.linkTo(from);
    this.subscribe(executor, this.agent.peerAt(from), FOR_THE_FIRST_TIME);
  }

  /** An executor that speaks v0 is back with an agent that crashed, as it was asked to be. */
  reregister(message: Messages['ReregisterExecutorMessage'], from: Pid): void {
    const { framework_id, executor_id, tasks, updates } = message;
    const executor = this.#awaited(message);
    if (!executor) {
      const known = this.agent.frameworks.get(framework_id.value)?.executors.get(executor_id.value);
      const asked = this.agent.flags.executor_reregistration_retry_interval !== undefined;
      // It was asked several times, and may have answered each time.
      if (known?.state !== 'RUNNING' || !asked) this.#refuse(message, from);
      return;
    }
    const unacknowledgedUpdates = updates.filter((update): update is AcknowledgeableUpdate => update.uuid !== undefined);
    this.agent.linkTo(from);
    this.subscribe(executor, this.agent.peerAt(from), { again: true, unacknowledgedTasks: tasks, unacknowledgedUpdates });
  }

  /** The executor, if it has yet to come. */
  #awaited({ framework_id, executor_id }: Messages['RegisterExecutorMessage']): Executor | undefined {
    const executor = this.agent.frameworks.get(framework_id.value)?.executors.get(executor_id.value);
    const isAwaited = executor?.state === 'REGISTERING' && executor.framework.state === 'RUNNING' && !this.agent.terminating;
    return isAwaited ? executor : undefined;
  }

  #refuse({ framework_id, executor_id }: Messages['RegisterExecutorMessage'], from: Pid): void {
    this.agent.note(
      'warning',
      `Refused executor ${executor_id.value} of framework ${framework_id.value} at ${from}: nobody expects it`,
    );
    this.agent.sendTo(from, 'ShutdownExecutorMessage', {});
  }

  /** An executor is there, for the first time or again after its connection broke. */
  subscribe(executor: Executor, peer: ExecutorPeer, subscription: Subscription): void {
    executor.peer?.close();
    if (executor.framework.state === 'TERMINATING' || executor.state === 'TERMINATING' || executor.state === 'TERMINATED') {
      peer.shutdown(executor);
      return peer.close();
    }
    executor.registrationTimer?.cancel();
    executor.peer = peer;
    executor.state = 'RUNNING';
    // It may be there before the word that it was started.
    if (!executor.forked) this.#forked(executor);
    this.agent.checkpointing.executorRegistered(executor);
    peer.subscribed(executor, this.agent.info, subscription.again);
    for (const update of subscription.unacknowledgedUpdates) {
      this.agent.updates.receive(update, () => peer.acknowledge(executor, update.status.task_id, update.uuid));
    }
    this.#dropUndelivered(executor, new Set(subscription.unacknowledgedTasks.map(({ task_id }) => task_id.value)));
    this.agent.recovery.check();
    if (executor.everHadTasks) return this.deliverQueued(executor);
    this.agent.note('info', `Executor ${executor.id} has nothing to do: it is shut down`);
    this.shutdown(executor);
  }

  /** An executor of a predecessor that crashed: it is asked to come back, unless it has ended meanwhile. */
  recover(executor: Executor, { pid, forked }: Pick<ExecutorCheckpoint, 'pid' | 'forked'>): void {
    this.agent.sandboxes.attach(executor);
    if (!forked) return this.#terminated(executor, { message: UNKNOWN_CONTAINER });
    const ended = this.agent.containerizer.wait(executor.containerId);
    if (!ended) return this.#terminated(executor, {});
    this.agent.follow(ended, (termination) => this.#terminated(executor, termination));
    if (pid !== undefined) this.#askBack(executor, pid);
  }

  /** Asks once, or, with --executor_reregistration_retry_interval, as long as the agent waits for the executor. */
  #askBack(executor: Executor, pid: Pid): void {
    const { executor_reregistration_retry_interval: interval } = this.agent.flags;
    this.agent.sendTo(pid, 'ReconnectExecutorMessage', { agent_id: { value: this.agent.agentId } });
    if (interval === undefined) return;
    this.agent.after(interval, () => {
      if (this.agent.recovery.underWay && executor.state === 'REGISTERING') this.#askBack(executor, pid);
    });
  }

  /** An executor did not come back in time after the agent had crashed. */
  reregistrationTimedOut(executor: Executor): void {
    const timeout = formatDuration(this.agent.flags.executor_reregistration_timeout);
    this.terminate(executor, {
      state: executor.framework.lostOr('TASK_GONE'),
      reason: 'REASON_EXECUTOR_REREGISTRATION_TIMEOUT',
      message: `Executor did not reregister within ${timeout}`,
    });
  }

  /** Ends an executor without asking it; why becomes the end of its tasks. */
  terminate(executor: Executor, termination: Omit<ContainerTermination, 'status'>): void {
    if (executor.state === 'TERMINATING' || executor.state === 'TERMINATED') return;
    executor.pendingTermination = termination;
    executor.state = 'TERMINATING';
    this.agent.containerizer.destroy(executor.containerId);
  }

  /** The connection of an executor broke; it may come back. */
  disconnected(executor: Executor, peer: ExecutorPeer): void {
    if (executor.peer === peer) executor.peer = undefined;
  }

  /** Gives a running executor the tasks that wait for it. */
  deliverQueued(executor: Executor): void {
    const { peer } = executor;
    if (!peer) return;
    this.#linkVolumes(executor);
    const grouped = new Set<string>();
    for (const group of executor.queuedGroups) for (const { task_id } of group.tasks ?? []) grouped.add(task_id.value);
    for (const task of [...executor.queuedTasks.values()]) {
      executor.launched(task);
      if (!grouped.has(task.task_id.value)) peer.launch(executor, task);
    }
    for (const group of executor.queuedGroups) peer.launchGroup(executor, group);
    executor.queuedGroups.clear();
    this.resize(executor);
  }

  /** Its tasks are others than before, and so is what it may use. */
  resize({ containerId, resources, forCommandTask }: Executor): void {
    if (!forCommandTask) this.agent.containerizer.update(containerId, [...resources]);
  }

  /** Asks an executor to end, and ends it after its grace period. */
  shutdown(executor: Executor): void {
    if (executor.state === 'TERMINATING' || executor.state === 'TERMINATED') return;
    executor.state = 'TERMINATING';
    executor.registrationTimer?.cancel();
    executor.peer?.shutdown(executor);
    this.agent.after(executor.shutdownGraceMs, () => {
      if (executor.state === 'TERMINATING') this.agent.containerizer.destroy(executor.containerId);
    });
  }

  /** Ends all that a framework has on this agent; the master knows, so nothing is reported. */
  shutdownFramework(framework: Framework): void {
    if (framework.state === 'TERMINATING') return;
    framework.state = 'TERMINATING';
    this.agent.updates.manager.cleanup(framework.id);
    for (const executor of [...framework.executors.values()]) {
      if (executor.state === 'TERMINATED') this.remove(executor);
      else this.shutdown(executor);
    }
    this.agent.frameworks.removeIfIdle(framework);
  }

  /** Moves an executor that is over to the completed ones; its framework leaves the agent with the last one. */
  remove(executor: Executor): void {
    this.complete(executor);
    this.agent.frameworks.removeIfIdle(executor.framework);
  }

  /** Moves an executor that is over to the completed ones. */
  complete(executor: Executor): void {
    const { framework, id: executorId, containerId, directory } = executor;
    if (framework.executors.get(executorId) !== executor) return;
    const run = { frameworkId: framework.id, executorId, containerId: containerId.value, directory };
    this.agent.checkpointing.executorCompleted(executor);
    this.agent.garbageCollector.executorRemoved(run, framework.info.checkpoint === true);
    framework.complete(executor);
  }

  /** Tells the master that an executor is gone, or never came to be. It has command executors not in its books. */
  reportExit(framework: Framework, executorId: ExecutorID, status: number | undefined, forCommandTask: boolean): void {
    if (forCommandTask) return;
    this.agent.sendToMaster('ExitedExecutorMessage', {
      ...{ agent_id: { value: this.agent.agentId }, framework_id: { value: framework.id }, executor_id: executorId },
      status: status ?? UNKNOWN_STATUS,
    });
  }

  #forked(executor: Executor): void {
    executor.forked = true;
    const { checkpointing, containerizer } = this.agent;
    checkpointing.executorForked(executor, containerizer.status(executor.containerId)?.executor_pid);
  }

  #sandboxFailed(executor: Executor, { message }: Error): void {
    executor.pendingTermination = {
      state: executor.framework.lostOr('TASK_DROPPED'),
      reason: 'REASON_EXECUTOR_TERMINATED',
      message,
    };
    this.#terminated(executor, {});
  }

  #launchFailed(executor: Executor, error: Error): void {
    if (executor.state === 'TERMINATED') return;
    this.agent.metrics.containerLaunchErrors.increment();
    this.agent.note('error', `Container of executor ${executor.id} failed to start: ${error.message}`);
    executor.pendingTermination ??= { state: 'TASK_FAILED', ...whyNotLaunched(error) };
    executor.state = 'TERMINATING';
    if (this.agent.containerizer.has(executor.containerId)) this.agent.containerizer.destroy(executor.containerId);
    else this.#terminated(executor, {});
  }

  #registrationTimedOut(executor: Executor): void {
    if (executor.state !== 'REGISTERING') return;
    this.terminate(executor, {
      state: 'TASK_FAILED',
      reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
      message: `Executor did not register within ${formatDuration(this.agent.flags.executor_registration_timeout)}`,
    });
  }

  /** Makes the volumes of the executor and of its tasks appear in its sandbox. */
  #linkVolumes(executor: Executor): void {
    const { directory, resources, user } = executor;
    const { disk, workDirectory } = this.agent;
    for (const problem of linkVolumes(disk, workDirectory, directory, resources, user)) this.agent.note('warning', problem);
  }

  /** Tasks that were sent over a connection that broke never arrived. */
  #dropUndelivered(executor: Executor, delivered: ReadonlySet<string>): void {
    for (const task of [...executor.launchedTasks.values()]) {
      if (task.state !== 'TASK_STAGING' || delivered.has(task.task_id.value)) continue;
      this.agent.updates.report(executor.framework, {
        ...{ taskId: task.task_id, executorId: executor.info.executor_id, state: executor.framework.lostOr('TASK_DROPPED') },
        ...{ reason: 'REASON_AGENT_RESTARTED', message: 'Task launched during agent restart' },
      });
    }
  }

  /** The container of an executor is gone: its tasks are, too. */
  #terminated(executor: Executor, termination: ContainerTermination): void {
    const { agent } = this;
    const { framework } = executor;
    // That a container failed to start and that it has ended may both be told.
    if (executor.state === 'TERMINATED') return;
    executor.state = 'TERMINATED';
    agent.metrics.executorsTerminated.increment();
    executor.registrationTimer?.cancel();
    executor.peer?.close();
    executor.peer = undefined;
    const abandoned = framework.state === 'TERMINATING' || agent.terminating;
    if (!abandoned) {
      const live = [...executor.launchedTasks.values(), ...executor.queuedTasks.values()];
      for (const { task_id } of live) this.#reportTerminated(executor, task_id, termination);
    }
    this.reportExit(framework, executor.info.executor_id, termination.status, executor.forCommandTask);
    if (abandoned || !executor.hasIncompleteTasks) this.remove(executor);
    agent.recovery.check();
  }

  #reportTerminated(executor: Executor, taskId: TaskID, termination: ContainerTermination): void {
    const { pendingTermination: pending } = executor;
    const messages = [pending?.message, termination.message].filter((message) => message !== undefined);
    this.agent.updates.report(executor.framework, {
      taskId,
      executorId: executor.info.executor_id,
      state: pending?.state ?? termination.state ?? 'TASK_FAILED',
      reason: pending?.reason ?? termination.reason ?? 'REASON_EXECUTOR_TERMINATED',
      message: messages.length > 0 ? messages.join('; ') : 'Executor terminated',
      limitation: pending?.limitation ?? termination.limitation,
    });
  }
}

/** Mesos tells of a container that no containerizer takes in its log only; who waits for the task needs to know more. */
function whyNotLaunched(error: Error): Pick<ContainerTermination, 'reason' | 'message'> {
  if (!(error instanceof UnsupportedContainerError)) {
    return { reason: 'REASON_CONTAINER_LAUNCH_FAILED', message: `Failed to launch container: ${error.message}` };
  }
  return {
    reason: 'REASON_EXECUTOR_TERMINATED',
    message: `${UNKNOWN_CONTAINER}: ${error.message}`,
  };
}
