import type { JuteReader, JuteWriter } from './jute.js';

/** What a client says first. */
export interface ConnectRequest {
  readonly lastZxidSeen: bigint;
  readonly timeoutMs: number;
  readonly sessionId: bigint;
  readonly password: Buffer | undefined;
  /** Whether the client is content with a server that only reads; undefined when it is too old to say. */
  readonly readOnly: boolean | undefined;
}

/** What is needed to go on with a session, or to end it; with the id 0, to begin one. */
export interface SessionKey {
  readonly id: bigint;
  readonly password: Buffer;
}

export function readConnect(reader: JuteReader): ConnectRequest {
  reader.int(); // the version of the protocol, which has never been another than 0
  return {
    lastZxidSeen: reader.long(),
    timeoutMs: reader.int(),
    sessionId: reader.long(),
    password: reader.buffer(),
    readOnly: reader.remaining > 0 ? reader.boolean() : undefined,
  };
}

/** What a client says that is not content with a server that only reads. */
export function writeConnect(writer: JuteWriter, { id, password }: SessionKey, timeoutMs: number, lastZxidSeen = 0n): void {
  writer.int(0).long(lastZxidSeen).int(timeoutMs).long(id).buffer(password).boolean(false);
}
