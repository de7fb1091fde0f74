import type { Disk } from '../../disk/disk.js';
import type { Signal } from '../../executor/task-launcher.js';
import type { Network } from '../../health/network.js';
import { type Address, formatAddress, type Pid } from '../../process/pid.js';
import type { Runtime } from '../../process/runtime.js';
import type { OutputName } from '../../process/supervisor/protocol.js';
import type { TaskNews } from '../../tasks/task-behaviour.js';
import type { CommandInfo, ContainerID, ContainerStatus, TaskInfo } from '../../wire/messages.js';
import type { CommandPurpose, CommandSpawner } from '../command-spawner.js';
import { measureContainers } from '../container-usage.js';
import { makeVolumes } from '../container-volumes.js';
import {
  AlreadyLaunchedError,
  type ContainerConfig,
  type ContainerTermination,
  type ContainerUsage,
  type ContainerUser,
  type ContainerView,
  formatContainerId,
  type LocalContainerizer,
  type NestedSandboxes,
} from '../containerizer.js';
import { baseEnvironment, commandEnvironment } from '../environment.js';
import type { IOSwitchboard } from '../io-switchboard.js';
import { checkContainer, type Isolation, unsupportedContainer } from '../isolation.js';
import { startBuiltInExecutor } from './built-in-executor.js';
import { commandLine } from './command-line.js';
import { CommandProcess, type CommandProcessOptions } from './command-process.js';
import { Container } from './container.js';
import { UnnoticedEnds } from './unnoticed-ends.js';

/** Fetches the URIs of a command, of which there may be none, into the sandbox, before anything is launched in it. */
export type Fetch = (request: {
  containerId: string;
  uris: readonly CommandInfo.URI[];
  sandbox: string;
  user: ContainerUser | undefined;
  signal: AbortSignal;
  /** For whom: ids, as far as they are known. */
  framework?: string | undefined;
  task?: string | undefined;
}) => Promise<void>;

export interface ProcessContainerizerOptions {
  readonly runtime: Runtime;
  /** The pid of the agent. */
  readonly agent: Pid;
  /** Where built-in executors live: the address of the agent. */
  readonly address: Address;
  readonly supervisor: CommandSpawner;
  readonly disk: Disk;
  /** Begins the names under which the supervisor knows the containers. */
  readonly marker: string;
  readonly recoveryTimeoutMs: number;
  /** How long built-in executors live on after their last task; by default as long as those of Mesos. */
  readonly executorLingerMs?: number | undefined;
  readonly fetch: Fetch;
  readonly isolation: Isolation;
  /** Told of the sandbox of a nested container when that has ended, and when it is removed. */
  readonly nestedSandboxes?: NestedSandboxes | undefined;
  /** Told when there is something new to see of a container: see {@link LocalContainerizer.view}. */
  readonly changed?: ((containerId: ContainerID) => void) | undefined;
}

/**
 * Containers that are processes of this machine, without isolation: Mesos's containerizer with the posix launcher. What its
 * supervisor only simulates are no processes, and behave the same otherwise.
 */
export class ProcessContainerizer implements LocalContainerizer {
  readonly #containers = new Map<string, Container>();
  readonly #unnoticed: UnnoticedEnds;

  constructor(private options: ProcessContainerizerOptions) {
    this.#unnoticed = new UnnoticedEnds(options.runtime.clock);
  }

  /** For what is launched from now on these hold: an agent that was started again may be configured differently. */
  configure(options: ProcessContainerizerOptions): void {
    this.options = options;
  }

  /** Whether containers live by the clock rather than on this machine. */
  get simulated(): boolean {
    return this.options.supervisor.simulated ?? false;
  }

  get disk(): Disk {
    return this.options.disk;
  }

