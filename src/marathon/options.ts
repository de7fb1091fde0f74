import type { MasterDetector } from '../mesos/detector/detector.js';
import type { GroupOptions } from '../mesos/detector/group.js';
import type { Credential } from '../mesos/flags/credentials.js';
import type { Clock } from '../mesos/process/clock.js';
import type { Random } from '../mesos/process/random.js';

/** How a Marathon is started. */
export interface MarathonOptions {
  /** The URLs of masters, of which any may lead, or what tells who does. */
  readonly masters: string | readonly string[] | MasterDetector;
  readonly clock: Clock;
  /** Default: chance that nobody can repeat. */
  readonly random?: Random | undefined;
  /** Who the framework is, where masters ask that. */
  readonly credential?: Credential | undefined;
  /** Where its REST API listens. Default: a free port of loopback. */
  readonly ip?: string | undefined;
  readonly port?: number | undefined;
  /** Whether it is for who connects from this IP address. Default: it is for everybody. */
  readonly serves?: ((peer: string) => boolean) | undefined;
  /** Further names that clients may know it by; one that begins with a dot stands for all below it. Default: none. */
  readonly names?: readonly string[] | undefined;
  /** Where its state outlives it. Default: nowhere. */
  readonly zookeeper?: MarathonZooKeeper | undefined;
  /** As whom tasks run whose apps do not say. Default: the user of this process. */
  readonly user?: string | undefined;
  /** Whose resources it is offered, Marathon's flag mesos_role. Default: `*`. */
  readonly role?: string | undefined;
  /** The name of the framework. Default: `marathon`. */
  readonly name?: string | undefined;
  /** Ends the wait for the ZooKeeper at the start. */
  readonly signal?: AbortSignal | undefined;
  /** Told of what fails and will be tried again, and of requests that could not be answered. */
  readonly onFailure?: ((error: Error, what: string) => void) | undefined;
}

/** A znode, such as `/marathon`, and how to get there. */
export interface MarathonZooKeeper extends GroupOptions {
  /** For people, and for `/v2/info`: `zk://127.0.0.1:2181/marathon`. */
  readonly url: string;
}
