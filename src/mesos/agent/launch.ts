import type { ContainerConfig } from '../containerizer/containerizer.js';
import { canSwitchUser } from '../containerizer/user.js';
import type { Pid } from '../process/pid.js';
import type { Messages } from '../wire/internal-messages.js';
import type { ExecutorInfo, FrameworkInfo, TaskGroupInfo, TaskInfo, TaskStatus } from '../wire/messages.js';
import type { Agent } from './agent.js';
import { commandExecutorInfo } from './command-executor-info.js';
import { Executor } from './executor.js';
import { executorEnvironment } from './executor-environment.js';
import { executorOwner, shutdownGrace } from './executor-owner.js';
import type { Framework } from './framework.js';
import { type SandboxPlace, sandboxDirectory, sandboxFailure } from './sandbox.js';

interface Order {
  readonly framework: FrameworkInfo;
  readonly executor: ExecutorInfo;
  readonly forCommandTask: boolean;
  readonly tasks: readonly TaskInfo[];
  /** The group that the tasks are. */
  readonly group?: TaskGroupInfo;
  /** Whether the master thinks that the executor has to be started; undefined when it does not say. */
  readonly launchExecutor: boolean | undefined;
  /** Where the scheduler of the framework is, when that speaks v0. */
  readonly scheduler?: Pid | undefined;
}

/** Carries out the master's orders to run tasks. */
export class Launch {
  #warnedOfUser = false;

  constructor(private readonly agent: Agent) {}

