import type { ContainerizerFlags } from '../../mesos/agent/containerizers.js';
import type { Address, Pid } from '../../mesos/process/pid.js';

/** What an agent tells the process that holds its containers. */
export interface ContainersSettings {
  /** Where the agent listens; its executors do, too, on a port of their own. */
  readonly ip: string;
  /** Where others find the agent. */
  readonly address: Address;
  readonly agent: Pid;
  readonly flags: ContainerizerFlags;
  /** What everything on an engine of Docker has that is of the agent; undefined: it belongs to this process. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** How long executors of Mesos itself live on after their last task. Default: as long as those of Mesos. */
  readonly executorLingerMs?: number | undefined;
}

/** Tells, in a work directory, where the process that holds the containers of its agent listens. */
export const CONTAINERS_FILE = 'containers.json';
