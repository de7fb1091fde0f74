import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '../mesos/process/clock.js';
import { holdPackets } from '../mesos/process/http/hold-packets.js';
import { native } from '../mesos/process/native.js';
import type { Answer, Chunks } from './answer.js';

/** Sends an answer; resolves when all of it was handed to the connection, or the client is gone. */
export async function send(response: ServerResponse, answer: Answer, clock: Clock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { status, headers, body } = answer;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const length = status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    response.writeHead(status, { ...headers, ...length });
    response.end(body);
    return;
  }
  response.writeHead(status, headers);
  response.flushHeaders();
  const heartbeat = answer.heartbeat && new Heartbeat(response, answer.heartbeat, clock);
  try {
    await writeAll(response, body, signal);
    response.end();
  } catch {
    // The status was sent long ago: that the body ends before its end is all that can still be told.
    response.destroy();
  } finally {
    heartbeat?.stop();
  }
}

/** Takes the next part only when the one before it has left, so that a slow reader slows down the source. */
async function writeAll(response: ServerResponse, chunks: Chunks, signal: AbortSignal): Promise<void> {
  for await (const chunk of chunks) {
    if (signal.aborted) return;
    // Until everything that has come by now is dealt with: of a busy cluster there is an entry for each call, and a packet for each would
    // cost as much as the answers do.
    holdPackets(response, native.setImmediate);
    if (!response.write(chunk)) await once(response, 'drain', { signal }).catch(() => {});
  }
}

/** Breaks the silence of an answer that stays open. */
class Heartbeat {
  #timer: Timer | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly beat: { readonly text: string; readonly everyMs: number },
    private readonly clock: Clock,
  ) {
    this.#next();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #next(): void {
    this.#timer = this.clock.delay(this.beat.everyMs, () => {
      // Nothing is added to what waits for a reader that does not read.
      if (!this.response.writableNeedDrain) this.response.write(this.beat.text);
      this.#next();
    });
  }
}
