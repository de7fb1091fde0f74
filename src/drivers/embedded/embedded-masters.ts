import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { formatAddress } from '../../mesos/process/pid.js';
import type { MasterInfo } from '../../mesos/wire/messages.js';
import { formatZooKeeperUrl } from '../../zookeeper/url.js';
import type { MasterDescription } from '../description.js';
import type { FailoverOptions } from '../driver.js';
import { noLeader } from '../no-leader.js';
import { type Elections, StandaloneElections } from './elections.js';
import type { EmbeddedContext } from './embedded-context.js';
import { EmbeddedMaster, type MasterSurroundings } from './embedded-master.js';
import type { AgentPlace, MasterPlace } from './places.js';

/** The masters of an embedded cluster, and which of them leads. */
export class EmbeddedMasters {
  readonly #all: MasterPlace[] = [];
  /** The one that leads, or did so last. */
  #leader: MasterPlace | undefined;
  #elections: Elections = new StandaloneElections();

  /** @param led called when a master leads from now on */
  constructor(
    private readonly cluster: EmbeddedContext,
    private readonly led: () => void,
  ) {}

  get all(): readonly MasterPlace[] {
    return this.#all;
  }

  /** The one that leads, or that led last. */
  get leader(): MasterPlace {
    const leader = this.#leader ?? this.#all[0];
    if (!leader) throw new Error('The cluster has no master.');
    return leader;
  }

  get elections(): Elections {
    return this.#elections;
  }

  /** What agents are told of their masters. */
  get place(): string {
    const { zookeeper } = this.cluster;
    return zookeeper ? formatZooKeeperUrl(zookeeper.location) : formatAddress(this.leader);
  }

  /** How many masters have to run before one can lead. */
  get quorum(): number {
    const { masters } = this.cluster.description;
    const given = Math.max(0, ...masters.map(({ flags }) => Number(flags['quorum'] ?? 0)));
    return given || Math.floor(masters.length / 2) + 1;
  }

  /** Starts all, for the first time: the first one leads. */
  async start(): Promise<void> {
    const { description, machine } = this.cluster;
    this.#elections = await this.#electionsOf();
    const surroundings = {
      elections: this.#elections,
      flags: this.#flags,
      leading: (master: MasterPlace) => this.#leads(master),
    };
    for (const [index, described] of description.masters.entries()) {
      const directory = join(machine.root, description.masters.length === 1 ? 'master' : `master-${index}`);
      const master = await this.#made(surroundings, directory, described);
      this.#all.push(master);
      await master.start();
    }
    await this.#untilOneLeads();
  }

  /** Starts all again, after a reset. */
  async startAgain(): Promise<void> {
    for (const master of this.#all) await master.start();
    await this.#untilOneLeads();
  }

  /** All that is under way ends without a word: masters are abandoned, and nobody takes them for candidates. */
  async abandon(): Promise<void> {
    for (const master of this.#all) master.abandon();
    await this.#elections.clear();
  }

  /** @throws MinimesosError `NO_LEADER` */
  leading(operation: string): MasterPlace {
    const { leader } = this;
    // Of a master that is alone there is more to say.
    if (leader.leading || this.#all.length === 1) return leader;
    throw noLeader(this.#all, operation);
  }

  /** Has another master lead; see {@link DriverCluster.failover}. */
  async failover({ restart = true }: FailoverOptions, agents: readonly AgentPlace[]): Promise<void> {
    const before = this.leader;
    const others = this.#all.filter((master) => master !== before && master.running).length;
    if (!restart && others < this.quorum) {
      const expected = `left out, as ${others} other masters run, and ${this.quorum} are needed before one can lead`;
      throw new MinimesosError('INVALID_ARGUMENT', { argument: 'restart of failover()', came: 'false', expected });
    }
    const there = agents.filter(({ registered }) => registered);
    const { id } = before;
    await before.fail();
    // Nothing that was sent to the one before may reach the next.
    await this.cluster.runtime.delivered();
    if (restart) await before.start();
    else await before.freePort();
    await this.cluster.until(
      'a new leading master with all agents that were there',
      () => this.leader.leading && this.leader.id !== id && there.every(({ running, registered }) => !running || registered),
    );
  }

  /** What flags say of all masters together. */
  get #flags(): Record<string, string> {
    return this.cluster.zookeeper ? { zk: this.place, quorum: String(this.quorum) } : {};
  }

  #leads(master: MasterPlace): void {
    this.#leader = master;
    this.#elections.serves();
    this.led();
  }

  async #electionsOf(): Promise<Elections> {
    const { zookeeper, runtime } = this.cluster;
    if (!zookeeper) return new StandaloneElections();
    const { ZooKeeperElections } = await import('./zookeeper-elections.js');
    const recovers = ({ id }: MasterInfo) => this.#all.some((master) => master.id === id && master.running && !master.leading);
    if (zookeeper.server) return new ZooKeeperElections(runtime, zookeeper, recovers);
    const { openTcpClient } = await import('../../zookeeper/tcp-client.js');
    const open = (servers: string, timeoutMs: number) => openTcpClient(servers, timeoutMs, runtime.random);
    return new ZooKeeperElections(runtime, zookeeper, recovers, open);
  }

  async #made(surroundings: MasterSurroundings, directory: string, described: MasterDescription): Promise<MasterPlace> {
    if (!described.ownProcess) return new EmbeddedMaster(this.cluster, surroundings, directory, described);
    const { OwnMaster } = await import('./own-master.js');
    return new OwnMaster(this.cluster, surroundings, directory, described);
  }

  #untilOneLeads(): Promise<void> {
    return this.cluster.until('a leading master', () => this.leader.leading);
  }
}
