import dnsPacket, { type Answer } from 'dns-packet';
import { LONGEST_LABEL } from './labels.js';

/** The least that a client without EDNS takes over UDP. */
const SHORTEST_UDP = 512;
/** More than this over UDP would be cut in pieces on its way. */
const LONGEST_UDP = 4096;
const LONGEST_TCP = 65_535;
const HEADER_BYTES = 12;
const TYPE_AND_CLASS_BYTES = 4;
/** The name of the question, which is at the same place in every message. */
const NAME_OF_QUESTION = Buffer.from([0xc0, HEADER_BYTES]);

const RESPONSE = 1 << 15;
const OPCODE = 0b1111 << 11;
const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;
const RECURSION_DESIRED = 1 << 8;
const RECURSION_AVAILABLE = 1 << 7;

export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
export type Rcode = keyof typeof RCODES;

/** A question as it came. */
export interface Query {
  /** The message as a whole. */
  readonly message: Buffer;
  /** The question as it was written: what comes between the header and everything else. */
  readonly question: Buffer;
  readonly name: string;
  /** `A`, `SRV`, or `UNKNOWN_64` for one that is not known. */
  readonly type: dnsPacket.RecordType;
  /** How long the answer may be. */
  readonly limit: number;
  /** Whether the client speaks EDNS, in which case the answer has to. */
  readonly edns: boolean;
}

/** What is answered. */
export interface Reply {
  readonly rcode: Rcode;
  readonly authoritative?: boolean;
  readonly recursion: boolean;
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  readonly additionals?: readonly Answer[];
}

/**
 * Reads a message: the question in it, or what is wrong with it, or undefined where it is nothing that anybody would answer.
 * @param overTcp whether it came in a stream, where answers may be long
 */
export function readQuery(message: Buffer, overTcp: boolean): Query | Rcode | undefined {
  if (message.length < HEADER_BYTES) return undefined;
  const flags = message.readUInt16BE(2);
  if (flags & RESPONSE) return undefined;
  if (flags & OPCODE) return 'NOTIMP';
  try {
    const { questions = [], additionals = [] } = dnsPacket.decode(message);
    const [asked] = questions;
    const question = firstQuestion(message);
    if (!asked || !question || questions.length > 1) return 'FORMERR';
    const options = additionals.find(({ type }) => type === 'OPT') as dnsPacket.OptAnswer | undefined;
    const udp = Math.min(LONGEST_UDP, Math.max(SHORTEST_UDP, options?.udpPayloadSize ?? 0));
    const limit = overTcp ? LONGEST_TCP : udp;
    return { message, question, name: asked.name, type: asked.type, limit, edns: options !== undefined };
  } catch {
    return 'FORMERR';
  }
}

/** The answer to a message whose question cannot be told. */
export function encodeRefusal(message: Buffer, rcode: Rcode): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(RESPONSE | (message.readUInt16BE(2) & (OPCODE | RECURSION_DESIRED)) | RCODES[rcode], 2);
  return header;
}

/**
 * The answer to a question. What is too long loses what was not asked for first, then as many answers as have to go, and says
 * that it is not whole, so that the client asks again over TCP.
 */
export function encodeReply(query: Query, reply: Reply): Buffer {
  const { message, question, limit, edns } = query;
  const options = edns ? [Buffer.from([0, 0, 41, LONGEST_UDP >> 8, LONGEST_UDP & 255, 0, 0, 0, 0, 0, 0])] : [];
  const room = limit - HEADER_BYTES - question.length - sizeOf(options);
  let answers = (reply.answers ?? []).map((answer) => encodeRecord(answer, NAME_OF_QUESTION));
  const authorities = (reply.authorities ?? []).map((answer) => encodeRecord(answer));
  let additionals = (reply.additionals ?? []).map((answer) => encodeRecord(answer));
  const truncated = sizeOf(answers) + sizeOf(authorities) + sizeOf(additionals) > room;
  if (truncated) {
    additionals = [];
    answers = fitting(answers, room - sizeOf(authorities));
  }
  const header = encodeRefusal(message, reply.rcode);
  const flags =
    (reply.authoritative ? AUTHORITATIVE : 0) | (truncated ? TRUNCATED : 0) | (reply.recursion ? RECURSION_AVAILABLE : 0);
  header.writeUInt16BE(header.readUInt16BE(2) | flags, 2);
  for (const [section, count] of [1, answers.length, authorities.length, additionals.length + options.length].entries()) {
    header.writeUInt16BE(count, 4 + section * 2);
  }
  return Buffer.concat([header, question, ...answers, ...authorities, ...additionals, ...options]);
}

/** A record; one that is about what was asked refers to that, as its name would take more room than all the rest. */
function encodeRecord(answer: Answer, owner?: Buffer): Buffer {
  const name = owner ? '.' : answer.name;
  const record = dnsPacket.encode({ answers: [{ ...answer, name } as Answer] }).subarray(HEADER_BYTES);
  return owner ? Buffer.concat([owner, record.subarray(1)]) : record;
}

function fitting(records: readonly Buffer[], room: number): Buffer[] {
  let size = 0;
  return records.filter((record) => {
    size += record.length;
    return size <= room;
  });
}

const sizeOf = (records: readonly Buffer[]) => records.reduce((sum, { length }) => sum + length, 0);

/** The first question; its name is written out, as there is nothing before it that it could refer to. */
function firstQuestion(message: Buffer): Buffer | undefined {
  let end = HEADER_BYTES;
  for (let length = message[end]; length; length = message[end]) {
    if (length > LONGEST_LABEL) return undefined;
    end += length + 1;
  }
  return message.subarray(HEADER_BYTES, end + 1 + TYPE_AND_CLASS_BYTES);
}
