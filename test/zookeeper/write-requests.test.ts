import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AclEntry } from '../../src/zookeeper/acl.js';
import { errorCodes } from '../../src/zookeeper/error-codes.js';
import { operations } from '../../src/zookeeper/operations.js';
import { writeAcl } from '../../src/zookeeper/records.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { type Reply, WireClient } from './wire-client.js';

let server: ZooKeeperServer;
let client: WireClient;
beforeEach(async () => {
  server = await ZooKeeperServer.start();
  client = await WireClient.start(server.port);
});
afterEach(() => server.stop());

const { createTtl, createContainer } = operations;
const names = Object.fromEntries(Object.entries(errorCodes).map(([name, code]) => [code, name]));
const codeOf = async (reply: Promise<Reply>) => names[(await reply).error];
const world = (permissions: number): AclEntry[] => [{ permissions, scheme: 'world', id: 'anyone' }];
const setAcl = (path: string, acl: AclEntry[], version = -1) =>
  client.request(operations.setAcl, (writer) => {
    writeAcl(writer.string(path), acl);
    writer.int(version);
  });

describe('create', () => {
  it('refuses in ZooKeeper’s order', async () => {
    await client.create('/a');
    await client.create('/e', { flags: 1 });
    await client.create('/shut', { acl: world(1) });
    const codes: [Promise<Reply>, string][] = [
      [client.create('bad', { flags: 7, acl: [] }), 'BAD_ARGUMENTS'],
      [client.create('bad', { acl: [] }), 'BAD_ARGUMENTS'],
      [client.create('/missing/', { acl: [] }), 'INVALID_ACL'],
      [client.create('/missing//'), 'NO_NODE'],
      [client.create('/shut//'), 'NO_NODE'],
      [client.create('/shut/'), 'NO_AUTH'],
      [client.create('/a/'), 'BAD_ARGUMENTS'],
      [client.create('/a'), 'NODE_EXISTS'],
      [client.create('/e/x'), 'NO_CHILDREN_FOR_EPHEMERALS'],
      [client.create('/ttl', { flags: 5, type: createTtl, ttl: 0 }), 'BAD_ARGUMENTS'],
      [client.create('/ttl', { flags: 0, type: createTtl, ttl: 5 }), 'BAD_ARGUMENTS'],
      [client.create('/ttl', { flags: 5 }), 'BAD_ARGUMENTS'],
    ];
    for (const [index, [reply, expected]] of codes.entries()) expect([index, await codeOf(reply)]).toEqual([index, expected]);
  });

  it('counts all children that there ever were for the names of sequential ones', async () => {
    await client.create('/a');
    await client.create('/a/x');
    await client.delete('/a/x');
    const paths = [];
    for (const flags of [2, 3, 2]) paths.push((await client.create('/a/', { flags })).body.string());
    paths.push((await client.create('/a/t', { flags: 6, type: createTtl, ttl: 5000 })).body.string());
    expect(paths).toEqual(['/a/0000000001', '/a/0000000002', '/a/0000000003', '/a/t0000000004']);
  });

  it('tells of a container and of a time to live as of a persistent znode', async () => {
    for (const each of [
      { type: createContainer, flags: 4 },
      { type: createTtl, flags: 5, ttl: 9 },
    ]) {
      const { body } = await client.create(`/${each.type}`, each);
      expect(body.string()).toBe(`/${each.type}`);
      for (let skipped = 0; skipped < 4; skipped++) body.long();
      expect([body.int(), body.int(), body.int(), body.long()]).toEqual([0, 0, 0, 0n]);
    }
  });
});

describe('delete, setData and setACL', () => {
  it('ask for the version, the permission and the znode', async () => {
    await client.create('/a');
    await client.create('/a/b');
    await client.create('/locked', { acl: world(1) });
    expect(await codeOf(client.delete('/a'))).toBe('NOT_EMPTY');
    expect(await codeOf(client.delete('/a/b', 1))).toBe('BAD_VERSION');
    expect(await codeOf(client.delete('/missing'))).toBe('NO_NODE');
    expect(await codeOf(client.delete('/zookeeper'))).toBe('BAD_ARGUMENTS');
    expect(await codeOf(client.setData('/a/', ''))).toBe('BAD_ARGUMENTS');
    expect(await codeOf(client.setData('/a', '', 1))).toBe('BAD_VERSION');
    expect(await codeOf(client.setData('/locked', ''))).toBe('NO_AUTH');
    expect(await codeOf(setAcl('/locked', world(31)))).toBe('NO_AUTH');
    expect(await codeOf(setAcl('/a', []))).toBe('INVALID_ACL');
    expect(await codeOf(setAcl('/a', world(31), 1))).toBe('BAD_VERSION');
    expect(await codeOf(setAcl('/a', world(23), 0))).toBe('OK');
    expect(await codeOf(client.delete('/a/b'))).toBe('NO_AUTH');
    expect(await codeOf(client.request(operations.reconfig))).toBe('RECONFIG_DISABLED');
  });

  it('use up a number also when they fail', async () => {
    expect((await client.delete('/missing')).zxid).toBe(2);
    expect((await client.create('/a')).zxid).toBe(3);
    expect((await client.exists('/missing')).zxid).toBe(3);
  });
});
