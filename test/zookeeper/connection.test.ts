import { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { Connection, type ConnectionOwner } from '../../src/zookeeper/connection.js';
import { Traffic } from '../../src/zookeeper/traffic.js';
import type { Wire } from '../../src/zookeeper/wire.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A connection to a client that takes nothing. */
class StuckWire extends EventEmitter implements Wire {
  readonly writableLength = 0;
  destroyed = false;

  setNoDelay(): void {}
  cork(): void {}
  uncork(): void {}
  pause(): void {}
  resume(): void {}
  write(): void {}
  end(): void {}

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

function open() {
  const clock = new Clock({ beginsAt: 0 });
  const wire = new StuckWire();
  const closed: Connection[] = [];
  const owner: ConnectionOwner = {
    now: () => clock.now(),
    delay: (milliseconds, action) => clock.delay(milliseconds, action),
    traffic: new Traffic(),
    onWord: () => undefined,
    onConnect: () => {},
    onRequest: () => {},
    onClose: (connection) => void closed.push(connection),
    onFailure: () => {},
  };
  return { clock, wire, closed, connection: new Connection(wire, owner) };
}

it('is cut when the client does not take what is left for it', () => {
  const { clock, wire, closed, connection } = open();
  connection.end('the rest');
  clock.advance(4999);
  expect(wire.destroyed).toBe(false);
  clock.advance(1);
  expect([wire.destroyed, closed]).toEqual([true, [connection]]);
});

it('leaves no timer when the client has taken it', () => {
  const { clock, wire, closed, connection } = open();
  connection.end('the rest');
  wire.emit('finish');
  expect([wire.destroyed, closed]).toEqual([true, [connection]]);
  expect(clock.nextDeadline).toBe(Number.POSITIVE_INFINITY);
});

it('keeps nothing of what comes after its end', async () => {
  const { wire, connection } = open();
  connection.end();
  const chunks: WeakRef<Buffer>[] = [];
  for (let count = 0; count < 100; count++) {
    const chunk = Buffer.alloc(100_000);
    chunks.push(new WeakRef(chunk));
    wire.emit('data', chunk);
  }
  // What a WeakRef was made for in this turn is held until its end.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(chunks.filter((chunk) => chunk.deref()).length).toBeLessThan(10);
  connection.destroy();
});
