import { MinimesosError } from '../../errors.js';
import { HttpClient } from '../../http-client.js';
import type { Credential } from '../../mesos/flags/credentials.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import { atMost } from '../../mesos/process/at-most.js';
import { Clock } from '../../mesos/process/clock.js';
import { type Address, formatAddress, parsePid } from '../../mesos/process/pid.js';
import { Timeline } from '../../timeline/timeline.js';
import { AttachedCluster } from '../attached/attached-cluster.js';
import { placeOf } from '../attached/masters.js';
import { type Capability, unsupported } from '../capabilities.js';
import type { AgentDescription, ClusterDescription } from '../description.js';
import type { DriverClock, DriverCluster, DriverMaster, DriverZooKeeper, FailoverOptions } from '../driver.js';
import { noLeader } from '../no-leader.js';
import type { Program } from './program.js';
import type { MembersContext, Place, ProgramAgent, ProgramMaster } from './program-members.js';

const LOOK_MS = 20;

/**
 * A cluster of programs that are no part of this process, each of them a master or an agent of Mesos. What goes on in them is seen
 * as that of a cluster elsewhere is.
 */
export abstract class ProgramCluster implements DriverCluster, MembersContext {
  abstract readonly driver: DriverCluster['driver'];
  abstract readonly zookeepers: readonly DriverZooKeeper[];
  readonly capabilities: readonly Capability[] = ['members', 'pause'];
  readonly credential: Credential | undefined;
  readonly http: HttpClient;
  readonly timeline = new Timeline();
  protected readonly time = new Clock();
  protected readonly allMasters: ProgramMaster[] = [];
  protected readonly allAgents: ProgramAgent[] = [];
  /** What is seen of the cluster from outside. */
  protected seen: AttachedCluster | undefined;
  readonly #listeners = new Set<() => void>();
  /** Why nothing comes any more of what was waited for. */
  #over: Error | undefined;

  constructor(
    readonly name: string,
    protected readonly description: ClusterDescription,
    credential: Credential | undefined,
  ) {
    this.credential = credential;
    this.http = new HttpClient(() => this.credential);
  }

  get mesosVersion(): string {
    return this.seen?.mesosVersion ?? '';
  }

  get masters(): readonly DriverMaster[] {
    return this.allMasters;
  }

  get leader(): DriverMaster {
    const url = this.seen?.leader.url;
    const leader = this.allMasters.find((master) => master.url === url) ?? this.allMasters[0];
    if (!leader) throw new Error('No master is known.');
    return leader;
  }

  get agents(): readonly ProgramAgent[] {
    return this.allAgents.filter(({ running }) => running);
  }

  get clock(): DriverClock {
    const refuse = async (operation: string): Promise<never> => {
      throw unsupported(this.driver, operation, 'the time of its processes is that of the machine');
    };
    return {
      now: async () => this.time.now(),
      advance: () => refuse('clock.advance()'),
      step: () => refuse('clock.step()'),
      settle: () => refuse('clock.settle()'),
    };
  }

  async addAgent(description: AgentDescription): Promise<ProgramAgent> {
    const agent = await this.planAgent(description);
    this.allAgents.push(agent);
    try {
      await agent.start();
      return agent;
    } catch (error) {
      this.allAgents.splice(this.allAgents.indexOf(agent), 1);
      await agent.close();
      throw error;
    }
  }

  async failover({ restart = true }: FailoverOptions = {}): Promise<void> {
    const leader = this.allMasters.find(({ leading }) => leading);
    if (!leader) throw noLeader(this.allMasters, 'failover()');
    const others = this.allMasters.filter((master) => master !== leader && master.running).length;
    if (!restart && others < Math.floor(this.allMasters.length / 2) + 1) {
      const came = `false, with ${others} of ${this.allMasters.length} masters left`;
      throw new MinimesosError('INVALID_ARGUMENT', { argument: 'restart of failover()', came, expected: 'true, or left out' });
    }
    const before = this.agents.map(({ id }) => id);
    this.observe('failed over from master', leader.place.address);
    await leader.kill();
    if (restart) await leader.restart();
    await this.await('another master to lead, with all agents', async () => {
      await this.endSessionsOfDead();
      return this.leader.leading && before.every((id) => this.seen?.agents.some((agent) => agent.id === id));
    });
  }

  async killTask(): Promise<never> {
    throw unsupported(
      this.driver,
      'killTask()',
      'only the scheduler of a task may kill it; an operator can tear down its framework',
    );
  }

  async faults(): Promise<never> {
    throw unsupported(this.driver, 'A fault', 'what its processes send each other does not pass through minimesos');
  }

  async acts(): Promise<never> {
    throw unsupported(this.driver, 'What is to go wrong', 'only its own master and agents could do it');
  }

