import { join } from 'node:path';
import type Docker from 'dockerode';
import { reasonOf } from '../../../docker/engine-failure.js';
import { needImage, pullImage } from '../../../docker/images.js';
import { LABELS, labelFilter } from '../../../docker/labels.js';
import { type EngineShare, removeContainer } from '../../../docker/share.js';
import type { Disk } from '../../disk/disk.js';
import { DockerExecutor } from '../../executor/docker-executor.js';
import type { Signal } from '../../executor/task-launcher.js';
import type { AgentFlags } from '../../flags/agent-flags.js';
import { type Address, formatAddress, type Pid, parsePid } from '../../process/pid.js';
import type { Runtime } from '../../process/runtime.js';
import { isPersistentVolume } from '../../resources/predicates.js';
import type { CommandInfo, ContainerID, ContainerStatus, Resource, TaskInfo } from '../../wire/messages.js';
import {
  AlreadyLaunchedError,
  type ContainerConfig,
  type ContainerTermination,
  type ContainerUsage,
  type ContainerView,
  formatContainerId,
  type LocalContainerizer,
} from '../containerizer.js';
import { commandEnvironment } from '../environment.js';
import { startExecutorActor } from '../executor-actor.js';
import type { IOSwitchboard } from '../io-switchboard.js';
import { unsupportedContainer } from '../isolation.js';
import type { Fetch } from '../process/process-containerizer.js';
import { UnnoticedEnds } from '../process/unnoticed-ends.js';
import { AgentRelay } from './agent-relay.js';
import { createOptions } from './create-options.js';
import { DockerContainer } from './docker-container.js';
import { dockerLauncher } from './docker-task.js';
import { cpuAndMemory, runOptions } from './run-options.js';
import { RunningContainer } from './running-container.js';
import { usageOf } from './usage.js';

/** The agent flags that it obeys. */
export type DockerFlags = Pick<
  AgentFlags,
  | 'cgroups_enable_cfs'
  | 'containerizers'
  | 'default_container_dns'
  | 'docker_kill_orphans'
  | 'docker_remove_delay'
  | 'docker_stop_timeout'
  | 'sandbox_directory'
>;

export interface DockerContainerizerOptions {
  readonly runtime: Runtime;
  /** The pid of the agent. */
  readonly agent: Pid;
  /** Where built-in executors live. */
  readonly address: Address;
  readonly disk: Disk;
  readonly flags: DockerFlags;
  /** That of the agent: by it, what an agent has left is known to be its own. */
  readonly workDirectory: string;
  readonly recoveryTimeoutMs: number;
  readonly executorLingerMs?: number | undefined;
  /** The process in which built-in executors live, as far as others can tell. */
  readonly supervisorPid: () => number | undefined;
  readonly fetch: Fetch;
  readonly changed?: ((containerId: ContainerID) => void) | undefined;
}

/**
 * Containers of an engine of Docker: Mesos's Docker containerizer. Its executor for tasks lives beside the agent, as that of plain
 * commands does; only what it launches is in a container. Custom executors are in one themselves.
 */
export class DockerContainerizer implements LocalContainerizer {
  readonly #containers = new Map<string, DockerContainer>();
  /** Those that have ended and wait to be removed from the engine, by name. */
  readonly #over = new Map<string, RunningContainer>();
  readonly #unnoticed: UnnoticedEnds;
  readonly #relay: AgentRelay;

  constructor(
    private readonly share: EngineShare,
    private options: DockerContainerizerOptions,
  ) {
    const { runtime, agent, address } = options;
    this.#unnoticed = new UnnoticedEnds(runtime.clock);
    this.#relay = new AgentRelay(share.engine, parsePid(agent)?.address ?? address);
  }

