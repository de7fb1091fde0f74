import type { Authorizer } from '../authorizer/authorizer.js';
import type { CommandSpawner } from '../containerizer/command-spawner.js';
import type { MasterDetector } from '../detector/detector.js';
import type { Disk } from '../disk/disk.js';
import type { AgentFlags } from '../flags/agent-flags.js';
import type { Address } from '../process/pid.js';
import type { Attribute, Resource } from '../wire/messages.js';
import type { AgentContainerizer, MakeDocker } from './containerizers.js';

/** What an agent is started with. */
export interface AgentOptions {
  /** What its pid begins with. Default: `slave(1)`, as of an agent that is alone at its address. */
  readonly id?: string | undefined;
  /** Where the agent's HTTP server listens. */
  readonly address: Address;
  readonly hostname: string;
  /** As which Mesos this agent presents itself, such as `1.11.0`. */
  readonly version: string;
  /** In post-refinement form. */
  readonly resources: readonly Resource[];
  readonly attributes?: readonly Attribute[] | undefined;
  readonly flags: AgentFlags;
  /** The flags as `/flags` shows them. */
  readonly flagsText: Readonly<Record<string, string>>;
  /** Who may do what. Default: everybody everything. */
  readonly authorizer?: Authorizer | undefined;
  readonly detector: MasterDetector;
  /** Default: that of this machine. */
  readonly disk?: Disk | undefined;
  readonly supervisor: CommandSpawner;
  /** Begins the names under which the supervisor knows what this agent runs: killing all below it ends all of it. */
  readonly marker: string;
  /** How long built-in executors live on after their last task; by default as long as those of Mesos. */
  readonly executorLingerMs?: number | undefined;
  /** Where Docker runs containers; needed where the flag --containerizers asks for it, unless there is a containerizer already. */
  readonly docker?: MakeDocker | undefined;
  /** What the agent before this one has left running. */
  readonly containerizer?: AgentContainerizer | undefined;
}
