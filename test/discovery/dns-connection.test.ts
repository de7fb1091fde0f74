import { Duplex } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { DnsConnection, type DnsHandler } from '../../src/discovery/dns-connection.js';
import { Clock } from '../../src/mesos/process/clock.js';

const MOST_UNDER_WAY = 32;
const IDLE_MS = 8000;
const ANSWER = Buffer.alloc(60_000);

/** The server's end of a connection to a client that takes an answer only when it is told to. */
class Reluctant extends Duplex {
  taken = 0;
  #take: (() => void) | undefined;

  override _read(): void {}

  override _write(_: Buffer, __: BufferEncoding, taken: () => void): void {
    this.#take = taken;
  }

  /** Says this, each with its length before it. */
  says(...questions: string[]): void {
    this.push(Buffer.concat(questions.map((text) => Buffer.from(`\0${String.fromCharCode(text.length)}${text}`, 'latin1'))));
  }

  /** Whether there was something to take. */
  takes(): boolean {
    const take = this.#take;
    this.#take = undefined;
    if (take) this.taken++;
    take?.();
    return take !== undefined;
  }
}

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function serve(handler: DnsHandler) {
  const clock = new Clock({ beginsAt: 0 });
  const client = new Reluctant();
  const connection = new DnsConnection(client, handler, clock);
  ends.push(() => connection.destroy());
  return { clock, client };
}

/** Until whatever could happen now has happened. */
const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
};

it('reads no more from a client that takes no answers, and goes on when it does', async () => {
  let asked = 0;
  const { client } = serve(async () => {
    asked++;
    return ANSWER;
  });
  const many = Array.from({ length: 500 }, () => 'question');
  client.says(...many);
  client.says(...many);
  await settled();
  expect(asked).toBe(MOST_UNDER_WAY);
  expect(client.writableLength).toBe(MOST_UNDER_WAY * (2 + ANSWER.length));
  expect(client.isPaused()).toBe(true);
  expect(client.readableLength).toBeGreaterThan(0);
  client.takes();
  await settled();
  expect(asked).toBe(MOST_UNDER_WAY + 1);
  while (client.takes()) await settled();
  expect([asked, client.taken, client.isPaused()]).toEqual([1000, 1000, false]);
});

it('asks no more while answers are not known yet', async () => {
  const answers: (() => void)[] = [];
  const { client } = serve(() => new Promise((resolve) => answers.push(() => resolve(undefined))));
  client.says(...Array.from({ length: 100 }, () => 'question'));
  await settled();
  expect(answers).toHaveLength(MOST_UNDER_WAY);
  for (const answer of answers.slice(0, 3)) answer();
  await settled();
  expect(answers).toHaveLength(MOST_UNDER_WAY + 3);
});

it('is closed when nothing is asked for long, or never a whole question', async () => {
  const { clock, client } = serve(async () => undefined);
  clock.advance(IDLE_MS - 1);
  client.says('question');
  await settled();
  clock.advance(IDLE_MS - 1);
  expect(client.destroyed).toBe(false);
  client.push('\0');
  await settled();
  clock.advance(1);
  expect(client.destroyed).toBe(true);
});

it('is closed when no answer is taken for long, but not for an answer that is long in coming', async () => {
  let answer = (_: Buffer) => {};
  const { clock, client } = serve(() => new Promise((resolve) => (answer = resolve)));
  client.says('question');
  await settled();
  clock.advance(3 * IDLE_MS);
  expect(client.destroyed).toBe(false);
  answer(ANSWER);
  await settled();
  clock.advance(IDLE_MS - 1);
  expect(client.destroyed).toBe(false);
  clock.advance(IDLE_MS);
  expect(client.destroyed).toBe(true);
});
