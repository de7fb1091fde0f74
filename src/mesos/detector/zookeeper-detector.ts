import type { MasterInfo } from '../wire/messages.js';
import { Detections } from './detections.js';
import type { LeaderListener, MasterDetector } from './detector.js';
import type { Group, Membership } from './group.js';
import { readMasterNode } from './master-node.js';

/** Sees who leads by a ZooKeeper: of the masters in the group, the one that has been there for longest. */
export class ZooKeeperDetector implements MasterDetector {
  readonly #detections = new Detections();
  /** The member that leads, whose data may still be under way. */
  #leading: Membership | undefined;

  constructor(private readonly group: Group) {
    group.watch({ members: ([first]) => this.#elected(first), failed: (error) => this.#detections.fail(error) });
  }

  detect(detected: LeaderListener, failed?: (error: Error) => void): () => void {
    return this.#detections.detect(detected, failed);
  }

  /** @param member that with the lowest number */
  #elected(member: Membership | undefined): void {
    if (this.#leading && member?.sequence === this.#leading.sequence) return;
    this.#leading = member;
    if (!member) return this.#detections.tell(undefined);
    this.#fetch(member).then(
      (leader) => {
        // Meanwhile there may have been another election.
        if (this.#leading === member && this.group.alive) this.#detections.tell(leader);
      },
      (error: Error) => this.#detections.fail(error),
    );
  }

  async #fetch(member: Membership): Promise<MasterInfo | undefined> {
    const data = await this.group.data(member);
    return data && readMasterNode(member.label, data);
  }
}
