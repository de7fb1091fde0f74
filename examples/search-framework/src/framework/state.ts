import type { NodeRecord } from './node-record.js';

/** What a scheduler has to know after a restart. */
export interface FrameworkState {
  frameworkId?: string;
  /** How many nodes are wanted; missing until somebody has scaled. */
  wanted?: number;
  nodes: NodeRecord[];
  /** Agents that have had a node, last used first. */
  agentsWithData: string[];
}

/** Another scheduler of the same name has the state now. */
export class TakenOver extends Error {}

/** Where the state is kept. */
export interface StateStore {
  /** What was saved last. Waits until it can be had; rejects when it is something else. */
  load(): Promise<FrameworkState>;
  /** Resolves with whether it is recorded. What is not will be, as soon as that is possible, unless it is out of date by then. */
  save(state: FrameworkState): Promise<boolean>;
  /** Whether nothing can be recorded for now. */
  readonly isAway: boolean;
  /** Tells when something can be recorded again. */
  onBack(listener: () => void): void;
  /** Rejects with {@link TakenOver}. */
  readonly lost: Promise<never>;
}

/** The state out of a text; undefined when the text is something else. */
export function readState(text: string): FrameworkState | undefined {
  try {
    const state = JSON.parse(text) as FrameworkState;
    if (Array.isArray(state.nodes) && Array.isArray(state.agentsWithData)) return state;
  } catch {}
  return undefined;
}

export const emptyState = (): FrameworkState => ({ nodes: [], agentsWithData: [] });
