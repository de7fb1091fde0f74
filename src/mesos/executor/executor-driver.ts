import type { Timer } from '../process/clock.js';
import type { Address, Pid } from '../process/pid.js';
import { Process } from '../process/process.js';
import type { Runtime } from '../process/runtime.js';
import type { StatusUpdate } from '../wire/internal-messages.js';
import type {
  AgentID,
  ContainerID,
  ExecutorID,
  FrameworkID,
  FrameworkInfo,
  KillPolicy,
  TaskGroupInfo,
  TaskID,
  TaskInfo,
  TaskState,
  TaskStatus,
} from '../wire/messages.js';
import { uuidToBytes } from '../wire/uuid-bytes.js';
import { killGraceMs } from './kill-grace.js';
import type { TaskLauncher, TaskProcess } from './task-launcher.js';
import { TaskRun, type TaskRunHost } from './task-run.js';
import { exitedWith } from './wait-status.js';

/** What an executor of Mesos itself is started with; a custom executor finds the same in its environment. */
export interface ExecutorSettings {
  readonly agent: Pid;
  readonly frameworkId: FrameworkID;
  readonly executorId: ExecutorID;
  readonly containerId: ContainerID;
  /** Whether the framework checkpoints: then the executor outlives its agent for `recoveryTimeoutMs`. */
  readonly checkpoint: boolean;
  readonly recoveryTimeoutMs: number;
  readonly shutdownGraceMs: number;
  /** How long it lives on after its last task, so that the last update surely leaves. Default: as executors of Mesos, 1 s. */
  readonly lingerMs?: number | undefined;
  readonly launcher: TaskLauncher;
  /** Called once when the executor ends by itself, with its wait status. */
  onEnd(status: number): void;
}

/** Where an executor lives: it is a process with this id, at the address of its agent. */
export interface ExecutorPlace {
  readonly runtime: Runtime;
  readonly id: string;
  readonly address: Address;
}

/** The wait status of a process that gave up with abort(3). */
const ABORTED = 6;

const DEFAULT_LINGER_MS = 1000;

/**
 * The part of an executor that talks to its agent, over the messages of Mesos's v0 executor driver: it registers, repeats
 * updates to an agent that comes back, and notices that the agent is gone.
 */
export abstract class ExecutorDriver extends Process {
  protected frameworkInfo: FrameworkInfo | undefined;
  readonly #health = { unhealthy: false };
  /** Those that are not over. */
  readonly #runs = new Set<TaskRun>();
  #agent: Pid;
  #agentId: AgentID | undefined;
  #connected = false;
  /** Runs while the agent is away. */
  #patience: Timer | undefined;
  readonly #unacknowledgedUpdates = new Map<string, StatusUpdate>();
  /** Tasks of which the agent has acknowledged no update yet. */
  readonly #unacknowledgedTasks = new Map<string, TaskInfo>();
  #lastTimestamp = 0;

