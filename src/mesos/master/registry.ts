import { isNoQuota, type Quota } from '../allocator/quota.js';
import type { AgentInfo, DrainInfo, MachineInfo, MasterInfo, maintenance } from '../wire/messages.js';

/** What a leading master knows that its successor has to know, too; Mesos's Registry. Times are in nanoseconds since 1970. */
export interface RegistryContents {
  /** Who led last. */
  readonly master: MasterInfo | undefined;
  /** Agents that belong to the cluster, by id, whether they are there or not. */
  readonly admitted: ReadonlyMap<string, AgentInfo>;
  /** Agents that have not been heard of for too long, by id, with the time since when; they may come back. */
  readonly unreachable: ReadonlyMap<string, number>;
  /** Agents that operators have given up, by id, with the time since when; they may not come back. */
  readonly gone: ReadonlyMap<string, number>;
  /** Ids of agents that get no offers, by an operator's order. */
  readonly deactivated: ReadonlySet<string>;
  /** Agents that are being drained, or are, by id. */
  readonly draining: ReadonlyMap<string, DrainInfo>;
  /** Machines that are to be taken down, or are. */
  readonly machines: readonly MachineInfo[];
  /** The maintenance that is planned. */
  readonly windows: readonly maintenance.Window[];
  /** By role, in the order in which they were first given. */
  readonly quotas: ReadonlyMap<string, Quota>;
  /** By role. */
  readonly weights: ReadonlyMap<string, number>;
}

/** The registry, and what can be done to it. */
export class Registry implements RegistryContents {
  master: MasterInfo | undefined;
  readonly admitted = new Map<string, AgentInfo>();
  readonly unreachable = new Map<string, number>();
  readonly gone = new Map<string, number>();
  readonly deactivated = new Set<string>();
  readonly draining = new Map<string, DrainInfo>();
  machines: readonly MachineInfo[] = [];
  windows: readonly maintenance.Window[] = [];
  readonly quotas = new Map<string, Quota>();
  readonly weights = new Map<string, number>();

  /** An agent joins, or comes back, perhaps with another configuration and from wherever it was. */
  admit(id: string, info: AgentInfo): void {
    this.unreachable.delete(id);
    this.admitted.set(id, info);
  }

  markUnreachable(id: string, since: number): void {
    this.admitted.delete(id);
    this.unreachable.set(id, since);
  }

  markGone(id: string, since: number): void {
    this.remove(id);
    this.unreachable.delete(id);
    this.gone.set(id, since);
  }

  /** An agent has left: it is as if it had never been there. */
  remove(id: string): void {
    this.admitted.delete(id);
    this.deactivated.delete(id);
    this.draining.delete(id);
  }

  /** Forgets what is kept for the leader in office only: a successor does not hear of it. */
  handOver(): this {
    const isKnown = (id: string) => this.admitted.has(id) || this.unreachable.has(id);
    for (const id of this.deactivated) if (!isKnown(id)) this.deactivated.delete(id);
    for (const id of this.draining.keys()) if (!isKnown(id)) this.draining.delete(id);
    for (const [role, quota] of this.quotas) if (isNoQuota(quota)) this.quotas.delete(role);
    return this;
  }
}
