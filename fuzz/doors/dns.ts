import dnsPacket from 'dns-packet';
import { encodeRefusal, encodeReply, readQuery } from '../../src/discovery/packet.js';
import type { Names } from '../../src/discovery/records.js';
import { answerFrom, isWithin, plainName } from '../../src/discovery/zone.js';
import { seededRandom } from '../../src/mesos/process/random.js';
import type { Door } from '../engine/door.js';
import { namesOfManyTasks } from '../names.js';

const DOMAIN = 'mesos';
const query = (name: string, type: string, additionals: dnsPacket.Answer[] = []) =>
  dnsPacket.encode({
    type: 'query',
    id: 7,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type: type as 'A' }],
    additionals,
  });
const EDNS = { type: 'OPT', name: '.', udpPayloadSize: 4096, flags: 0, options: [] } as unknown as dnsPacket.Answer;

let names: Names;

/** Questions over UDP and TCP about the names of a cluster with many tasks. */
const door: Door = {
  name: 'dns',
  corpus: [
    query('leader.mesos', 'A'),
    query('web.framework-1.mesos', 'A', [EDNS]),
    query('_web._tcp.framework-1.mesos', 'SRV', [EDNS]),
    query('_web._tcp.framework-1.mesos', 'SRV'),
    ...['SOA', 'NS', 'AAAA', 'ANY', 'TXT'].map((type) => query('mesos', type)),
    query('example.com', 'MX'),
  ],
  // What a packet over TCP has room for.
  limit: 65_535,
  words: [Buffer.from([0xc0, 12]), Buffer.from([5, ...Buffer.from('mesos'), 0])],
  async open() {
    names = namesOfManyTasks();
  },
  run(input) {
    const message = Buffer.from(input);
    for (const overTcp of [false, true]) {
      const asked = readQuery(message, overTcp);
      if (asked === undefined) continue;
      if (typeof asked === 'string') {
        encodeRefusal(message, asked);
        continue;
      }
      const options = { domain: DOMAIN, ttl: 60, random: seededRandom(1) };
      const isOurs = isWithin(plainName(asked.name), DOMAIN);
      const answer = isOurs ? answerFrom(names, asked.name, asked.type, 1, options) : ({ rcode: 'REFUSED' } as const);
      const reply = encodeReply(asked, { ...answer, recursion: false });
      if (reply.length > asked.limit) throw new TypeError(`${reply.length} bytes were answered where ${asked.limit} have room`);
      // Whoever asked has to be able to read it.
      dnsPacket.decode(reply);
    }
  },
};

export default door;
