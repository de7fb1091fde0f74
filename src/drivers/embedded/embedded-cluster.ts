import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import type { Credential } from '../../mesos/flags/credentials.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { RegistryFile } from '../../mesos/master/registry-file.js';
import { MemoryRegistryStorage, type RegistryStorage } from '../../mesos/master/registry-storage.js';
import type { PathFinder } from '../../mesos/process/http/router.js';
import { HttpServer } from '../../mesos/process/http/server.js';
import { Libprocess } from '../../mesos/process/libprocess/libprocess.js';
import { seededRandom, systemRandom } from '../../mesos/process/random.js';
import { Runtime } from '../../mesos/process/runtime.js';
import { Problems } from '../../problem.js';
import { HappeningReader } from '../../timeline/from-happening.js';
import { Timeline } from '../../timeline/timeline.js';
import { ALL_CAPABILITIES, type Capability, requireNoContainer } from '../capabilities.js';
import { type AgentDescription, type ClusterDescription, MASTERS_ZOOKEEPER, type ZooKeeperDescription } from '../description.js';
import type {
  DriverActs,
  DriverAgent,
  DriverClock,
  DriverCluster,
  DriverFaults,
  DriverMaster,
  FailoverOptions,
} from '../driver.js';
import { hostNames } from '../listen.js';
import { reportOwnProcess } from '../own-process-rules.js';
import { Takedown } from '../takedown.js';
import { EmbeddedAgent } from './embedded-agent.js';
import type { EmbeddedContext } from './embedded-context.js';
import type { EmbeddedFaults } from './embedded-faults.js';
import { EmbeddedMasters } from './embedded-masters.js';
import type { EmbeddedZooKeeper } from './embedded-zookeeper.js';
import type { Machine } from './machine.js';
import type { AgentPlace } from './places.js';
import { RealMachine } from './real-machine.js';
import { SharedServer } from './shared-server.js';
import { SimulatedMachine } from './simulated-machine.js';
import { Turns } from './turns.js';
import { Waits } from './waits.js';

const KEPT_LOG_LINES = 20;