  /** For what is launched from now on these hold: an agent that was started again may be configured differently. */
  configure(options: DockerContainerizerOptions): void {
    this.options = options;
    if (options.flags.docker_kill_orphans) void options.runtime.track(this.#removeOrphans());
  }

  /** Executors reach the agent no more. */
  close(): void {
    this.#relay.close();
  }

  get disk(): Disk {
    return this.options.disk;
  }

  takes({ container, builtIn }: ContainerConfig): boolean {
    return container?.type === 'DOCKER' && builtIn !== 'default';
  }

  async launch(id: ContainerID, config: ContainerConfig): Promise<void> {
    const name = formatContainerId(id);
    if (this.has(id)) throw new AlreadyLaunchedError(`Container ${name} is launched already`);
    if (id.parent) throw new Error('Nested containers are not supported');
    if (!this.takes(config)) throw unsupportedContainer(config.container, this.options.flags);
    const container = new DockerContainer(id, config);
    this.#unnoticed.take(name);
    this.#containers.set(name, container);
    this.#changed(container);
    try {
      await this.#prepare(container);
      if (config.builtIn) this.#startTaskExecutor(container);
      else await this.#startCustomExecutor(container);
    } catch (error) {
      container.failed = true;
      // Who has ended it meanwhile waits for that.
      if (container.phase === 'destroying') this.#end(container, {});
      throw error;
    }
    this.#changed(container);
  }

  has(id: ContainerID): boolean {
    return this.#find(id) !== undefined;
  }

  wait(id: ContainerID): Promise<ContainerTermination> | undefined {
    const container = this.#find(id);
    if (!container) {
      const termination = this.#unnoticed.take(formatContainerId(id));
      return termination && Promise.resolve(termination);
    }
    container.awaited = true;
    return container.ended;
  }

  destroy(id: ContainerID): void {
    const container = this.#find(id);
    if (!container || container.phase === 'destroying') return;
    const { phase, config, root, running, failed } = container;
    container.phase = 'destroying';
    container.fetching.abort();
    if (failed) return this.#forget(container, {});
    if (!root) return this.#forget(container, { message: `Container destroyed while ${phase}` });
    // The end of the executor is what ends the container of its task.
    if (config.builtIn) root.kill();
    else void running?.stop(this.options.flags.docker_stop_timeout);
  }

  kill(id: ContainerID, signal: Signal): boolean {
    const container = this.#find(id);
    if (!container?.root) return false;
    container.running?.signal(signal);
    if (signal === 'SIGKILL') container.root.kill();
    return true;
  }

  update(id: ContainerID, resources: readonly Resource[]): void {
    const { running, config } = this.#find(id) ?? {};
    // The container of a task has what its task was given.
    if (config && !config.builtIn)
      void running?.resize(cpuAndMemory({ resources, hardCpuLimit: this.options.flags.cgroups_enable_cfs }));
  }

  /** Mesos offers that for its own containerizer only. */
  attach(): IOSwitchboard | undefined {
    return undefined;
  }

  status(id: ContainerID): ContainerStatus | undefined {
    return this.#find(id)?.root && { container_id: id };
  }

  async measure(): Promise<(id: ContainerID) => ContainerUsage> {
    const measured = await Promise.all(
      Array.from(
        this.#containers,
        async ([name, { running }]) => [name, running?.live && (await usageOf(running.live))] as const,
      ),
    );
    const usages = new Map(measured);
    return (id) => usages.get(formatContainerId(id)) ?? {};
  }

  view(id: ContainerID): ContainerView | undefined {
    const container = this.#find(id);
    return container && { config: container.config, root: container.root };
  }

  config(id: ContainerID): ContainerConfig | undefined {
    const container = this.#find(id);
    return container?.root && container.config;
  }

  /** Only what is nested in others can be. */
  remove(): boolean {
    return false;
  }

  containers(): ContainerID[] {
    return Array.from(this.#containers.values(), ({ id }) => id);
  }

  async #prepare(container: DockerContainer): Promise<void> {
    const { config, id, fetching } = container;
    const { command, directory, user, task, executor } = config;
    await this.options.fetch({
      ...{ containerId: id.value, uris: command.uris ?? [], sandbox: directory, user, signal: fetching.signal },
      ...{ framework: executor?.framework.id?.value, task: task?.task_id.value },
    });
    if (container.phase !== 'fetching') throw new Error('Container is already destroyed');
    container.phase = 'pulling image';
    await this.#pull(config);
    await this.disk.makeOutputs(directory, user);
    if (container.phase !== 'pulling image') throw new Error('Container is already destroyed');
    container.phase = 'running';
  }

  async #pull({ container }: ContainerConfig): Promise<void> {
    const { image = '', force_pull_image } = container?.docker ?? {};
    const { engine } = this.share;
    try {
      await (force_pull_image ? pullImage(engine, image) : needImage(engine, image));
    } catch (error) {
      // What the engine said; ours is about more.
      const reason = reasonOf((error as Error).cause ?? error);
      throw new Error(
        `Failed to run 'docker -H ${engine.address.url} pull ${image}': exited with status 1; ` +
          `stderr='Error response from daemon: ${reason}\n'`,
      );
    }
  }

