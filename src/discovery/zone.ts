import type { Answer, RecordType as DnsType, SoaAnswer, SrvAnswer } from 'dns-packet';
import { type Random, shuffled } from '../mesos/process/random.js';
import { LONGEST_LABEL } from './labels.js';
import { splitTarget } from './record-set.js';
import { type Names, serverName } from './records.js';

/** What is answered to a question about the domain. */
export interface ZoneAnswer {
  /** NXDOMAIN: there is nothing of that name; NOERROR without answers: there is, but of another type. */
  readonly rcode: 'NOERROR' | 'NXDOMAIN';
  readonly answers: readonly Answer[];
  readonly authorities: readonly Answer[];
  readonly additionals: readonly Answer[];
}

export interface ZoneOptions {
  /** Without a dot at its end. */
  readonly domain: string;
  /** How long a client may remember an answer, in seconds. */
  readonly ttl: number;
  readonly random: Random;
}

/** The timers of Mesos-DNS, in seconds. */
const TIMERS = { refresh: 60, retry: 600, expire: 86_400 };
/** Of every SRV record, as in Mesos-DNS. */
const WEIGHT = 1;
const LONGEST_NAME = 254;

/** Whether a name belongs to a domain. */
export const isWithin = (name: string, domain: string): boolean => name === `${domain}.` || name.endsWith(`.${domain}.`);

/** In small letters, with a dot at its end, and without the wildcards that Mesos-DNS overlooks. */
export const plainName = (name: string): string => `${name.toLowerCase().replaceAll('.*', '').replace(/\.$/, '')}.`;

/** Whether DNS has room for a name: frameworks may call their tasks as they like. */
const canBeWritten = (name: string): boolean =>
  name.length <= LONGEST_NAME &&
  name
    .slice(0, -1)
    .split('.')
    .every((label) => label !== '' && label.length <= LONGEST_LABEL);

/** Who answers for the domain, and since when things are as they are. */
export function soaOf({ domain, ttl }: Pick<ZoneOptions, 'domain' | 'ttl'>, serial: number): SoaAnswer {
  const mname = serverName(domain);
  return { type: 'SOA', name: `${domain}.`, ttl, data: { mname, rname: `root.${mname}`, serial, ...TIMERS, minimum: ttl } };
}

/** Answers a question about a name of the domain, in random order where there is more than one answer. */
export function answerFrom(
  { records }: Names,
  question: string,
  type: DnsType,
  serial: number,
  options: ZoneOptions,
): ZoneAnswer {
  const { domain, ttl, random } = options;
  const name = plainName(question);
  const isApex = name === `${domain}.`;
  const soa = soaOf(options, serial);
  const wants = (asked: DnsType) => type === asked || (type as string) === 'ANY';
  const additionals: Answer[] = [];
  const answers: Answer[] = [
    ...(wants('A') ? addressAnswers('A', name, ttl) : []),
    ...(wants('AAAA') ? addressAnswers('AAAA', name, ttl) : []),
    ...(wants('SRV') ? serviceAnswers() : []),
    ...(wants('SOA') && isApex ? [soa] : []),
    ...(wants('NS') && isApex ? [{ type: 'NS', name, ttl, data: serverName(domain) } as const] : []),
  ];
  if (answers.length > 0) return { rcode: 'NOERROR', answers: shuffled(answers, random), authorities: [], additionals };
  // Of services Mesos-DNS does not tell whether there is nothing of that name; who looks for one is to ask again.
  const rcode = records.has(name) || isApex || type === 'SRV' ? 'NOERROR' : 'NXDOMAIN';
  return { rcode, answers, authorities: [soa], additionals };

  function addressAnswers(kind: 'A' | 'AAAA', owner: string, ttl: number): Answer[] {
    return records.values(kind, owner).map((data) => ({ type: kind, name: owner, ttl, data }));
  }

  function serviceAnswers(): SrvAnswer[] {
    const resolved = new Set<string>();
    return records.values('SRV', name).flatMap((value) => {
      const { host, port } = splitTarget(value);
      if (!canBeWritten(host)) return [];
      if (!resolved.has(host)) {
        resolved.add(host);
        additionals.push(...addressAnswers('A', host, ttl).slice(0, 1), ...addressAnswers('AAAA', host, ttl).slice(0, 1));
      }
      return { type: 'SRV', name, ttl, data: { priority: 0, weight: WEIGHT, port: Number(port), target: host } };
    });
  }
}
