import dnsPacket from 'dns-packet';
import { encodeRefusal, encodeReply, readQuery } from '../../src/discovery/packet.js';
import { type Names, namesOf } from '../../src/discovery/records.js';
import type { NamedState } from '../../src/discovery/state.js';
import { answerFrom, isWithin, plainName } from '../../src/discovery/zone.js';
import { seededRandom } from '../../src/mesos/process/random.js';
import type { Door } from '../engine/door.js';

const DOMAIN = 'mesos';
const TASKS = 60;
const STATE = {
  leader: 'master@127.0.0.1:5050',
  pid: 'master@127.0.0.1:5050',
  slaves: [{ id: 's', pid: 'slave(1)@127.0.0.1:5051', hostname: 'h' }],
  frameworks: [
    {
      ...{ id: 'f', name: 'Framework 1', pid: 'scheduler@127.0.0.1:9', hostname: 'h', active: true },
      tasks: Array.from({ length: TASKS }, (_, index) => ({
        ...{ id: `t${index}`, name: 'web', framework_id: 'f', slave_id: 's', state: 'TASK_RUNNING' },
        resources: { ports: `[${31_000 + index}-${31_000 + index}]` },
        statuses: [
          {
            state: 'TASK_RUNNING',
            timestamp: 1,
            container_status: { network_infos: [{ ip_addresses: [{ ip_address: '::1' }] }] },
          },
        ],
      })),
    },
  ],
} as unknown as NamedState;

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
    names = namesOf(STATE, {
      domain: DOMAIN,
      ipSources: ['netinfo', 'host'],
      listener: '127.0.0.1',
      masters: ['127.0.0.1:5050'],
      lookup: () => [],
    });
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