  #startTaskExecutor(container: DockerContainer): void {
    const { runtime, address, recoveryTimeoutMs, executorLingerMs: lingerMs, supervisorPid, flags } = this.options;
    const { config, id } = container;
    const { directory, executor } = config;
    // As in Mesos, the longer of the two counts.
    const shutdownGraceMs = Math.max(executor?.shutdownGraceMs ?? 0, flags.docker_stop_timeout);
    container.root = startExecutorActor(
      DockerExecutor,
      id,
      { ...config, executor: executor && { ...executor, shutdownGraceMs } },
      {
        place: { runtime, address, id: runtime.nameFor('docker-executor', address) },
        ...{ recoveryTimeoutMs, lingerMs, supervisorPid },
        launcher: dockerLauncher({
          sandbox: directory,
          run: (task) => this.#run(container, task.command ?? {}, { task, resources: task.resources ?? [], environment: {} }),
        }),
        onEnd: (status) => void this.#executorEnded(container, status),
      },
    );
  }

  async #executorEnded(container: DockerContainer, status: number): Promise<void> {
    if (!container.root) return;
    container.root = undefined;
    await container.running?.stop(this.options.flags.docker_stop_timeout);
    this.#end(container, { status });
  }

  async #startCustomExecutor(container: DockerContainer): Promise<void> {
    const { command, resources = [], executor } = container.config;
    const environment = await this.#executorEnvironment(container.config);
    if (container.phase !== 'running') throw new Error('Container is being destroyed during launching executor container');
    const ofExecutor = { resources, environment, executor: executor?.info.executor_id.value };
    const running = this.#run(container, command, ofExecutor);
    container.root = { pid: undefined, kill: () => running.signal('SIGKILL') };
    this.#changed(container);
    try {
      const { State } = await running.started;
      container.root = { pid: State.Pid || undefined, kill: () => running.signal('SIGKILL') };
    } catch (error) {
      container.root = undefined;
      throw error;
    }
    // Mesos sees the end of a process that is not its child, so it does not get to know how it ended.
    void running.ended.then(() => this.#end(container, {}));
  }

  /** An executor in a network of its own has another address, and needs another one for the agent. */
  async #executorEnvironment({ environment, command, container }: ContainerConfig): Promise<Record<string, string>> {
    const named = container?.docker?.parameters?.find(({ key }) => key === 'net' || key === 'network')?.value;
    const { network = 'HOST' } = container?.docker ?? {};
    const user = container?.network_infos?.[0]?.name ?? '';
    const name = named ?? { HOST: 'host', BRIDGE: 'bridge', NONE: 'none', USER: user }[network];
    const complete = { ...environment, ...commandEnvironment(command) };
    if (name === 'host') return complete;
    const { LIBPROCESS_IP: _ofHost, ...rest } = complete;
    const endpoint = await this.#relay.addressFor(name);
    const agentId = parsePid(this.options.agent)?.id ?? '';
    return { ...rest, MESOS_AGENT_ENDPOINT: endpoint, MESOS_SLAVE_PID: `${agentId}@${endpoint}` };
  }

  /** @throws Error in Mesos's words when the container cannot be described */
  #run(
    container: DockerContainer,
    command: CommandInfo,
    {
      task,
      executor,
      resources,
      environment,
    }: {
      readonly task?: TaskInfo;
      readonly executor?: string | undefined;
      readonly resources: readonly Resource[];
      readonly environment: Readonly<Record<string, string>>;
    },
  ): RunningContainer {
    const { config, name, id } = container;
    const { flags, runtime, address, agent } = this.options;
    const { sandbox_directory: mappedDirectory, cgroups_enable_cfs: hardCpuLimit, default_container_dns: defaultDns } = flags;
    const { directory: sandbox, container: info } = config;
    if (!info) throw new Error('No container info found');
    const described = runOptions({
      ...{ container: info, command, name, sandbox, mappedDirectory, resources, limits: task?.limits },
      ...{ hardCpuLimit, environment, defaultDns },
    });
    const framework = config.executor?.framework.id?.value;
    const create = createOptions(described, {
      ip: parsePid(agent)?.address.ip ?? address.ip,
      mounts: [{ source: sandbox, target: mappedDirectory }, ...this.#volumesOf(sandbox, resources)],
      labels: {
        ...this.share.labels,
        ...this.#ownLabels,
        [LABELS.role]: 'task',
        ...(framework !== undefined && { [LABELS.framework]: framework }),
        ...(task && { [LABELS.task]: task.task_id.value }),
        ...(executor !== undefined && { [LABELS.executor]: executor }),
      },
    });
    const running = new RunningContainer(this.share, { create, sandbox, warn: (text) => this.#log('warning', text) });
    container.running = running;
    const observe = (what: 'started' | 'exited', pid: number) =>
      runtime.observe({
        ...{ kind: 'command', process: formatAddress(address), agent, what, pid, text: id.value },
        ...{ framework, task: task?.task_id.value },
      });
    running.started.then(
      ({ State: { Pid: pid } }: Docker.ContainerInspectInfo) => {
        observe('started', pid);
        void running.ended.then(() => observe('exited', pid));
      },
      ({ cause }: Error) =>
        this.#log('error', `Docker did not run container ${name}: ${cause ? reasonOf(cause) : 'for an unknown reason'}`),
    );
    return running;
  }

  /** Volumes are links in the sandbox: where they lead to has to be there in the container, too. */
  #volumesOf(sandbox: string, resources: readonly Resource[]) {
    return resources.filter(isPersistentVolume).flatMap(({ disk }) => {
      const source = this.disk.linkTarget(join(sandbox, disk?.volume?.container_path ?? ''));
      return source === undefined ? [] : [{ source, target: source }];
    });
  }

  get #ownLabels(): Record<string, string> {
    return { [LABELS.agent]: this.options.workDirectory };
  }

  #end(container: DockerContainer, termination: ContainerTermination): void {
    const killed = container.phase === 'destroying';
    this.#forget(container, { ...termination, message: killed ? 'Container killed' : 'Container terminated' });
  }

  #forget(container: DockerContainer, termination: ContainerTermination): void {
    const name = formatContainerId(container.id);
    if (!this.#containers.delete(name)) return;
    if (!container.awaited) this.#unnoticed.add(name, termination);
    const { running } = container;
    if (running) {
      this.#over.set(running.name, running);
      this.options.runtime.clock.delay(this.options.flags.docker_remove_delay, () => void this.#removeFromEngine(running));
    }
    container.end(termination);
    this.#changed(container);
  }

  async #removeFromEngine(running: RunningContainer): Promise<void> {
    await running.remove();
    this.#over.delete(running.name);
  }

  /** What another process has left that ran the containers of this agent. */
  async #removeOrphans(): Promise<void> {
    const { engine } = this.share;
    try {
      const known = new Set([...Array.from(this.#containers.values(), ({ name }) => name), ...this.#over.keys()]);
      const filters = labelFilter({ [LABELS.role]: 'task', ...this.#ownLabels });
      const found = await engine.docker.listContainers({ all: true, filters });
      for (const { Id, Names } of found) {
        if (!Names.some((each) => known.has(each.slice(1)))) await removeContainer(engine, Id);
      }
    } catch (error) {
      this.#log('warning', `Failed to look for orphaned containers: ${(error as Error).message}`);
    }
  }

  #log(level: 'warning' | 'error', text: string): void {
    const { runtime, address } = this.options;
    runtime.observe({ kind: 'log', process: formatAddress(address), level, text });
  }

  #changed({ id }: DockerContainer): void {
    this.options.changed?.(id);
  }

  #find(id: ContainerID): DockerContainer | undefined {
    return this.#containers.get(formatContainerId(id));
  }
}
