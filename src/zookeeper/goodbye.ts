import { Clock } from '../mesos/process/clock.js';
import type { Transport } from './client.js';
import { type SessionKey, writeConnect } from './handshake.js';
import { framed } from './jute.js';
import { operations } from './operations.js';
import type { Wire } from './wire.js';

/** Nobody who only says goodbye waits for longer, by the time of the world. */
const PATIENCE_MS = 1000;

/** Resolves when a connection on which the session has been closed is closed as well, or when that takes too long. */
export function closed(wire: Wire): Promise<void> {
  return new Promise((resolve) => {
    const patience = new Clock().delay(PATIENCE_MS, () => wire.destroy());
    wire.on('close', () => {
      patience.cancel();
      resolve();
    });
    wire.write(framed((writer) => writer.int(1).int(operations.closeSession)));
    wire.end('');
  });
}

/** Ends a session that lives on without a connection. Resolves also when nobody can be told. */
export function endSession(transport: Transport, session: SessionKey, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const patience = new Clock().delay(PATIENCE_MS, () => end());
    let giveUp = () => {};
    const end = () => {
      patience.cancel();
      giveUp();
      resolve();
    };
    giveUp = transport.connect((wire) => {
      giveUp = () => wire.destroy();
      if (wire.stalled) return end();
      wire.on('error', () => {}); // the end of the connection follows
      wire.on('close', end);
      // Whatever the answer is, the session has been taken over, or has ended.
      let isAnswered = false;
      wire.on('data', () => {
        if (!isAnswered) void closed(wire);
        isAnswered = true;
      });
      wire.write(framed((writer) => writeConnect(writer, session, timeoutMs)));
    });
  });
}
