import type { FaultInfo, FaultRuleInput } from '../faults/fault-rule.js';
import type { Credential } from '../mesos/flags/credentials.js';
import type { Timeline } from '../timeline/timeline.js';
import type { ZooKeeperSession } from '../zookeeper/session-info.js';
import type { DriverApps } from './apps.js';
import type { Capability } from './capabilities.js';
import type { AgentDescription, ClusterDescription } from './description.js';

/** A master or agent as every driver can show it. */
export interface DriverMember {
  /** `http://ip:port`. */
  readonly url: string;
  readonly ip: string;
  readonly port: number;
}

export interface DriverMaster extends DriverMember {
  /** Whether it is there: started, and not killed since. */
  readonly running: boolean;
  /** Whether it has been elected, and serves. */
  readonly leading: boolean;
  /** Why it does not run, when it has ended by itself and this process knows about it. */
  readonly end?: string | undefined;
  /**
   * Is gone at once, as if its process had crashed: connections are cut, and agents detect that there is no master; with a
   * ZooKeeper they do when its session is over.
   * @throws MinimesosError `MASTER_GONE` when it does not run
   */
  kill(): Promise<void>;
  /**
   * Starts a new one at the same port; one that runs is killed first, and nobody waits for the end of the session that the one
   * before had. As in Mesos it recovers the registry when it leads: agents, what operators have ordered of them, quotas, weights and
   * maintenance; with the flag `registry: in_memory` it knows nothing of the one before. Resolves when it takes part in the
   * election of the leader, which one that is alone has won by then.
   * @throws MinimesosError `PORT_TAKEN`, `START_FAILED`, `START_TIMEOUT`
   */
  restart(): Promise<void>;
  /**
   * Stands still, as a process that is stopped: connections stay, and nobody answers on them. Resolves when it does.
   * @throws MinimesosError `OWN_PROCESS_NEEDED` when it is no process of its own, `MASTER_GONE` when it does not run
   */
  pause(): Promise<void>;
  /**
   * Goes on.
   * @throws MinimesosError as `pause`
   */
  resume(): Promise<void>;
}

export interface DriverAgent extends DriverMember {
  /** The id the master gave it last; a reset or a restart after `stop()` brings a new one. */
  readonly id: string;
  /** Whether it is there: started, and neither stopped nor killed since. */
  readonly running: boolean;
  /** Why it does not run, when it has ended by itself and this process knows about it. */
  readonly end?: string | undefined;
  /**
   * Leaves the cluster in an orderly way: its executors are shut down, the master removes it.
   * @throws MinimesosError `AGENT_GONE` when it does not run
   */
  stop(): Promise<void>;
  /**
   * Is gone at once, as if its process had crashed: nobody is told, and what it had started is left to itself.
   * @throws MinimesosError `AGENT_GONE` when it does not run
   */
  kill(): Promise<void>;
  /**
   * Starts it again at the same port, on the same work directory; one that runs is killed first. As in Mesos, one that was
   * killed keeps its id and recovers the executors of frameworks with `checkpoint`; one that was stopped comes back as a new
   * agent. Resolves when the master has registered it, or, with the flag `recover: cleanup`, when it has ended again.
   * @param changes How it is configured from now on, until a reset; what is not mentioned stays.
   * @throws MinimesosError `PORT_TAKEN`, `START_TIMEOUT`, `AGENT_GONE` when a reset has taken it off the cluster,
   *   `RECOVERY_FAILED` when its checkpoint is damaged, or does not allow the changes
   */
  restart(changes?: AgentChanges): Promise<void>;
  /**
   * Stands still, as a process that is stopped: connections stay, and nobody answers on them. Resolves when it does.
   * @throws MinimesosError `OWN_PROCESS_NEEDED` when it is no process of its own, `AGENT_GONE` when it does not run
   */
  pause(): Promise<void>;
  /**
   * Goes on.
   * @throws MinimesosError as `pause`
   */
  resume(): Promise<void>;
}

