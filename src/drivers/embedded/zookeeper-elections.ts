import { isMinimesosError } from '../../errors.js';
import type { MasterDetector } from '../../mesos/detector/detector.js';
import { Group } from '../../mesos/detector/group.js';
import { ZooKeeperContender } from '../../mesos/detector/zookeeper-contender.js';
import { ZooKeeperDetector } from '../../mesos/detector/zookeeper-detector.js';
import { Clock } from '../../mesos/process/clock.js';
import type { Address } from '../../mesos/process/pid.js';
import type { Runtime } from '../../mesos/process/runtime.js';
import type { MasterInfo } from '../../mesos/wire/messages.js';
import { type ZooKeeperClient, ZooKeeperError } from '../../zookeeper/client.js';
import { connectString } from '../../zookeeper/url.js';
import { deleteZnodesOfDead, LOOK_SESSION_MS } from '../dead-masters.js';
import { AgentsDetector } from './agents-detector.js';
import type { Ballot, Elections } from './elections.js';
import type { MastersZooKeeper } from './embedded-context.js';

/** Of agents, which have one session together. */
const SESSION_TIMEOUT_MS = 10_000;

/** Masters find out who leads by a ZooKeeper; each has a session of its own, all agents have one. */
export class ZooKeeperElections implements Elections {
  readonly supervised = true;
  /** Those that take part, or have crashed and may still be thought to. */
  readonly #groups = new Set<Group>();
  #agents: AgentsDetector | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly zookeeper: MastersZooKeeper,
    /** Whether this is a master of the cluster that has been elected, but does not serve yet. */
    private readonly recovers: (leader: MasterInfo) => boolean,
    /** Needed where the cluster does not run the ZooKeeper. */
    private readonly openTcp?: (servers: string, timeoutMs: number) => ZooKeeperClient,
  ) {}

  enter(address: Address, timeoutMs: number): Ballot {
    const group = this.#group(address, timeoutMs);
    return {
      contender: new ZooKeeperContender(group),
      detector: new ZooKeeperDetector(group),
      crash: () => group.terminate(),
    };
  }

  async leave({ ip, port }: Address): Promise<void> {
    const there = [...this.#groups].filter(({ address }) => address.ip === ip && address.port === port);
    await Promise.all(there.map((group) => this.#leave(group)));
  }

  detectorOf(address: Address): MasterDetector {
    this.#agents ??= new AgentsDetector(
      new ZooKeeperDetector(this.#group(address, SESSION_TIMEOUT_MS)),
      this.recovers,
      (leader) =>
        this.runtime.observe({
          kind: 'election',
          process: 'agents',
          what: leader ? 'detected' : 'no leader',
          leader: leader?.pid,
        }),
    );
    return this.#agents;
  }

  serves(): void {
    this.#agents?.look();
  }

  outside(): void {}

  /** Where nobody answers, others find out by themselves when its session has ended. */
  async strike(address: Address): Promise<void> {
    const { location } = this.zookeeper;
    const { path, credentials } = location;
    const open = () => this.#open(address, LOOK_SESSION_MS);
    const isDead = (ip: string, port: number) => ip === address.ip && port === address.port;
    const clock = new Clock();
    try {
      await deleteZnodesOfDead({ connectString: connectString(location), path, credentials, open }, isDead, clock);
    } catch (error) {
      if (!isMinimesosError(error, 'ZOOKEEPER_UNREACHABLE') && !(error instanceof ZooKeeperError)) throw error;
    } finally {
      clock.stop();
    }
  }

  async clear(): Promise<void> {
    this.#agents = undefined;
    await Promise.all(Array.from(this.#groups, (group) => this.#leave(group)));
  }

  #group(address: Address, timeoutMs: number): Group {
    const { location } = this.zookeeper;
    const open = () => this.#open(address, timeoutMs);
    const group = new Group(this.runtime, address, { path: location.path, credentials: location.credentials, open });
    this.#groups.add(group);
    return this.runtime.spawn(group);
  }

  #open(from: Address, timeoutMs: number): ZooKeeperClient {
    const { server, location } = this.zookeeper;
    if (server) return server.open({ timeoutMs, from, dispatch: (action) => this.runtime.dispatch(action) });
    if (!this.openTcp) throw new Error('Nobody has said how to get to the ZooKeeper.');
    return this.openTcp(connectString(location), timeoutMs);
  }

  #leave(group: Group): Promise<void> {
    this.#groups.delete(group);
    const { server } = this.zookeeper;
    const livesOn = group.alive || !server || server.sessions.some(({ id }) => id === group.sessionId);
    return livesOn ? group.leave() : Promise.resolve();
  }
}
