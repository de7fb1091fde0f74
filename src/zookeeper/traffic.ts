import { operations } from './operations.js';

/** How ZooKeeper calls requests where it tells which one was the last. */
const names: Readonly<Record<number, string>> = {
  [operations.addWatch]: 'ADDW',
  [operations.checkWatches]: 'CHKW',
  [operations.closeSession]: 'CLOS',
  [operations.create]: 'CREA',
  [operations.create2]: 'CREA',
  [operations.createContainer]: 'CREA',
  [operations.createSession]: 'SESS',
  [operations.createTtl]: 'CREA',
  [operations.delete]: 'DELE',
  [operations.exists]: 'EXIS',
  [operations.getAcl]: 'GETA',
  [operations.getAllChildrenNumber]: 'GETACN',
  [operations.getChildren]: 'GETC',
  [operations.getChildren2]: 'GETC',
  [operations.getData]: 'GETD',
  [operations.getEphemerals]: 'GETE',
  [operations.multi]: 'MULT',
  [operations.multiRead]: 'MLTR',
  [operations.ping]: 'PING',
  [operations.removeWatches]: 'REMW',
  [operations.setAcl]: 'SETA',
  [operations.setData]: 'SETD',
  [operations.setWatches]: 'SETW',
  [operations.setWatches2]: 'STW2',
  [operations.sync]: 'SYNC',
  [operations.whoAmI]: 'HOMI',
};

interface Answered {
  readonly operation: string;
  /** Of the last request that had a number of its own; negative when there was none. */
  readonly xid: number;
  readonly zxid: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const NOTHING: Answered = { operation: 'NA', xid: -1, zxid: -1, at: 0 };

/** What has gone over one connection, or over all of a server. */
export class Traffic {
  /** Messages, and words in their place. */
  received = 0;
  sent = 0;
  last = NOTHING;
  /** How long answers were, in bytes; -1 before there was one. */
  lastSize = -1;
  smallestSize = -1;
  largestSize = -1;

  answered(operation: number, xid: number, zxid: number, at: number): void {
    const name = names[operation] ?? NOTHING.operation;
    this.last = { operation: name, xid: xid >= 0 ? xid : this.last.xid, zxid, at };
  }

  sized(bytes: number): void {
    this.lastSize = bytes;
    this.smallestSize = this.smallestSize === -1 ? bytes : Math.min(this.smallestSize, bytes);
    this.largestSize = Math.max(this.largestSize, bytes);
  }

  reset(): void {
    Object.assign(this, new Traffic());
  }
}
