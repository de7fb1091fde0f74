import { type MasterContender, StandaloneContender } from '../../mesos/detector/contender.js';
import { type MasterDetector, StandaloneDetector } from '../../mesos/detector/detector.js';
import type { Address } from '../../mesos/process/pid.js';
import type { MasterInfo } from '../../mesos/wire/messages.js';

/** How the masters of a cluster elect their leader, and agents find it. */
export interface Elections {
  /** Whether a master that has ended by itself is started again, as by a supervisor. */
  readonly supervised: boolean;
  /**
   * The master at this address takes part from now on.
   * @param sessionTimeoutMs how long it may be away before others know that it is gone
   */
  enter(address: Address, sessionTimeoutMs: number): Ballot;
  /** Nobody takes what is, or was, at this address for a candidate any more. */
  leave(address: Address): Promise<void>;
  /**
   * Tells agents who leads.
   * @param address that of the first who asks
   */
  detectorOf(address: Address): MasterDetector;
  /** A master has recovered, and serves. */
  serves(): void;
  /** A master that is a process of its own leads, or has ended. Where there is a ZooKeeper, everybody finds that out by itself. */
  outside(leader: MasterInfo | undefined): void;
  /** As far as that is possible, nobody takes a master that was a process of its own, at this address, for a candidate any more. */
  strike(address: Address): Promise<void>;
  /** Nobody takes part any more, or asks; others may afterwards. */
  clear(): Promise<void>;
}

/** A master's part in an election. */
export interface Ballot {
  readonly contender: MasterContender;
  readonly detector: MasterDetector;
  /** The master has crashed: nobody is told, but finds out. */
  crash(): void;
}

/** There is one master, and everybody knows at once whether it is there. */
export class StandaloneElections implements Elections {
  readonly supervised = false;
  readonly #detector = new StandaloneDetector();

  enter(): Ballot {
    const detector = this.#detector;
    return { contender: new StandaloneContender(detector), detector, crash: () => detector.appoint(undefined) };
  }

  async leave(): Promise<void> {
    this.#detector.appoint(undefined);
  }

  detectorOf(): MasterDetector {
    return this.#detector;
  }

  /** Here a master serves as soon as it is there. */
  serves(): void {}

  outside(leader: MasterInfo | undefined): void {
    this.#detector.appoint(leader);
  }

  strike(): Promise<void> {
    return this.leave();
  }

  clear(): Promise<void> {
    return this.leave();
  }
}
