import { createSocket } from 'node:dgram';
import dnsPacket from 'dns-packet';
import { DnsServer } from '../../src/discovery/dns-server.js';
import { Forwarder } from '../../src/discovery/forwarder.js';
import { encodeRefusal, encodeReply, readQuery } from '../../src/discovery/packet.js';
import { Clock } from '../../src/mesos/process/clock.js';
import { Answering } from '../answering.js';
import { asError } from '../answers.js';
import type { Door } from '../engine/door.js';
import { send } from '../send.js';

/** A connection that is still open then is given up. */
const PATIENCE_MS = 100;
const QUESTION = dnsPacket.encode({
  type: 'query',
  id: 258,
  flags: dnsPacket.RECURSION_DESIRED,
  questions: [{ type: 'A', name: 'example.com' }],
});
const REPLY = dnsPacket.encode({
  type: 'response',
  id: 258,
  questions: [{ type: 'A', name: 'example.com' }],
  answers: [{ type: 'A', name: 'example.com', data: '127.0.0.1' }],
});
const framed = (...messages: Buffer[]) =>
  Buffer.concat(messages.flatMap((message) => [Buffer.from([message.length >> 8, message.length & 255]), message]));

const clock = new Clock();
const failures: Error[] = [];
const resolver = new Answering();
const datagrams = createSocket('udp4');
let reply: Uint8Array = REPLY;
let port = 0;

/** A server that answers what it can read, as that of a cluster without names does. */
const server = new DnsServer(async (message, overTcp) => {
  try {
    const query = readQuery(message, overTcp);
    if (query === undefined || typeof query === 'string') return query && encodeRefusal(message, query);
    return encodeReply(query, { rcode: 'REFUSED', recursion: false });
  } catch (error) {
    failures.push(asError(error));
    return undefined;
  }
});

/** The bytes of a connection to the names of a cluster, and the same as what another resolver answers, over TCP and UDP. */
const door: Door = {
  name: 'dns-connections',
  corpus: [
    framed(QUESTION),
    framed(QUESTION, QUESTION, QUESTION),
    framed(QUESTION).subarray(0, 20),
    Buffer.concat([framed(QUESTION), framed(QUESTION).subarray(0, 1)]),
    Buffer.concat([framed(Buffer.alloc(0)), Buffer.from([255, 255]), QUESTION]),
    framed(REPLY),
    REPLY,
  ],
  async open() {
    await resolver.open();
    datagrams.on('message', (_, { port: from, address }) => datagrams.send(reply, from, address));
    await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve));
    port = (await server.listen('127.0.0.1', 0)).port;
  },
  async close() {
    datagrams.close();
    clock.stop();
    await Promise.all([server.close(), resolver.close()]);
  },
  async run(input) {
    reply = input.subarray(0, 60_000);
    resolver.answer(input);
    const ask = (at: number, overTcp: boolean) => new Forwarder([{ ip: '127.0.0.1', port: at }], clock).ask(QUESTION, overTcp);
    const isOurs = input[0] === QUESTION[0] && input[1] === QUESTION[1];
    await Promise.all([
      send(port, input, PATIENCE_MS),
      ask(resolver.port, true),
      // What has another number is no answer, and waited for in vain.
      ...(isOurs ? [ask(datagrams.address().port, false)] : []),
    ]);
    const [failure] = failures.splice(0);
    if (failure !== undefined) throw asError(failure);
  },
};

export default door;
