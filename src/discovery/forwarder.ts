import { createSocket } from 'node:dgram';
import { createConnection, isIPv6 } from 'node:net';
import type { Clock } from '../mesos/process/clock.js';

/** A server that answers what is not ours. */
export interface Resolver {
  readonly ip: string;
  readonly port: number;
}

/** How long one of them may take, as in Mesos-DNS. */
const TIMEOUT_MS = 5000;
/** So many questions are under way at once, each on a socket of its own: they are not to take all files that this process may open. */
const MOST_UNDER_WAY = 256;

/** Asks other servers what is not about the cluster, one after the other, by the same transport as the client did. */
export class Forwarder {
  #underWay = 0;

  constructor(
    private readonly resolvers: readonly Resolver[],
    private readonly clock: Clock,
  ) {}

  /** Whether there is anybody to ask. */
  get able(): boolean {
    return this.resolvers.length > 0;
  }

  /** What the first that answers says; undefined when nobody does, or when too much has been asked already. */
  async ask(message: Buffer, overTcp: boolean): Promise<Buffer | undefined> {
    if (this.#underWay >= MOST_UNDER_WAY) return undefined;
    this.#underWay++;
    return this.#ask(message, overTcp).finally(() => this.#underWay--);
  }

  async #ask(message: Buffer, overTcp: boolean): Promise<Buffer | undefined> {
    for (const resolver of this.resolvers) {
      const asked = overTcp ? askByStream(resolver, message) : askByDatagram(resolver, message);
      const late = this.clock.delay(TIMEOUT_MS, asked.end);
      const answer = await asked.answer;
      late.cancel();
      if (answer) return answer;
    }
    return undefined;
  }
}

/** A question that is under way; `end` has it end without an answer. */
interface Asked {
  readonly answer: Promise<Buffer | undefined>;
  end(): void;
}

function askByDatagram({ ip, port }: Resolver, message: Buffer): Asked {
  const socket = createSocket(isIPv6(ip) ? 'udp6' : 'udp4');
  let end = () => {};
  const answer = new Promise<Buffer | undefined>((resolve) => {
    end = () => resolve(undefined);
    socket.on('error', end);
    socket.on('message', (answer) => {
      if (answer.length >= 2 && answer.readUInt16BE(0) === message.readUInt16BE(0)) resolve(answer);
    });
    socket.connect(port, ip, () => socket.send(message));
  });
  return { answer: answer.finally(() => socket.close()), end: () => end() };
}

function askByStream({ ip, port }: Resolver, message: Buffer): Asked {
  const socket = createConnection({ host: ip, port });
  let end = () => {};
  const answer = new Promise<Buffer | undefined>((resolve) => {
    end = () => resolve(undefined);
    let received = Buffer.alloc(0);
    socket.on('error', end).on('close', end);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      resolve(received.subarray(2, 2 + received.readUInt16BE(0)));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.write(Buffer.concat([length, message]));
  });
  return { answer: answer.finally(() => socket.destroy()), end: () => end() };
}
