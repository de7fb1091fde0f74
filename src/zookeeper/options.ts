import type { Clock } from '../mesos/process/clock.js';
import type { Random } from '../mesos/process/random.js';
import type { ZooKeeperSessionEvent } from './session-info.js';
import type { Dispatch } from './wire.js';

/** How a ZooKeeper server is set up. Everything has a default. */
export interface ZooKeeperOptions {
  /** Where it listens; `127.0.0.1` by default. */
  readonly ip?: string | undefined;
  /** 0, the default, takes any free port. */
  readonly port?: number | undefined;
  /** Where data and sessions are kept, for a later server; one at a time. They are only in memory by default. */
  readonly directory?: string | undefined;
  /** The time of sessions and znodes; one of its own by default. */
  readonly clock?: Clock | undefined;
  /**
   * The time by which clients live, that of the machine by default: who is connected, and has been heard of in time by this one,
   * keeps its session when a test moves the other one.
   */
  readonly worldClock?: Clock | undefined;
  /** Where passwords of sessions come from. */
  readonly random?: Random | undefined;
  /** ZooKeeper's unit of time in milliseconds, 2000 by default: timeouts of sessions lie between 2 and 20 of it. */
  readonly tickTimeMs?: number | undefined;
  readonly minSessionTimeoutMs?: number | undefined;
  readonly maxSessionTimeoutMs?: number | undefined;
  /** How often containers and znodes with a time to live are looked at, in milliseconds; 60000 by default. */
  readonly containerCheckIntervalMs?: number | undefined;
  /** Is told what becomes of sessions. */
  readonly onSession?: ((event: ZooKeeperSessionEvent) => void) | undefined;
  /** Is told of what goes wrong in the server itself, such as a disk that is full; the client concerned, if there is one, is cut off. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/** A client within the process of the server. */
export interface LocalClientOptions {
  /** After how many milliseconds without a connection its session ends. */
  readonly timeoutMs: number;
  /** What the server takes for its address. */
  readonly from: { readonly ip: string; readonly port: number };
  /** How what passes between the two is put on its way. */
  readonly dispatch: Dispatch;
}
