import { JSON_LABEL } from '../documents/master-znode.js';
import type { MasterInfo } from '../wire/messages.js';
import type { Candidacy, MasterContender } from './contender.js';
import type { Group } from './group.js';
import { writeMasterNode } from './master-node.js';

/** Contends for leadership by joining a group in a ZooKeeper. The candidacy lasts as long as the membership. */
export class ZooKeeperContender implements MasterContender {
  constructor(private readonly group: Group) {}

  contend(info: MasterInfo, candidacy: Candidacy): void {
    this.group.join(writeMasterNode(info), JSON_LABEL).then(
      ({ ended }) => {
        candidacy.entered();
        void ended.then(() => candidacy.lost());
      },
      (error: Error) => candidacy.failed(error),
    );
  }
}
