import type { AgentDescription, ClusterDescription } from './description.js';

/** A master or agent as every driver can show it. */
export interface DriverMember {
  /** `http://ip:port`. */
  readonly url: string;
  readonly ip: string;
  readonly port: number;
}

export interface DriverAgent extends DriverMember {
  /** The id the master gave it. */
  readonly id: string;
  /** Leaves the cluster in an orderly way: its executors are shut down, the master removes it. */
  stop(): Promise<void>;
  /** Is gone at once, as if its process had crashed: nobody is told, and what it had started is left to itself. */
  kill(): Promise<void>;
}

/** A cluster that runs. `cluster/` knows the drivers by this interface only. */
export interface DriverCluster {
  readonly masters: readonly DriverMember[];
  /** Those that were started and neither stopped nor killed, oldest first. */
  readonly agents: readonly DriverAgent[];
  /** Resolves when the master has registered the new agent. */
  addAgent(description: AgentDescription): Promise<DriverAgent>;
  /** Calls `listener` whenever something may have changed; returns a function that ends this. */
  onChange(listener: () => void): () => void;
  /** Ends everything that belongs to the cluster, and resolves when nothing of it is left. */
  destroy(): Promise<void>;
}

export interface Driver {
  /** Resolves when the cluster is ready: a leading master with all agents. A start that fails leaves nothing behind. */
  start(name: string, description: ClusterDescription): Promise<DriverCluster>;
}
