import dnsPacket, { type Answer } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRefusal, encodeReply, type Query, readQuery } from '../../src/discovery/packet.js';
import { propertyRuns } from '../property-runs.js';

const ask = (question: { name: string; type: string }, more: object = {}) =>
  dnsPacket.encode({ type: 'query', id: 7, flags: dnsPacket.RECURSION_DESIRED, questions: [question as never], ...more });
const edns = (udpPayloadSize: number) => ({
  additionals: [{ type: 'OPT', name: '.', udpPayloadSize, flags: 0, options: [] } as never],
});
const read = (message: Buffer, overTcp = false): Query => {
  const query = readQuery(message, overTcp);
  if (query === undefined || typeof query === 'string') return expect.unreachable(`it is ${query}`);
  return query;
};
const address = (index: number): Answer => ({ type: 'A', name: 'web.mesos', ttl: 60, data: `10.0.${index >> 8}.${index & 255}` });
const addresses = (count: number) => Array.from({ length: count }, (_, index) => address(index));
const reply = { rcode: 'NOERROR', authoritative: true, recursion: false } as const;

describe('a question', () => {
  it('is read with how long its answer may be', () => {
    const question = { name: 'Web.Mesos', type: 'SRV' };
    expect(read(ask(question))).toMatchObject({ name: 'Web.Mesos', type: 'SRV', limit: 512, edns: false });
    expect(read(ask(question, edns(1232)))).toMatchObject({ limit: 1232, edns: true });
    expect(read(ask(question, edns(100)))).toMatchObject({ limit: 512 });
    expect(read(ask(question, edns(65_535)))).toMatchObject({ limit: 4096 });
    expect(read(ask(question), true)).toMatchObject({ limit: 65_535 });
    expect(read(ask({ name: 'a.mesos', type: 'UNKNOWN_64' }))).toMatchObject({ type: 'UNKNOWN_64' });
  });

  it('has to be one, and to be one', () => {
    const question = { name: 'a.mesos', type: 'A' } as const;
    expect(readQuery(Buffer.from('short'), false)).toBeUndefined();
    expect(readQuery(dnsPacket.encode({ type: 'response', questions: [question] }), false)).toBeUndefined();
    expect(readQuery(ask(question, { questions: [] }), false)).toBe('FORMERR');
    expect(readQuery(ask(question, { questions: [question, question] }), false)).toBe('FORMERR');
    expect(readQuery(ask(question).subarray(0, 15), false)).toBe('FORMERR');
    const update = ask(question);
    update.writeUInt16BE(5 << 11, 2);
    expect(readQuery(update, false)).toBe('NOTIMP');
    expect(dnsPacket.decode(encodeRefusal(update, 'NOTIMP'))).toMatchObject({
      id: 7,
      type: 'response',
      opcode: 'UPDATE',
      rcode: 'NOTIMP',
    });
    const circular = ask(question);
    circular.writeUInt16BE(0xc00c, 12);
    expect(readQuery(circular, false)).toBe('FORMERR');
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (bytes, overTcp) => {
        const query = readQuery(Buffer.from(bytes), overTcp);
        if (typeof query === 'object') expect(dnsPacket.decode(encodeReply(query, reply)).type).toBe('response');
      }),
      propertyRuns(),
    );
  });
});

describe('an answer', () => {
  it('repeats the question as it was asked, and refers to it', () => {
    const encoded = encodeReply(read(ask({ name: 'wEb.mesos', type: 'A' })), { ...reply, answers: addresses(2) });
    const decoded = dnsPacket.decode(encoded);
    expect(decoded).toMatchObject({ id: 7, flag_aa: true, flag_rd: true, flag_ra: false, flag_tc: false, rcode: 'NOERROR' });
    expect(decoded.questions).toMatchObject([{ name: 'wEb.mesos', type: 'A', class: 'IN' }]);
    expect(decoded.answers).toMatchObject([{ name: 'wEb.mesos', data: '10.0.0.0', ttl: 60 }, { data: '10.0.0.1' }]);
    expect(encoded).toHaveLength(12 + 15 + 2 * 16);
  });

  it('speaks EDNS to those who do', () => {
    const decoded = dnsPacket.decode(
      encodeReply(read(ask({ name: 'a.mesos', type: 'A' }, edns(1232))), { ...reply, recursion: true }),
    );
    expect(decoded).toMatchObject({ flag_ra: true, additionals: [{ type: 'OPT', udpPayloadSize: 4096 }] });
  });

  it('that is too long is cut, and says so', () => {
    const additionals = [{ ...address(0), name: 'other.mesos' } as Answer];
    const cut = (count: number, query: Query) => {
      const encoded = encodeReply(query, { ...reply, answers: addresses(count), additionals });
      const {
        flag_tc,
        answers,
        additionals: rest,
      } = dnsPacket.decode(encoded) as unknown as Record<string, unknown[]> & { flag_tc: boolean };
      return { size: encoded.length, flag_tc, answers: answers?.length, additionals: rest?.length };
    };
    const query = read(ask({ name: 'web.mesos', type: 'A' }));
    expect(cut(10, query)).toMatchObject({ flag_tc: false, answers: 10, additionals: 1 });
    // Without what was not asked for, all answers have room.
    expect(cut(30, query)).toMatchObject({ flag_tc: true, answers: 30, additionals: 0 });
    expect(cut(100, query)).toEqual({ size: 507, flag_tc: true, answers: 30, additionals: 0 });
    expect(cut(100, read(ask({ name: 'web.mesos', type: 'A' }), true))).toMatchObject({ flag_tc: false, answers: 100 });
    expect(cut(5000, read(ask({ name: 'web.mesos', type: 'A' }), true))).toMatchObject({ flag_tc: true, answers: 4094 });
  });
});