  runTask({ framework, task, pid, launch_executor }: Messages['RunTaskMessage']): void {
    const frameworkId = framework.id ?? { value: '' };
    const executor = task.executor ?? commandExecutorInfo(task, frameworkId, this.agent.flags.launcher_dir);
    this.#run({
      framework,
      executor,
      forCommandTask: !task.executor,
      tasks: [task],
      scheduler: pid,
      launchExecutor: launch_executor,
    });
  }

  runTaskGroup({ framework, executor, task_group, launch_executor }: Messages['RunTaskGroupMessage']): void {
    const tasks = task_group.tasks ?? [];
    this.#run({ framework, executor, forCommandTask: false, tasks, group: task_group, launchExecutor: launch_executor });
  }

  #run(order: Order): void {
    const names = order.tasks.map(({ task_id }) => task_id.value).join(', ');
    // The master may have registered an agent that has not heard of it yet, or that has come back as another one.
    const meant = order.tasks.find(({ agent_id }) => agent_id.value !== this.agent.agentId)?.agent_id.value;
    if (meant !== undefined) return this.agent.note('warning', `Ignored tasks ${names}: they are for the agent ${meant}`);
    if (this.agent.terminating) return this.agent.note('warning', `Ignored tasks ${names}: the agent is terminating`);
    const isNew = !this.agent.frameworks.get(order.framework.id?.value ?? '');
    const framework = this.agent.frameworks.obtain(order.framework);
    if (isNew) framework?.schedulerIs(order.scheduler);
    if (!framework) return this.agent.note('warning', `Ignored tasks ${names} of a framework without an id`);
    if (framework.state === 'TERMINATING') {
      return this.agent.note('warning', `Ignored tasks ${names}: framework ${framework.id} is terminating`);
    }
    if (this.agent.drain.config) this.#dropAsDraining(framework, order);
    else this.#runUnlessRefused(framework, order);
    this.agent.frameworks.removeIfIdle(framework);
  }

  #dropAsDraining(framework: Framework, order: Order): void {
    this.#drop(framework, order, 'REASON_AGENT_DRAINING', 'Task was received while agent was already draining');
    this.#reportNotLaunched(framework, order);
  }

  /** The master has an executor in its books that is not going to be. */
  #reportNotLaunched(framework: Framework, { launchExecutor, executor, forCommandTask }: Order): void {
    if (launchExecutor) this.agent.executors.reportExit(framework, executor.executor_id, undefined, forCommandTask);
  }

  #runUnlessRefused(framework: Framework, order: Order): void {
    const problem = this.#isolationProblem(order.tasks);
    if (problem !== undefined) {
      this.#drop(framework, order, 'REASON_GC_ERROR', problem);
      return this.#reportNotLaunched(framework, order);
    }
    const forbidden = order.tasks.find((task) => !this.#isAuthorized(framework, task));
    if (forbidden) this.#forbid(framework, order, forbidden);
    else this.#runOn(framework, order);
  }

  /** The master has looked already, but by its own rules: on this machine a user may mean something else. */
  #isAuthorized({ info }: Framework, task: TaskInfo): boolean {
    const principal = info.principal === undefined ? undefined : { value: info.principal };
    return this.agent.authorizer.approvers(principal).approved('RUN_TASK', { task_info: task, framework_info: info });
  }

  #forbid(framework: Framework, order: Order, forbidden: TaskInfo): void {
    const reason = order.group ? 'REASON_TASK_GROUP_UNAUTHORIZED' : 'REASON_TASK_UNAUTHORIZED';
    const message = `Framework ${framework.id} is not authorized to launch task ${forbidden.task_id.value}`;
    for (const { task_id: taskId } of order.tasks) {
      this.agent.updates.report(framework, { taskId, state: 'TASK_ERROR', reason, message });
    }
    this.#reportNotLaunched(framework, order);
  }

  #runOn(framework: Framework, order: Order): void {
    let known = framework.executors.get(order.executor.executor_id.value);
    if (known && order.forCommandTask && isLeftOver(known)) {
      this.agent.executors.complete(known);
      known = undefined;
    }
    const refusal = refusalOf(known, order.launchExecutor);
    if (refusal !== undefined) return this.#refuse(framework, order, refusal, known);
    const executor = known ?? this.#startExecutor(framework, order);
    if (!executor) return;
    for (const task of order.tasks) {
      executor.queue(task);
      this.agent.checkpointing.task(executor, executor.createTask(task));
    }
    if (order.group) executor.queuedGroups.add(order.group);
    if (executor.state === 'RUNNING') this.agent.executors.deliverQueued(executor);
  }

  #refuse(framework: Framework, order: Order, refusal: string, known: Executor | undefined): void {
    this.#drop(framework, order, 'REASON_EXECUTOR_TERMINATED', refusal, order.executor);
    if (!known || known.state === 'TERMINATED') return this.#reportNotLaunched(framework, order);
    // An executor lives here of which the master did not know.
    if (order.launchExecutor && !order.forCommandTask) this.agent.executors.shutdown(known);
  }

  /** Drops tasks before any executor has seen them. */
  #drop(framework: Framework, { tasks }: Order, reason: TaskStatus.Reason, message: string, executor?: ExecutorInfo): void {
    const state = framework.lostOr('TASK_DROPPED');
    for (const { task_id: taskId } of tasks) {
      this.agent.updates.report(framework, { taskId, executorId: executor?.executor_id, state, reason, message });
    }
  }

  /** Limits need isolators that are made of cgroups. */
  #isolationProblem(tasks: readonly TaskInfo[]): string | undefined {
    const isolators = this.agent.flags.isolation.split(',');
    const has = (name: string) => isolators.includes(name) || isolators.includes('cgroups/all');
    const text = (what: string, isolator: string) =>
      `${what} limits can only be set on tasks launched in Mesos containers when the agent has loaded the '${isolator}' isolator`;
    for (const { limits, container } of tasks) {
      if (!limits || container?.type === 'DOCKER') continue;
      if (limits['cpus'] && !has('cgroups/cpu')) return text('CPU', 'cgroups/cpu');
      if (limits['mem'] && !has('cgroups/mem')) return text('Memory', 'cgroups/mem');
    }
    return undefined;
  }

  /** Has the executor started; undefined when that fails at once. */
  #startExecutor(framework: Framework, order: Order): Executor | undefined {
    const { agent } = this;
    const info = order.executor;
    const containerId = { value: agent.uuid() };
    const place: SandboxPlace = {
      ...{ workDirectory: agent.workDirectory, agentId: agent.agentId, frameworkId: framework.id },
      ...{ executorId: info.executor_id.value, containerId: containerId.value },
    };
    let user: Executor['user'];
    this.#warnOfUser();
    try {
      user = executorOwner(agent.flags, framework.info, info);
    } catch (error) {
      this.#drop(framework, order, 'REASON_EXECUTOR_TERMINATED', sandboxFailure(place, (error as Error).message), info);
      agent.executors.reportExit(framework, info.executor_id, undefined, order.forCommandTask);
      return undefined;
    }
    const executor = new Executor({
      ...{ framework, info, containerId, directory: sandboxDirectory(place), user, forCommandTask: order.forCommandTask },
      shutdownGraceMs: shutdownGrace(agent.flags, info),
    });
    framework.executors.set(executor.id, executor);
    agent.garbageCollector.executorLaunched(framework.id, executor.id);
    agent.checkpointing.framework(framework);
    agent.checkpointing.executor(executor);
    agent.executors.launch(executor, place, this.#containerConfig(executor, order));
    return executor;
  }

  #containerConfig(executor: Executor, { tasks, forCommandTask }: Order): ContainerConfig {
    const { agent } = this;
    const { framework, info, containerId, directory, user, shutdownGraceMs } = executor;
    const container = (forCommandTask ? tasks[0]?.container : info.container) ?? agent.defaultContainer;
    return {
      command: forCommandTask ? { uris: info.command?.uris } : (info.command ?? {}),
      builtIn: forCommandTask ? 'command' : info.type === 'DEFAULT' ? 'default' : undefined,
      executor: { info, framework: framework.info, shutdownGraceMs },
      ...(forCommandTask && { task: tasks[0] }),
      resources: [...(info.resources ?? []), ...tasks.flatMap(({ resources = [] }) => resources)],
      container,
      ...(container?.tty_info && info.type !== 'DEFAULT' && { attachable: { session: false, tty: true } }),
      directory,
      user,
      environment: executorEnvironment({
        ...{ framework: framework.info, executorId: executor.id, containerId, directory, shutdownGraceMs },
        ...{ agentId: agent.agentId, agentPid: agent.pid, address: agent.address, flags: agent.flags },
        variables: agent.executorVariables,
      }),
    };
  }

  /** Tasks that ask for a user do not get it, where that is so. */
  #warnOfUser(): void {
    if (!this.agent.flags.switch_user || canSwitchUser() || this.#warnedOfUser) return;
    this.#warnedOfUser = true;
    this.agent.note('warning', 'Tasks run as the current user, whatever user they ask for: only root can switch users');
  }
}

/**
 * Whether this is the executor of a command task that is over in every respect, and only lingers. Mesos would refuse the
 * new task, whose id is the same, for this second; that serves nobody.
 */
function isLeftOver(executor: Executor): boolean {
  return executor.forCommandTask && executor.everHadTasks && !executor.hasIncompleteTasks;
}

/** Why tasks cannot go to an executor in this state. */
function refusalOf(executor: Executor | undefined, launchExecutor: boolean | undefined): string | undefined {
  if (!executor) return launchExecutor === false ? 'No executor is expected to launch and there is none running' : undefined;
  if (launchExecutor) return 'Master wants to launch executor, but one already exists';
  if (executor.state === 'TERMINATING') return 'Executor terminating';
  if (executor.state === 'TERMINATED') return 'Executor terminated';
  return undefined;
}