  async reset(): Promise<never> {
    throw unsupported(this.driver, 'reset()', 'programs of Mesos are ended and started anew: destroy it and start another');
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async refresh(): Promise<void> {
    // Nobody could tell.
    if (this.allMasters.some(({ running }) => running)) await this.seen?.refresh();
  }

  abstract destroy(options?: { retain?: boolean | undefined }): Promise<void>;

  // What masters and agents need.

  abstract launch(place: Place, flags: GivenFlags): Promise<Program>;
  abstract endSessionsOfDead(): Promise<void>;

  observe(what: string, address: Address, details?: Readonly<Record<string, unknown>>): void {
    this.timeline.add({
      at: this.time.now(),
      kind: 'cluster',
      source: formatAddress(address),
      what,
      ...(details && { details }),
    });
    this.changed();
  }

  leads({ ip, port }: Address): boolean {
    const { url } = this.#placeOf(ip, port);
    return this.seen?.leader.url === url && this.seen.leader.leading;
  }

  idOf({ ip, port }: Address): string | undefined {
    const agents = this.seen?.agents ?? [];
    return agents.find(({ pid }) => {
      const address = parsePid(pid)?.address;
      return address?.ip === ip && address.port === port;
    })?.id;
  }

  until(what: string, program: Program, holds: () => boolean | Promise<boolean>): Promise<void> {
    return this.await(what, holds, program);
  }

  async untilEnded(what: string, program: Program): Promise<void> {
    const { timeoutMs } = this.description;
    const isGone = await atMost(
      this.time,
      timeoutMs,
      program.ended.then(() => true),
    );
    if (isGone) return;
    const left = [`${what}, which was to leave within ${timeoutMs / 1000} s`];
    throw new MinimesosError('DESTROY_TIMEOUT', { cluster: this.name, left });
  }

  // What the kinds of such clusters need.

  protected abstract planAgent(description: AgentDescription): Promise<ProgramAgent>;

  /** Starts the masters and agents that are known, and does not wait for what they are to be. */
  protected async launchMembers(): Promise<void> {
    await Promise.all([...this.allMasters, ...this.allAgents].map((member) => member.launch()));
  }

  /** Resolves when all masters serve, and one leads. */
  protected async mastersServe(master: string): Promise<void> {
    await Promise.all(this.allMasters.map((each) => each.serves()));
    await this.look(master);
  }

  protected async agentsServe(): Promise<void> {
    await Promise.all(this.allAgents.map((each) => each.serves()));
  }

  /** Begins to see the cluster from outside; resolves when a master leads. */
  protected async look(master: string): Promise<void> {
    const attached = { master, credential: this.credential };
    const seen = new AttachedCluster(attached, this.description.timeoutMs, (host, port) => this.#placeOf(host, port));
    this.seen = seen;
    seen.timeline.on(({ sequence: _, ...entry }) => this.timeline.add(entry));
    seen.onChange(() => this.changed());
    await seen.start();
  }

  /** Nothing is waited for any more. */
  protected end(reason?: Error): void {
    this.#over ??= reason ?? new MinimesosError('CLUSTER_DESTROYED', { cluster: this.name, operation: 'start()' });
  }

  /** @throws why nothing is to be started any more */
  protected assertAlive(): void {
    if (this.#over) throw this.#over;
  }

  /** @throws MinimesosError `START_FAILED` with the last log lines when the program has ended, `START_TIMEOUT` */
  protected async await(what: string, holds: () => boolean | Promise<boolean>, program?: Program): Promise<void> {
    const { timeoutMs } = this.description;
    const deadline = this.time.now() + timeoutMs;
    // Who has a connection and says nothing does not hold up the deadline.
    const inTime = <Result>(look: Promise<Result>) => atMost(this.time, Math.max(LOOK_MS, deadline - this.time.now()), look);
    while (!(await inTime(Promise.resolve(holds())))) {
      this.assertAlive();
      if (program?.end !== undefined) {
        const reason = `what was to serve as ${what.split(' to ')[0]} ${program.end}`;
        throw new MinimesosError('START_FAILED', { cluster: this.name, reason, log: await program.lastLines() });
      }
      if (this.time.now() > deadline) {
        const timeout = formatDuration(timeoutMs);
        throw new MinimesosError('START_TIMEOUT', {
          ...{ cluster: this.name, timeout, waitedFor: what, log: await program?.lastLines() },
        });
      }
      await this.time.sleep(LOOK_MS);
      await inTime(this.refresh());
    }
  }

  protected changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #placeOf(host: string, port: number) {
    const master = this.allMasters.find(({ place: { address } }) => address.ip === host && address.port === port);
    const { published } = master?.place ?? {};
    return published ? placeOf(published.ip, published.port) : placeOf(host, port);
  }
}
