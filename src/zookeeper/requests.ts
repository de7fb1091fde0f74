import type { Identity } from './acl.js';
import type { Database } from './database.js';
import type { JuteReader, JuteWriter } from './jute.js';
import type { Watcher } from './watches.js';

/** Who asks, and what can be asked. */
export interface Caller {
  readonly database: Database;
  readonly session: bigint;
  /** Who the caller has shown to be, on this connection. */
  readonly identities: readonly Identity[];
  /** Whom watches are for. */
  readonly watcher: Watcher;
}

/** Writes what follows the header of a reply. */
export type Body = (writer: JuteWriter) => void;

/** Answers one sort of request; what it cannot answer, it refuses by throwing a {@link Refusal}. */
export type Handler = (caller: Caller, reader: JuteReader) => Body | undefined;
