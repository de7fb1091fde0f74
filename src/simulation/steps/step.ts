import type { SimulatedCluster } from '../simulated-cluster.js';

/** What kinds of things go wrong in a simulation; each can be weighted. */
export const FAULT_KINDS = ['traffic', 'partitions', 'agents', 'masters', 'schedulers', 'tasks', 'operators'] as const;

/**
 * - `traffic`: messages, calls and events are lost, late, doubled, reset or refused;
 * - `partitions`: master and an agent do not hear each other;
 * - `agents`: agents crash, start again, shut down;
 * - `masters`: the master crashes, and another one is elected;
 * - `schedulers`: schedulers lose their connection, or another one takes over;
 * - `tasks`: tasks and executors end without being asked to;
 * - `operators`: agents are drained, deactivated and marked gone, weights and quotas change.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Something that may happen to a cluster. */
export interface StepDefinition {
  /** What kind of fault it is; `time` is none. */
  readonly kind: FaultKind | 'time';
  /** How often it comes among those of its kind. */
  readonly weight: number;
  /** The numbers choose to whom and in which way. Where there is nobody, nothing happens. */
  perform(cluster: SimulatedCluster, one: number, other: number): void | Promise<void>;
}

/** An item of a list, whatever the number; undefined when there is none. */
export function pick<Item>(items: Iterable<Item>, index: number): Item | undefined {
  const list = [...items];
  return list[index % list.length];
}