  async launch(containerId: ContainerID, config: ContainerConfig): Promise<void> {
    if (this.has(containerId)) throw new AlreadyLaunchedError(`Container ${formatContainerId(containerId)} is launched already`);
    const parent = containerId.parent && this.#find(containerId.parent);
    if (!this.takes(config)) throw unsupportedContainer(config.container, this.options.isolation);
    if (containerId.parent && !parent?.root)
      throw new Error(`Parent container ${formatContainerId(containerId.parent)} does not exist`);
    if (parent?.destroying) throw new Error(`Parent container ${formatContainerId(parent.id)} is in 'DESTROYING' state`);
    const container = new Container(containerId, config, parent);
    this.#unnoticed.take(formatContainerId(containerId));
    this.#containers.set(formatContainerId(containerId), container);
    this.#changed(container);
    await this.#prepare(container);
    if (container.destroying) throw new Error('Container destroyed during preparing');
    await this.#fetch(container);
    if (config.builtIn === 'default') await this.disk.makeOutputs(config.directory, config.user);
    if (container.destroying) throw new Error('Container destroyed during preparing');
    if (config.builtIn || (config.executor && this.simulated)) return this.#startExecutor(container);
    const process = this.startCommand(container, config.command);
    container.root = { pid: undefined, kill: () => process.signal('SIGKILL') };
    this.#changed(container);
    void process.ended.then((status) => this.#end(container, { status }));
    try {
      await process.started;
      if (container.root) container.root = { pid: process.pid, kill: () => process.signal('SIGKILL') };
      this.#changed(container);
    } catch (error) {
      container.root = undefined;
      throw error;
    }
  }

  takes({ container }: ContainerConfig): boolean {
    return container === undefined || container.type === 'MESOS';
  }

  has(containerId: ContainerID): boolean {
    return this.#find(containerId) !== undefined;
  }

  wait(containerId: ContainerID): Promise<ContainerTermination> | undefined {
    const container = this.#find(containerId);
    if (!container) {
      const termination = this.#unnoticed.take(formatContainerId(containerId));
      return termination && Promise.resolve(termination);
    }
    container.awaited = true;
    return container.ended;
  }

  destroy(containerId: ContainerID): void {
    const container = this.#find(containerId);
    if (!container || container.destroying) return;
    container.beginDestruction();
    for (const nested of container.nested) this.destroy(nested.id);
    if (container.root) container.root.kill();
    else this.#end(container, {});
  }

  /** Nothing limits what processes use. */
  update(): void {}

  kill(containerId: ContainerID, signal: Signal): boolean {
    const container = this.#find(containerId);
    if (!container?.root) return false;
    for (const process of container.processes) process.signal(signal);
    if (signal === 'SIGKILL') container.root.kill();
    return true;
  }

  attach(containerId: ContainerID): IOSwitchboard | undefined {
    const switchboard = this.#find(containerId)?.switchboard;
    return switchboard?.over ? undefined : switchboard;
  }

  status(containerId: ContainerID): ContainerStatus | undefined {
    const container = this.#find(containerId);
    return container?.root && { container_id: containerId, executor_pid: container.root.pid };
  }

  async measure(): Promise<(containerId: ContainerID) => ContainerUsage> {
    return measureContainers(this.options.isolation, (containerId) => {
      const container = this.#find(containerId);
      return container?.root && pidsIn(container);
    });
  }

  view(containerId: ContainerID): ContainerView | undefined {
    const container = this.#find(containerId);
    return container && { config: container.config, root: container.root };
  }

  config(containerId: ContainerID): ContainerConfig | undefined {
    const container = this.#find(containerId);
    return container?.root && container.config;
  }

  remove(containerId: ContainerID): boolean {
    const container = this.#find(containerId);
    if (!container) this.#unnoticed.take(formatContainerId(containerId));
    if (!container?.termination) return false;
    container.parent?.nested.delete(container);
    this.options.nestedSandboxes?.removed(container.config.directory);
    return this.#containers.delete(formatContainerId(containerId));
  }

  containers(): ContainerID[] {
    return Array.from(this.#containers.values(), ({ id }) => id);
  }

  /** Starts a command in a container, next to what else runs there. Who attaches to the container attaches to the first. */
  startCommand(
    container: Container,
    command: CommandInfo,
    more: Readonly<Record<string, string>> = {},
    task = container.config.task,
  ): CommandProcess {
    const { runtime, agent, address } = this.options;
    const switchboard = container.switchboard?.connected ? undefined : container.switchboard;
    const outputs = { ...outputsOf(container.config), ...(switchboard && attachment(switchboard)) };
    const purpose = this.#purpose(container, task);
    const process = this.#spawn(container, { ...purpose, command }, { more, outputs }, (what, pid) =>
      runtime.observe({
        ...{ kind: 'command', process: formatAddress(address), agent, what, pid, text: formatContainerId(container.id) },
        ...{ framework: container.framework?.id?.value, task: task?.task_id.value },
      }),
    );
    switchboard?.connect((data) => process.write(data));
    return process;
  }

  /**
   * Starts the command of a check in the container of its task, with the task's environment. What it writes goes where the
   * executor writes. There may be many of these: no observer hears of them, and when they end they are forgotten.
   */
  startCheck(
    containerId: ContainerID,
    command: CommandInfo,
    more: Readonly<Record<string, string>> = {},
    of?: TaskInfo,
  ): CommandProcess {
    const container = this.#find(containerId);
    if (!container?.root) throw new Error(`Container ${formatContainerId(containerId)} does not run`);
    const task = of ?? container.config.task;
    const environment = { ...more, ...commandEnvironment(task?.command) };
    const log = `${(container.parent ?? container).config.directory}/stderr`;
    const purpose = { ...this.#purpose(container, task), command, isCheck: true };
    const process = this.#spawn(container, purpose, { more: environment, outputs: { stdout: log, stderr: log } }, () => {});
    const forget = () => container.processes.delete(process);
    process.started.catch(forget);
    void process.ended.then(() => {
      process.killLeftOvers();
      forget();
    });
    return process;
  }

  /** Where the checks of a task look; undefined: at this machine. */
  networkOf(containerId: ContainerID, of?: TaskInfo): Network | undefined {
    const container = this.#find(containerId);
    const { supervisor } = this.options;
    return container && supervisor.network?.(this.#purpose(container, of ?? container.config.task));
  }

  /** Has the commands of a container tell their news. */
  onNews(containerId: ContainerID, listener: (news: TaskNews) => void): void {
    for (const process of this.#find(containerId)?.processes ?? []) process.onNews(listener);
  }

  #purpose(container: Container, task: TaskInfo | undefined): Omit<CommandPurpose, 'command'> {
    return { containerId: container.id, framework: container.framework, task };
  }

  #spawn(
    container: Container,
    purpose: CommandPurpose,
    { more, outputs }: { more: Readonly<Record<string, string>>; outputs: Outputs },
    observe: (what: 'started' | 'exited', pid: number) => void,
  ): CommandProcess {
    const { command } = purpose;
    const { directory, user, environment } = container.config;
    const { supervisor, marker } = this.options;
    const options = {
      ...commandLine(command),
      cwd: directory,
      environment: { ...baseEnvironment(), ...environment, MESOS_SANDBOX: directory, ...more, ...commandEnvironment(command) },
      ...outputs,
      marker: `${marker}/${formatContainerId(container.id).replaceAll('.', '/')}`,
      ...(user && { user: { uid: user.uid, gid: user.gid } }),
    };
    const process = new CommandProcess(supervisor, options, purpose, (what, pid) => {
      observe(what, pid);
      // An end counts from the moment on at which whoever waits for it knows.
      if (what === 'started') this.#changed(container);
    });
    void process.ended.then(() => this.#changed(container));
    container.processes.add(process);
    return process;
  }

  async #prepare({ id, config, parent }: Container): Promise<void> {
    const { isolation, runtime, address } = this.options;
    const { container, directory, attachable } = config;
    checkContainer(container);
    if (!this.disk.keepsSandboxes) return;
    const owner = {
      ...{ container, directory, parentDirectory: parent?.config.directory },
      ...{ outermost: !id.parent, session: attachable?.session ?? false },
    };
    await makeVolumes(owner, isolation, (text) =>
      runtime.observe({ kind: 'log', process: formatAddress(address), level: 'warning', text }),
    );
  }

  async #fetch(container: Container): Promise<void> {
    const { command, directory, user, task } = container.config;
    container.fetching = new AbortController();
    const { signal } = container.fetching;
    await this.options.fetch({
      containerId: formatContainerId(container.id),
      uris: command.uris ?? [],
      sandbox: directory,
      user,
      signal,
      framework: container.framework?.id?.value,
      task: task?.task_id.value,
    });
    container.fetching = undefined;
  }

  #startExecutor(container: Container): void {
    const { runtime, address, supervisor, recoveryTimeoutMs, executorLingerMs } = this.options;
    container.root = startBuiltInExecutor(container, {
      place: { runtime, address, id: runtime.nameFor('executor', address) },
      recoveryTimeoutMs,
      lingerMs: executorLingerMs,
      supervisorPid: () => supervisor.pid,
      containerizer: this,
      onEnd: (status) => this.#end(container, { status }),
    });
    this.#changed(container);
  }

