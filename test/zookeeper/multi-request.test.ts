import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPEN_ACL } from '../../src/zookeeper/acl.js';
import { errorCodes } from '../../src/zookeeper/error-codes.js';
import type { JuteReader, JuteWriter } from '../../src/zookeeper/jute.js';
import { operations } from '../../src/zookeeper/operations.js';
import { writeAcl } from '../../src/zookeeper/records.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { WireClient } from './wire-client.js';

let server: ZooKeeperServer;
let client: WireClient;
beforeEach(async () => {
  server = await ZooKeeperServer.start();
  client = await WireClient.start(server.port);
});
afterEach(() => server.stop());

type Part = [type: number, write: (writer: JuteWriter) => void];
const create = (path: string, flags = 0): Part => [
  operations.create,
  (writer) => {
    writeAcl(writer.string(path).buffer(undefined), OPEN_ACL);
    writer.int(flags);
  },
];
const remove = (path: string): Part => [operations.delete, (writer) => writer.string(path).int(-1)];
const check = (path: string, version: number): Part => [operations.check, (writer) => writer.string(path).int(version)];
const getData = (path: string): Part => [operations.getData, (writer) => writer.string(path).boolean(false)];

const multi = (parts: Part[], type: number = operations.multi) =>
  client.request(type, (writer) => {
    for (const [each, write] of parts) write(writer.int(each).boolean(false).int(-1));
    writer.int(-1).boolean(true).int(-1);
  });

/** The errors in the place of results. */
function errorsIn(body: JuteReader): number[] {
  const errors: number[] = [];
  for (let type = body.int(); !body.boolean(); type = body.int()) {
    expect(type).toBe(-1);
    errors.push(body.int());
    expect(body.int()).toBe(errors.at(-1));
  }
  return errors;
}

describe('several writes', () => {
  it('are one transaction', async () => {
    const { zxid, body } = await multi([create('/a'), create('/a/n-', 2), remove('/a/n-0000000000'), check('/a', 0)]);
    expect(zxid).toBe(2);
    expect([body.int(), body.boolean(), body.int(), body.string()]).toEqual([operations.create, false, 0, '/a']);
    expect((await client.children('/a')).body.strings()).toEqual([]);
  });

  it('leave nothing behind when one fails, and tell nobody', async () => {
    await client.children('/', true);
    const { error, zxid, body } = await multi([create('/a'), create('/a/b', 1), check('/a', 7), create('/c')]);
    expect([error, zxid]).toEqual([0, 2]);
    expect(errorsIn(body)).toEqual([0, 0, errorCodes.BAD_VERSION, errorCodes.RUNTIME_INCONSISTENCY]);
    expect((await client.exists('/a')).error).toBe(errorCodes.NO_NODE);
    expect(server.sessions[0]?.ephemerals).toEqual([]);
    expect(client.seen.every((each) => typeof each === 'number')).toBe(true);
  });

  it('cannot be of what there is not', async () => {
    expect((await multi([[operations.ping, () => {}]])).error).toBe(errorCodes.MARSHALLING_ERROR);
    expect((await multi([create('/a', 7)])).error).toBe(errorCodes.MARSHALLING_ERROR);
  });
});

it('several reads answer each by itself', async () => {
  await client.create('/a', { data: 'x' });
  const { body } = await multi([getData('/missing'), getData('/a')], operations.multiRead);
  expect([body.int(), body.boolean(), body.int(), body.int()]).toEqual([-1, false, errorCodes.NO_NODE, errorCodes.NO_NODE]);
  expect([body.int(), body.boolean(), body.int(), String(body.buffer())]).toEqual([operations.getData, false, 0, 'x']);
});
