import type { Change } from './data-tree.js';

/** A session begins, or ends. */
export type SessionChange =
  | { readonly type: 'createSession'; readonly session: bigint; readonly password: Buffer; readonly timeoutMs: number }
  | { readonly type: 'closeSession'; readonly session: bigint };

/** What one transaction has changed. */
export interface Entry {
  readonly zxid: number;
  readonly time: number;
  readonly changes: readonly (Change | SessionChange)[];
}

/** Where transactions are kept. */
export interface Journal {
  append(entry: Entry): void;
}