/** A ZooKeeper that a cluster runs, or uses. Its acts reject with `ZOOKEEPER_EXTERNAL` where the cluster does not run it. */
export interface DriverZooKeeper {
  /** `masters`, or what the description calls a further one. */
  readonly name: string;
  /** `zk://127.0.0.1:2181/mesos`, with credentials where it has some; a further one has no path. */
  readonly url: string;
  /** `127.0.0.1:2181`, or several of them with commas. */
  readonly connectString: string;
  /** Where it listens, or the first of several servers; may be a name where the cluster does not run it. */
  readonly ip: string;
  readonly port: number;
  /** Whether it was there before the cluster. */
  readonly external: boolean;
  /** All sessions that have not ended. */
  sessions(): Promise<readonly ZooKeeperSession[]>;
  /**
   * Ends a session as if it had been silent for too long.
   * @param session its id, the address of its client, or the path of one of its ephemeral znodes
   * @throws MinimesosError `UNKNOWN_SESSION`
   */
  expireSession(session: string): Promise<void>;
  /**
   * Cuts the connection of a session, which goes on.
   * @param session as for `expireSession`
   * @throws MinimesosError `UNKNOWN_SESSION`
   */
  dropConnection(session: string): Promise<void>;
  /** Stands still, as a process that is stopped. */
  freeze(): Promise<void>;
  /** Goes on. */
  thaw(): Promise<void>;
  /** Only reads from now on, as one that has lost its quorum; or writes again. */
  setReadOnly(readOnly: boolean): Promise<void>;
  /**
   * Stops and starts again on the same port, with all data and sessions; resolves when it takes sessions.
   * @throws MinimesosError `PORT_TAKEN`; `START_TIMEOUT` of one in a container
   */
  restart(): Promise<void>;
}

/** A container beside those of Mesos. */
export interface DriverContainer {
  /** What the description calls it. */
  readonly name: string;
  readonly running: boolean;
  /** Its address in the network of the cluster; empty for one in that of the machine. */
  readonly ip: string;
  /** Where its ports are reached from here. */
  readonly addresses: readonly { readonly port: number; readonly reached: { readonly ip: string; readonly port: number } }[];
  /** All that it has written so far. */
  log(): Promise<string>;
}

/** What was sent of an image to the engines of agents. */
export interface PushedImage {
  /** As agents name it. */
  readonly image: string;
  /** How many of its layers had to be sent. */
  readonly layersSent: number;
  /** How many of them were there already. */
  readonly layersPresent: number;
}

/** How the leader is replaced. */
export interface FailoverOptions {
  /** Whether the one that led is started again, as a follower. Default: true. */
  readonly restart?: boolean | undefined;
}

/** What may be different when an agent starts again. Flags are added to those that it has. */
export type AgentChanges = Partial<Pick<AgentDescription, 'resources' | 'attributes' | 'flags'>>;

/** Rules about what goes wrong with the traffic of a cluster. The first that matches counts. */
export interface DriverFaults {
  /** @throws MinimesosError `INVALID_FAULT` */
  add(rule: FaultRuleInput): Promise<FaultInfo>;
  /** In the order in which they were added. */
  list(): Promise<readonly FaultInfo[]>;
  /**
   * Lets what a rule holds pass, oldest first.
   * @throws MinimesosError `UNKNOWN_FAULT`
   */
  release(id: number, count?: number): Promise<FaultInfo>;
  /**
   * Ends a rule, and lets pass what it holds.
   * @throws MinimesosError `UNKNOWN_FAULT`
   */
  remove(id: number): Promise<void>;
}

/** Whose offers are meant, by ids: all of whom, or on which, this is true. */
export interface OffersName {
  readonly framework?: string | undefined;
  readonly agent?: string | undefined;
}

/** A task, by ids. */
export interface TaskName {
  readonly framework: string;
  readonly task: string;
}

/** An executor, by its own id or by that of a task that it has. */
export interface ExecutorName extends Partial<TaskName> {
  readonly framework: string;
  readonly executor?: string | undefined;
  /** Where it is; needed where several agents have one of this id. */
  readonly agent?: string | undefined;
}

/** What goes wrong once, now. */
export interface DriverActs {
  /** Has the master take offers back; resolves with how many. */
  rescindOffers(offers: OffersName): Promise<number>;
  /**
   * Kills an executor with all that it runs, as if it had crashed.
   * @throws MinimesosError `UNKNOWN_EXECUTOR`, `AMBIGUOUS_NAME`
   */
  killExecutor(executor: ExecutorName): Promise<void>;
  /**
   * Stops the processes of a task, with all their descendants.
   * @throws MinimesosError `TASK_NOT_RUNNING`
   */
  pauseTask(task: TaskName): Promise<void>;
  /**
   * Lets them go on.
   * @throws MinimesosError `TASK_NOT_RUNNING`
   */
  resumeTask(task: TaskName): Promise<void>;
  /**
   * Ends a task as if its sandbox had been found to be larger than its disk.
   * @throws MinimesosError `TASK_NOT_RUNNING`, `INVALID_ARGUMENT` when it was given no disk
   */
  fillSandbox(task: TaskName): Promise<void>;
}