  /** The container's purpose is gone: so is all that is left in it, at the latest now. */
  #end(container: Container, termination: ContainerTermination): void {
    const running = [...container.processes].filter((process) => process.running);
    for (const process of running) process.signal('SIGKILL');
    for (const process of container.processes) process.killLeftOvers();
    for (const nested of container.nested) this.destroy(nested.id);
    const rest = [...running.map((process) => process.ended), ...Array.from(container.nested, (nested) => nested.ended)];
    if (rest.length > 0) void Promise.all(rest).then(() => this.#forget(container, termination));
    else this.#forget(container, termination);
  }

  /** Nested containers stay known after their end, for who waits for them later. */
  #forget(container: Container, termination: ContainerTermination): void {
    for (const nested of container.nested) this.#containers.delete(formatContainerId(nested.id));
    if (!container.id.parent) {
      this.#containers.delete(formatContainerId(container.id));
      if (!container.awaited) this.#unnoticed.add(formatContainerId(container.id), termination);
    }
    container.processes.clear();
    // A session is in the sandbox of its parent.
    if (container.id.parent && !container.config.attachable?.session) {
      this.options.nestedSandboxes?.ended(container.config.directory);
    }
    container.end(termination);
  }

  #changed({ id }: Container): void {
    this.options.changed?.(id);
  }

  #find(containerId: ContainerID): Container | undefined {
    return this.#containers.get(formatContainerId(containerId));
  }
}

