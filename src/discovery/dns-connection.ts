import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../mesos/process/clock.js';

/** Answers a message, or does not, where there is nothing to answer. */
export type DnsHandler = (message: Buffer, overTcp: boolean) => Promise<Buffer | undefined>;

const LENGTH_BYTES = 2;
/**
 * So many questions of one connection are under way at once, until their answers have gone out; then no more are read. Resolvers ask a few
 * at a time, and as no answer is longer than 64 KB, whoever reads none makes 2 MB wait here.
 */
const MOST_UNDER_WAY = 32;
/** After so long without a question, or an answer that went out, a connection is closed: as in Mesos-DNS; RFC 7766 asks for seconds. */
const IDLE_MS = 8000;

/** A connection on which DNS is spoken: each message comes after its length. What is asked at once may be answered in any order. */
export class DnsConnection {
  #rest = Buffer.alloc(0);
  /** Questions whose answers are not known yet. */
  #asked = 0;
  /** These, and those whose answers have not gone out. */
  #underWay = 0;
  #heardAt: number;
  #timer: Timer | undefined;

  constructor(
    private readonly socket: Duplex,
    private readonly handler: DnsHandler,
    private readonly clock: Clock,
  ) {
    this.#heardAt = clock.now();
    this.#watch(IDLE_MS);
    socket.on('close', () => this.#timer?.cancel()).on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk]);
      this.#take();
    });
  }

  /** Cuts it. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Takes up as many questions as there may be. */
  #take(): void {
    while (this.#underWay < MOST_UNDER_WAY) {
      const question = this.#next();
      if (question === undefined) return void this.socket.resume();
      void this.#answer(question);
    }
    this.socket.pause();
  }

  #next(): Buffer | undefined {
    if (this.#rest.length < LENGTH_BYTES) return undefined;
    const end = LENGTH_BYTES + this.#rest.readUInt16BE(0);
    if (this.#rest.length < end) return undefined;
    const question = this.#rest.subarray(LENGTH_BYTES, end);
    this.#rest = this.#rest.subarray(end);
    return question;
  }

  async #answer(question: Buffer): Promise<void> {
    this.#asked++;
    this.#underWay++;
    this.#heardAt = this.clock.now();
    const answer = await this.handler(question, true);
    this.#asked--;
    this.#heardAt = this.clock.now();
    if (answer && this.socket.writable) await this.#send(answer);
    this.#underWay--;
    this.#heardAt = this.clock.now();
    if (!this.socket.destroyed) this.#take();
  }

  /** Resolves when it has gone out, or never will. */
  #send(answer: Buffer): Promise<void> {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(answer.length);
    return new Promise((resolve) => this.socket.write(Buffer.concat([length, answer]), () => resolve()));
  }

  /** One timer for all: it is set again only when it fires, so that a question costs none. */
  #watch(left: number): void {
    this.#timer = this.clock.delay(left, () => {
      // Who waits for an answer has reason to be silent.
      const next = this.#asked > 0 ? IDLE_MS : this.#heardAt + IDLE_MS - this.clock.now();
      if (next > 0) this.#watch(next);
      else this.socket.destroy();
    });
  }
}