/** The time of a cluster. */
export interface DriverClock {
  /** Milliseconds since 1970, with fractions. */
  now(): Promise<number>;
  /** Moves time ahead; timers fire at their own time, in order. Resolves with the time then. */
  advance(milliseconds: number): Promise<number>;
  /**
   * Moves time to the next timer that sets something off, but not beyond `latest` (milliseconds since 1970). Resolves with the
   * time then; undefined when nothing happens until `latest`.
   */
  step(latest: number): Promise<number | undefined>;
  /** Resolves when no message is on its way and nothing is under way inside the cluster. */
  settle(): Promise<void>;
}

/** Where the names of a cluster are served. */
export interface NamesAddress {
  readonly ip: string;
  /** Where DNS is spoken. */
  readonly port: number;
  readonly httpPort: number;
  /** What all names end with. */
  readonly domain: string;
}

/** A cluster that runs. `cluster/` knows the drivers by this interface only. */
export interface DriverCluster {
  readonly driver: ClusterDescription['driver'];
  /** What of all that not every driver can do is possible with it. The rest rejects with `UNSUPPORTED_BY_DRIVER`. */
  readonly capabilities: readonly Capability[];
  /** The version of Mesos, where the description does not tell. */
  readonly mesosVersion?: string;
  readonly masters: readonly DriverMaster[];
  /** The one that leads, or that led last. */
  readonly leader: DriverMaster;
  /** Those that run, oldest first. */
  readonly agents: readonly DriverAgent[];
  /** That of the masters first. */
  readonly zookeepers: readonly DriverZooKeeper[];
  /** Those beside Mesos, for drivers that run such. */
  readonly containers?: readonly DriverContainer[];
  /** Brings an image to the engines of the agents, where they have such. */
  readonly pushImage?: ((image: string) => Promise<PushedImage>) | undefined;
  /** Where its names are served, where that is seen to elsewhere. */
  readonly names?: NamesAddress | undefined;
  /** What installs apps on it, where that is seen to elsewhere. */
  readonly apps?: DriverApps | undefined;
  /** Where tasks get at the machine that runs them, where that is not loopback. */
  readonly gateway?: string | undefined;
  /** Everything that happened on it since its start, over all resets. */
  readonly timeline: Timeline;
  /** What minimesos itself shows to masters and agents, where they ask who it is. */
  readonly credential?: Credential | undefined;
  /** Where it keeps everything it writes, sandboxes included; undefined when that is not on this machine. */
  readonly directory?: string | undefined;
  /** Resolves when the master has registered the new agent. */
  addAgent(description: AgentDescription): Promise<DriverAgent>;
  /**
   * Kills the leading master, and ends its session, so that nobody waits for that. Resolves when another one leads and all agents
   * that were registered are registered with it; where there is one master, that is its successor.
   * @throws MinimesosError `START_TIMEOUT`, `INVALID_ARGUMENT` when too few masters would be left
   */
  failover(options?: FailoverOptions): Promise<void>;
  /**
   * Kills a task as if its scheduler had asked for it with KILL.
   * @throws MinimesosError `UNKNOWN_FRAMEWORK`; of a task that is not known its scheduler is told, as after KILL
   */
  killTask(frameworkId: string, taskId: string): Promise<void>;
  /** Loaded when first needed. */
  faults(): Promise<DriverFaults>;
  /** Loaded when first needed. */
  acts(): Promise<DriverActs>;
  readonly clock: DriverClock;
  /**
   * Makes it as if it had just been started: tasks are killed, streams end, nothing is known of frameworks or tasks, ids are
   * new, work directories are empty, ZooKeepers have no sessions and the data of their start; ports stay. The agents are those of
   * the description again: added ones are gone, stopped and killed ones are back. The timeline and the listeners of `onChange`
   * stay.
   */
  reset(): Promise<void>;
  /** Calls `listener` whenever something may have changed; returns a function that ends this. */
  onChange(listener: () => void): () => void;
  /** Calls `listener` when the cluster is gone without having been destroyed from here; for drivers that can lose one. */
  onLost?(listener: (error: Error) => void): void;
  /** Finds out how its members are now; for drivers that hear of it later. */
  refresh?(): Promise<void>;
  /** What is behind an error that came up while the cluster was used: that it is lost, perhaps, or only the error itself. */
  explain?(error: unknown): Promise<unknown>;
  /** Lets go of a cluster that can live without this process. */
  disconnect?(): Promise<void>;
  /**
   * Ends everything that belongs to the cluster, and resolves when nothing of it is left; with `retain`, its directory is.
   */
  destroy(options?: { retain?: boolean | undefined }): Promise<void>;
}

export interface Driver {
  /**
   * Resolves when the cluster is ready: a leading master with all agents. A start that fails leaves nothing behind, save for
   * the directory, of which the error tells, when the description says `retain`.
   */
  start(name: string, description: ClusterDescription): Promise<DriverCluster>;
}
