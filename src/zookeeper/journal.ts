import type { Change } from './data-tree.js';

/** A session begins, or ends. */
export type SessionChange =
  | { readonly type: 'createSession'; readonly session: bigint; readonly password: Buffer; readonly timeoutMs: number }
  | { readonly type: 'closeSession'; readonly session: bigint };

/** What one transaction has changed. */
export interface Entry {
  readonly zxid: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly changes: readonly (Change | SessionChange)[];
}

/** Where transactions are kept. */
export interface Journal {
  append(entry: Entry): void;
  /** All sessions have ended, and the tree was replaced, by the transaction of this number. */
  reset(zxid: number): void;
}

type Plain = Record<string, unknown>;

/** As JSON: binary values in base64, 64-bit numbers as text. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, function (this: Plain, key, encoded: unknown) {
    const raw = this[key]; // JSON would have turned a buffer into something long before it is asked
    if (Buffer.isBuffer(raw)) return { base64: raw.toString('base64') };
    if (raw instanceof Set) return undefined;
    return typeof raw === 'bigint' ? { long: String(raw) } : encoded;
  });

export const fromJson = (line: string): unknown =>
  JSON.parse(line, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('base64' in value) return Buffer.from(String(value.base64), 'base64');
    return 'long' in value ? BigInt(String(value.long)) : value;
  });