  constructor(
    { runtime, id, address }: ExecutorPlace,
    protected readonly settings: ExecutorSettings,
  ) {
    super(runtime, id, address);
    this.#agent = settings.agent;
    this.on('ExecutorRegisteredMessage', (message) => {
      this.#connected = true;
      this.#agentId = message.agent_id;
      this.frameworkInfo = message.framework_info;
    });
    this.on('ReconnectExecutorMessage', (_message, from) => this.#reregister(from));
    this.on('ExecutorReregisteredMessage', () => {
      this.#connected = true;
      this.#patience?.cancel();
      this.connectionChanged(true);
    });
    this.on('RunTaskMessage', ({ task }) => {
      this.#unacknowledgedTasks.set(task.task_id.value, task);
      this.launchTask(task);
    });
    this.on('RunTaskGroupMessage', ({ task_group }) => {
      for (const task of task_group.tasks ?? []) this.#unacknowledgedTasks.set(task.task_id.value, task);
      this.launchTaskGroup(task_group);
    });
    this.on('KillTaskMessage', ({ task_id, kill_policy }) => this.killTask(task_id, kill_policy));
    this.on('StatusUpdateAcknowledgementMessage', ({ task_id, uuid }) => {
      this.#unacknowledgedTasks.delete(task_id.value);
      this.#unacknowledgedUpdates.delete(uuid);
    });
    this.on('FrameworkToExecutorMessage', () => {}); // These executors have no use for messages.
    this.on('ShutdownExecutorMessage', () => this.shutdown());
  }

  /** Registers with the agent. */
  start(): void {
    const { frameworkId, executorId } = this.settings;
    this.link(this.#agent);
    this.send(this.#agent, 'RegisterExecutorMessage', { framework_id: frameworkId, executor_id: executorId });
  }

  protected abstract launchTask(task: TaskInfo): void;
  protected abstract launchTaskGroup(group: TaskGroupInfo): void;
  protected abstract killTask(taskId: TaskID, policy: KillPolicy | undefined): void;
  /** Ends all tasks, then the executor. May be called more than once. */
  protected abstract shutdown(): void;

  /** The agent is away, or back. */
  protected connectionChanged(_connected: boolean): void {}

  /** Whether the framework wants to know that a task is being killed. */
  protected get reportsKilling(): boolean {
    return this.frameworkInfo?.capabilities?.some(({ type }) => type === 'TASK_KILLING_STATE') ?? false;
  }

  protected sendUpdate(taskId: TaskID, state: TaskState, details: Partial<TaskStatus> = {}): void {
    const { frameworkId, executorId } = this.settings;
    // Updates that follow each other at once still have rising timestamps; 1 µs is what a double can tell apart.
    const timestamp = Math.max(this.runtime.clock.seconds(), this.#lastTimestamp + 1e-6);
    this.#lastTimestamp = timestamp;
    const uuid = uuidToBytes(this.runtime.random.uuid());
    const status: TaskStatus = { task_id: taskId, state, source: 'SOURCE_EXECUTOR', timestamp, uuid, ...details };
    const update: StatusUpdate = {
      framework_id: frameworkId,
      executor_id: executorId,
      agent_id: this.#agentId,
      status,
      timestamp,
      uuid,
    };
    this.#unacknowledgedUpdates.set(uuid, update);
    if (this.#connected) this.send(this.#agent, 'StatusUpdateMessage', { update, pid: this.pid });
  }

  /** How long a task has from SIGTERM to SIGKILL when nobody else says. */
  protected killGraceMs({ kill_policy }: TaskInfo): number {
    return killGraceMs(kill_policy);
  }

  /** Follows the process of a task from its launch to its end. */
  protected run(task: TaskInfo, process: TaskProcess, host: Pick<TaskRunHost, 'report' | 'terminated'>): TaskRun {
    const { reportsKilling } = this;
    const delay = (milliseconds: number, action: () => void) => this.delay(milliseconds, action);
    const terminated = (state: TaskState) => {
      this.#runs.delete(run);
      host.terminated(state);
    };
    const look: TaskRunHost['look'] = (name, probe, signal) => this.#look(task, name, probe, signal);
    const graceMs = this.killGraceMs(task);
    const runHost = { ...host, delay, look, reportsKilling, health: this.#health, graceMs, terminated };
    const run = new TaskRun(task, process, runHost, () => this.runtime.clock.now());
    this.#runs.add(run);
    const started = () => {
      run.started();
      // Not by `io`: a process may run for days, and nothing is under way because of it. And not before it has started:
      // of a process that ends at once both may be known at the same time.
      void process.ended.then((status) => {
        if (this.alive) run.ended(status);
      });
    };
    const failed = ({ message }: Error) => run.failed(message);
    if (process.simulated) this.follow(process.started, started, failed);
    else this.io(process.started, started, failed);
    return run;
  }

  /** Ends the executor with this exit code. */
  protected end(exitCode = 0): void {
    this.#endWith(exitedWith(exitCode));
  }

  /** Ends the executor a little later, when all is done and an agent has been told; the timer calls that off. */
  protected endSoon(): Timer {
    let timer: Timer;
    const wait = (milliseconds: number) => {
      timer = this.delay(milliseconds, () => (this.#connected ? this.end() : wait(DEFAULT_LINGER_MS)));
    };
    wait(this.settings.lingerMs ?? DEFAULT_LINGER_MS);
    return { cancel: () => timer.cancel() };
  }

  /** Ends the executor as a failed assertion ends a process. */
  protected abort(reason: string): void {
    this.log('error', reason);
    this.#endWith(ABORTED);
  }

  override exited(pid: Pid): void {
    if (pid !== this.#agent) return;
    this.#connected = false;
    this.connectionChanged(false);
    if (!this.settings.checkpoint) return this.shutdown();
    this.#patience?.cancel();
    this.#patience = this.delay(this.settings.recoveryTimeoutMs, () => this.shutdown());
  }

  protected override finalize(): void {
    for (const run of this.#runs) run.stopChecks();
  }

  #look({ task_id }: TaskInfo, ...[name, probe, signal]: Parameters<TaskRunHost['look']>): ReturnType<TaskRunHost['look']> {
    const action = { name, framework: this.settings.frameworkId.value, task: task_id.value };
    const failure = (error = 'the check failed') => error;
    return this.perform(action, () => probe(signal), { failure, signal, tracked: false });
  }

  #endWith(status: number): void {
    if (!this.alive) return;
    this.terminate();
    // What the executor sent last arrives before the news of its end.
    this.runtime.dispatch(() => this.settings.onEnd(status));
  }

  #reregister(agent: Pid): void {
    this.#agent = agent;
    this.link(agent);
    this.send(agent, 'ReregisterExecutorMessage', {
      framework_id: this.settings.frameworkId,
      executor_id: this.settings.executorId,
      tasks: [...this.#unacknowledgedTasks.values()],
      updates: [...this.#unacknowledgedUpdates.values()],
    });
  }
}
