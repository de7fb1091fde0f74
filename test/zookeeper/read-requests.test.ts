import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AclEntry } from '../../src/zookeeper/acl.js';
import { errorCodes } from '../../src/zookeeper/error-codes.js';
import { operations } from '../../src/zookeeper/operations.js';
import { readAcl } from '../../src/zookeeper/records.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { WireClient } from './wire-client.js';

let server: ZooKeeperServer;
let client: WireClient;
beforeEach(async () => {
  server = await ZooKeeperServer.start();
  client = await WireClient.start(server.port);
});
afterEach(() => server.stop());

const onPath = (operation: number, path: string) => client.request(operation, (writer) => writer.string(path));
const auth = (scheme: string, credentials = '') =>
  client.request(operations.auth, (writer) => writer.int(0).string(scheme).buffer(Buffer.from(credentials)));

it('getEphemerals tells one’s own, under a prefix', async () => {
  const other = await WireClient.start(server.port);
  await client.create('/a');
  await client.create('/a/e', { flags: 1 });
  await client.create('/e', { flags: 1 });
  await other.create('/theirs', { flags: 1 });
  expect((await onPath(operations.getEphemerals, '')).body.strings()).toEqual(['/a/e', '/e']);
  expect((await onPath(operations.getEphemerals, '/a')).body.strings()).toEqual(['/a/e']);
});

it('getAllChildrenNumber counts all that lies under a path', async () => {
  for (const path of ['/a', '/a/b', '/a/b/c', '/ab']) await client.create(path);
  expect((await onPath(operations.getAllChildrenNumber, '/a')).body.int()).toBe(2);
  expect((await onPath(operations.getAllChildrenNumber, '/')).body.int()).toBe(7);
  expect((await onPath(operations.getAllChildrenNumber, '/missing')).error).toBe(errorCodes.NO_NODE);
});

it('whoAmI tells all that was shown', async () => {
  await auth('digest', 'me:secret');
  const { body } = await client.request(operations.whoAmI);
  expect(body.vector(() => [body.string(), body.string()])).toEqual([
    ['ip', '127.0.0.1'],
    ['digest', 'me'],
  ]);
});

it('an unknown scheme ends the connection', async () => {
  expect((await auth('kerberos')).error).toBe(errorCodes.AUTH_FAILED);
  await client.closed;
});

it('getACL shows digests only to those who may change them', async () => {
  const acl: AclEntry[] = [
    { permissions: 1, scheme: 'world', id: 'anyone' },
    { permissions: 31, scheme: 'digest', id: 'me:016djjlksVQS5RgX3M7biBGyYwY=' },
  ];
  await client.create('/a', { acl });
  expect(readAcl((await onPath(operations.getAcl, '/a')).body)[1]?.id).toBe('me:x');
  await auth('digest', 'me:secret');
  expect(readAcl((await onPath(operations.getAcl, '/a')).body)).toEqual(acl);
});

it('sync answers with the path', async () => {
  expect((await onPath(operations.sync, '/anything')).body.string()).toBe('/anything');
});
