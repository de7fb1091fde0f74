/** A session, for people and programs that look at the server. */
export interface ZooKeeperSession {
  /** As ZooKeeper writes it: `0x` and 16 or fewer digits. */
  readonly id: string;
  /** After so many milliseconds of silence it ends. */
  readonly timeoutMs: number;
  /** The address it is connected from; undefined while it is not connected. */
  readonly client: string | undefined;
  /** The paths of its ephemeral znodes, oldest first. */
  readonly ephemerals: readonly string[];
}

/**
 * What has become of a session: `refused` is that of a client that came back too late, or does not know its password; no more is
 * known of that one. What has gone or ended is shown as it was before.
 */
export interface ZooKeeperSessionEvent extends Pick<ZooKeeperSession, 'id' | 'client'> {
  readonly what: 'opened' | 'reconnected' | 'disconnected' | 'expired' | 'closed' | 'refused';
  readonly timeoutMs?: number | undefined;
  readonly ephemerals?: readonly string[] | undefined;
}
