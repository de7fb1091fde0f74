import type { MasterInfo } from '../wire/messages.js';
import type { LeaderListener, MasterDetector } from './detector.js';
import type { Group, Membership } from './group.js';
import { readMasterNode } from './master-node.js';

interface Listener {
  readonly detected: LeaderListener;
  readonly failed: ((error: Error) => void) | undefined;
}

/** Sees who leads by a ZooKeeper: of the masters in the group, the one that has been there for longest. */
export class ZooKeeperDetector implements MasterDetector {
  readonly #listeners = new Set<Listener>();
  /** Undefined as long as nobody has looked. */
  #detected: { readonly leader: MasterInfo | undefined } | undefined;
  #failure: Error | undefined;
  /** The member that leads, whose data may still be under way. */
  #leading: Membership | undefined;

  constructor(private readonly group: Group) {
    group.watch({ members: ([first]) => this.#elected(first), failed: (error) => this.#fail(error) });
  }

  detect(detected: LeaderListener, failed?: (error: Error) => void): () => void {
    const listener = { detected, failed };
    this.#listeners.add(listener);
    if (this.#failure) failed?.(this.#failure);
    else if (this.#detected) detected(this.#detected.leader);
    return () => this.#listeners.delete(listener);
  }

  /** @param member that with the lowest number */
  #elected(member: Membership | undefined): void {
    if (this.#leading && member?.sequence === this.#leading.sequence) return;
    this.#leading = member;
    if (!member) return this.#tell(undefined);
    this.#fetch(member).then(
      (leader) => {
        // Meanwhile there may have been another election.
        if (this.#leading === member && this.group.alive) this.#tell(leader);
      },
      (error: Error) => this.#fail(error),
    );
  }

  async #fetch(member: Membership): Promise<MasterInfo | undefined> {
    const data = await this.group.data(member);
    return data && readMasterNode(member.label, data);
  }

  #tell(leader: MasterInfo | undefined): void {
    this.#detected = { leader };
    for (const { detected } of [...this.#listeners]) detected(leader);
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { failed } of [...this.#listeners]) failed?.(error);
  }
}
