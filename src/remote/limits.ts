/** How much a server takes. */
export interface Limits {
  /** Bytes of the body of a request. */
  readonly bodyBytes: number;
  /** Clusters at a time. */
  readonly clusters: number;
  /** Agents of a cluster, those that were stopped or killed not counted. */
  readonly agents: number;
  /** Entries of the timeline that may wait for a client that reads events. */
  readonly waitingEvents: number;
  /** Characters of output of a command that may wait for a client that reads them. */
  readonly waitingOutput: number;
}

/** What holds unless a server is started with other limits. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 10_000_000,
  clusters: 100,
  agents: 1000,
  waitingEvents: 10_000,
  waitingOutput: 10_000_000,
};