/**
 * The commands that run in a container. An executor of Mesos itself is no process; in its place stand those of its tasks,
 * which run in containers within.
 */
function pidsIn(container: Container): number[] {
  const own = runningIn(container);
  return container.config.builtIn ? [...own, ...[...container.nested].flatMap(pidsIn)] : own;
}

const runningIn = ({ processes }: Container): number[] =>
  [...processes].filter(({ running }) => running).flatMap(({ pid }) => pid ?? []);

/** Where the output of a container goes; that on a terminal is one. */
function outputsOf({ directory, attachable }: ContainerConfig): Record<OutputName, string> {
  if (attachable?.session) return { stdout: '/dev/null', stderr: '/dev/null' };
  const stdout = `${directory}/stdout`;
  return { stdout, stderr: attachable?.tty ? stdout : `${directory}/stderr` };
}

/** Where a command writes to, and whether somebody may attach to it. */
type Outputs = Pick<CommandProcessOptions, 'stdout' | 'stderr' | 'attached' | 'onOutput' | 'onClosed'>;

/** Has a command lead its output to a switchboard. */
const attachment = (switchboard: IOSwitchboard) => ({
  attached: true,
  onOutput: (name: OutputName, data: Buffer) => switchboard.received(name, data),
  onClosed: () => switchboard.ended(),
});
