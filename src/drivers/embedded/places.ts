import type { Agent } from '../../mesos/agent/agent.js';
import type { Master } from '../../mesos/master/master.js';
import type { DriverAgent, DriverMaster } from '../driver.js';

/** A place of a cluster: the master or agent there may be succeeded by another. */
interface Place {
  /** Cuts those who wait for an answer; whoever asks from now on is answered that nobody is there. */
  silence(): void;
  /** The first part of a reset: nothing goes on there. */
  abandon(): void;
  /** Ends it for good, and frees its port. */
  close(): Promise<void>;
}

/** Where a master is. */
export interface MasterPlace extends DriverMaster, Place {
  /** Who is, or was, there. */
  readonly id: string | undefined;
  /**
   * @param operation what it is needed for
   * @throws MinimesosError `MASTER_GONE` when it does not run, `NOT_WITH_OWN_PROCESS` when it is not in this process
   */
  actor(operation: string): Master;
  /** Whether it runs, and an agent of this id is registered with it. */
  hasAgent(id: string): boolean;
  /** Starts it for the first time, or again after the one before has ended. Resolves when it takes part in elections. */
  start(act?: string): Promise<void>;
  /** It crashes, if it runs, and everybody finds out at once, as far as that is possible. */
  fail(): Promise<void>;
  /** Nobody comes back to its port for now. */
  freePort(): Promise<void>;
}

/** Where an agent is. */
export interface AgentPlace extends DriverAgent, Place {
  readonly directory: string;
  /** Whether it runs, and it and the leading master agree that it is registered. */
  readonly registered: boolean;
  /** The one that runs in this process, if one does. */
  readonly actor: Agent | undefined;
  /** Starts it for the first time, or again after a reset. Resolves when the master has registered it. */
  start(): Promise<void>;
  /** There may be another leading master. */
  look(): void;
}