/** Masters and agents as actors of this process; tasks as processes of this machine. */
export class EmbeddedCluster implements DriverCluster, EmbeddedContext {
  readonly driver = 'embedded';
  readonly runtime: Runtime;
  readonly timeline: Timeline;
  readonly machine: Machine;
  readonly alikeAgents: EmbeddedContext['alikeAgents'] = new WeakMap();
  readonly turns = new Turns();
  #registry: RegistryStorage | undefined;
  readonly #reader = new HappeningReader();
  #faults: Promise<EmbeddedFaults> | undefined;
  readonly credential: Credential;
  /** That of the agents, where they share one. */
  readonly #agentServer: SharedServer | undefined;
  /** The last things that were logged, for errors. */
  readonly #log: string[] = [];
  readonly #zookeepers: EmbeddedZooKeeper[] = [];
  readonly #masters = new EmbeddedMasters(this, () => {
    for (const agent of this.#agents) agent.look();
  });
  /** Those of the description come first. */
  readonly #agents: AgentPlace[] = [];
  #directories = 0;
  readonly #waits: Waits;
  #alive = true;
  #destroyed: Promise<void> | undefined;

  constructor(
    readonly name: string,
    readonly description: ClusterDescription,
  ) {
    this.runtime = new Runtime({
      freezeMessages: process.env['MINIMESOS_FREEZE_MESSAGES'] === '1',
      virtualTime: description.clock === 'virtual',
      ...(description.seed !== undefined && { random: seededRandom(description.seed) }),
    });
    this.runtime.network = new Libprocess(this.runtime);
    this.#waits = new Waits(this.runtime);
    this.timeline = Timeline.fromRuntime(this.runtime, {}, this.#reader);
    this.credential = { principal: 'minimesos', secret: systemRandom.uuid() };
    this.runtime.onObservation((observation) => {
      if (observation.kind !== 'log') return;
      this.#log.push(`${observation.level} ${observation.process}: ${observation.text}`);
      if (this.#log.length > KEPT_LOG_LINES) this.#log.shift();
    });
    const simulated = description.containerizers === 'simulated';
    this.machine = simulated ? new SimulatedMachine(name, this.runtime, description.behaviours) : new RealMachine(name);
    if (!simulated) return;
    const failed = this.failureLog(() => 'agents');
    this.#agentServer = new SharedServer(
      new HttpServer<PathFinder>(undefined, failed, {
        network: this.runtime.network,
        names: () => description.agents.flatMap(({ flags }) => hostNames(description, flags)),
      }),
    );
  }

  get directory(): string | undefined {
    return this.machine.isReal ? this.machine.root : undefined;
  }

  get registry(): RegistryStorage {
    if (this.#hasOwnMasters) return new RegistryFile(this.registryFile, this.runtime);
    this.#registry ??= new MemoryRegistryStorage(this.#masters.quorum);
    return this.#registry;
  }

  get registryFile(): string {
    return join(this.machine.root, 'registry.json');
  }

  get capabilities(): readonly Capability[] {
    const ownMasters = this.#hasOwnMasters;
    if (!ownMasters && !this.#hasOwnAgents) return ALL_CAPABILITIES.filter((each) => each !== 'pause');
    return ['members', 'pause', 'reset', 'traffic', ...(ownMasters ? [] : (['killTask'] as const))];
  }

  get #hasOwnMasters(): boolean {
    return this.description.masters.some(({ ownProcess }) => ownProcess);
  }

  get #hasOwnAgents(): boolean {
    return this.description.agents.some(({ ownProcess }) => ownProcess) || this.#agents.some((agent) => 'ownProcess' in agent);
  }

  get masters(): readonly DriverMaster[] {
    return this.#masters.all;
  }

  get leader(): DriverMaster {
    return this.#masters.leader;
  }

  get agents(): readonly DriverAgent[] {
    return this.#agents.filter(({ running }) => running);
  }

  get zookeepers(): readonly EmbeddedZooKeeper[] {
    return this.#zookeepers;
  }

  get zookeeper(): EmbeddedZooKeeper | undefined {
    return this.#zookeepers.find(({ name }) => name === MASTERS_ZOOKEEPER);
  }

  async start(): Promise<void> {
    await this.#startZooKeepers();
    await this.#masters.start();
    for (const description of this.description.agents) await this.#newAgent(description);
    await Promise.all(this.#agents.map((agent) => agent.start()));
  }

  addAgent(description: AgentDescription): Promise<DriverAgent> {
    return this.turns.start(async () => {
      this.assertAlive('addAgent()');
      requireNoContainer('embedded', description);
      if (description.ownProcess) this.#requireRealTime();
      const agent = await this.#newAgent(description);
      try {
        await agent.start();
      } catch (error) {
        await this.#remove(agent);
        throw error;
      }
      return agent;
    });
  }

  async killTask(frameworkId: string, taskId: string): Promise<void> {
    const master = this.#masters.leading('killTask()').actor('killTask()');
    const framework = master.frameworks.get(frameworkId);
    if (!framework) {
      const frameworks = [...master.frameworks.keys()];
      throw new MinimesosError('UNKNOWN_FRAMEWORK', { cluster: this.name, framework: frameworkId, frameworks });
    }
    master.call(framework, { type: 'KILL', kill: { task_id: { value: taskId } } });
  }

  get clock(): DriverClock {
    const { runtime } = this;
    return {
      now: async () => runtime.clock.now(),
      advance: async (milliseconds) => {
        await this.#assertNoOwnProcess('clock.advance()');
        runtime.observe({ kind: 'clock', what: 'advanced', milliseconds });
        await runtime.advance(milliseconds);
        return runtime.clock.now();
      },
      step: async (latest) => {
        await this.#assertNoOwnProcess('clock.step()');
        return this.#step(latest);
      },
      settle: async () => {
        await this.#assertNoOwnProcess('clock.settle()');
        await runtime.calm();
      },
    };
  }

  async faults(): Promise<DriverFaults> {
    await this.#assertNoOwnProcess('faults');
    this.#faults ??= import('./embedded-faults.js').then(
      ({ EmbeddedFaults }) => new EmbeddedFaults(this.runtime, this.#reader, this.timeline),
    );
    return this.#faults;
  }

  async acts(): Promise<DriverActs> {
    await this.#assertNoOwnProcess('This act');
    const { EmbeddedActs } = await import('./embedded-acts.js');
    const agents = () => this.#agents.flatMap(({ actor }) => actor ?? []);
    return new EmbeddedActs({
      name: this.name,
      master: (operation) => this.#masters.leading(operation).actor(operation),
      agents,
    });
  }

  failover(options: FailoverOptions = {}): Promise<void> {
    return this.turns.start(() => {
      this.assertAlive('failover()');
      return this.#masters.failover(options, this.#agents);
    });
  }

  reset(): Promise<void> {
    return this.turns.reset(async () => {
      this.assertAlive('reset()');
      await this.#endAll();
      const added = this.#agents.slice(this.description.agents.length);
      await Promise.all([
        ...added.map((agent) => this.#remove(agent)),
        ...this.#agents.map(({ directory }) => this.machine.remove(directory)),
        this.machine.remove(this.registryFile),
      ]);
      this.assertAlive('reset()');
      this.#registry = undefined;
      for (const zookeeper of this.#zookeepers) zookeeper.reset();
      await this.#masters.startAgain();
      await Promise.all(this.#agents.map((agent) => agent.start()));
      this.runtime.observe({ kind: 'cluster', process: this.name, what: 'reset' });
    });
  }

  onChange(listener: () => void): () => void {
    return this.runtime.onObservation(listener);
  }

  destroy({ retain = false }: { retain?: boolean | undefined } = {}): Promise<void> {
    this.#destroyed ??= this.#end(retain);
    return this.#destroyed;
  }

  assertAlive(operation: string): void {
    if (!this.#alive) throw new MinimesosError('CLUSTER_DESTROYED', { cluster: this.name, operation });
  }

  failureLog(server: () => string): (error: Error, request: string) => void {
    return (error, request) => {
      const text = `${request} failed: ${error.stack ?? error.message}`;
      this.runtime.observe({ kind: 'log', process: server(), level: 'error', text });
    };
  }

  until(what: string, holds: () => boolean): Promise<void> {
    const { timeoutMs } = this.description;
    const stillHolds = () => {
      this.assertAlive(`To wait for ${what}`);
      return holds();
    };
    return this.#waits.until(stillHolds, timeoutMs, () => {
      const timeout = formatDuration(timeoutMs);
      return new MinimesosError('START_TIMEOUT', { cluster: this.name, waitedFor: what, timeout, log: [...this.#log] });
    });
  }

  async #startZooKeepers(): Promise<void> {
    const { zookeeper, zookeepers = {} } = this.description;
    const described: [string, ZooKeeperDescription][] = Object.entries(zookeepers);
    if (zookeeper) described.unshift([MASTERS_ZOOKEEPER, zookeeper]);
    if (described.length === 0) return;
    const { EmbeddedZooKeeper } = await import('./embedded-zookeeper.js');
    for (const [name, each] of described) this.#zookeepers.push(await EmbeddedZooKeeper.start(this, name, each));
  }

  /** Messages and actions alone change nothing that can be seen: what they bring about is in the timeline, too. */
  async #step(latest: number): Promise<number | undefined> {
    let happened = false;
    const stop = this.timeline.on(({ kind }) => {
      happened ||= kind !== 'message' && kind !== 'action' && kind !== 'fault';
    });
    try {
      while (await this.runtime.step(latest)) if (happened) return this.runtime.clock.now();
      return undefined;
    } finally {
      stop();
    }
  }

  /** What goes on in other processes can neither be held up nor moved in time. */
  async #assertNoOwnProcess(operation: string): Promise<void> {
    if (!this.capabilities.includes('pause')) return;
    throw (await import('./own-process.js')).notWithOwnProcess(this.name, operation);
  }

  /** @throws MinimesosError `INVALID_DESCRIPTION` where a process of its own could not be part of the cluster */
  #requireRealTime(): void {
    const problems = new Problems();
    reportOwnProcess('ownProcess', this.description, problems);
    const { list } = problems;
    if (list.length === 0) return;
    throw new MinimesosError('INVALID_DESCRIPTION', { source: 'addAgent()', described: 'an agent', problems: list });
  }

  async #newAgent(description: AgentDescription): Promise<AgentPlace> {
    const index = this.#directories++;
    const name = this.#agentServer && `slave(${index + 1})`;
    const server = name === undefined ? undefined : this.#agentServer?.serverOf(name);
    const directory = join(this.machine.root, `agent-${index}`);
    const agent = description.ownProcess
      ? new (await import('./own-agent.js')).OwnAgent(this, this.#masters, directory, description)
      : new EmbeddedAgent(this, this.#masters, { directory, name, server }, description);
    this.#agents.push(agent);
    return agent;
  }

  /** Takes an agent off the cluster that a reset has ended, or that has not come to be. */
  async #remove(agent: AgentPlace): Promise<void> {
    this.#agents.splice(this.#agents.indexOf(agent), 1);
    if (agent.running) await agent.kill();
    await agent.close();
    await this.machine.remove(agent.directory);
  }

  /** Ends all that goes on, tasks included; requests are answered with 503 from now on. Ports stay bound. */
  async #endAll(): Promise<void> {
    (await this.#faults)?.clear();
    for (const member of [...this.#masters.all, ...this.#agents]) member.silence();
    for (const agent of this.#agents) agent.abandon();
    const abandoned = this.#masters.abandon();
    this.runtime.terminateAll();
    await Promise.all([abandoned, this.machine.endTasks()]);
    // What was under way writes to the directories that are to be deleted, and messages find who has the pid then.
    await this.runtime.settle();
  }

  /** Kill first, tidy later: nothing here may keep what comes after it from being done. */
  async #end(retain: boolean): Promise<void> {
    this.#alive = false;
    const takedown = new Takedown(this.name);
    const abandoned = takedown.attempt(() => this.#masters.abandon());
    this.runtime.stop();
    this.#waits.stop();
    await Promise.all([
      abandoned,
      takedown.attempt(() => this.machine.endTasks()),
      ...[...this.#masters.all, ...this.#agents].map((member) => takedown.attempt(() => member.close())),
      ...this.#zookeepers.map((zookeeper) => takedown.attempt(() => zookeeper.stop())),
    ]);
    await takedown.attempt(() => this.#agentServer?.end());
    await takedown.attempt(() => this.machine.release({ retain }));
    takedown.assertDone();
  }
}
