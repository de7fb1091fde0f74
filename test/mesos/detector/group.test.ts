import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Group, Membership } from '../../../src/mesos/detector/group.js';
import { CONNECTIONS, ZooKeeperFixture } from './zookeeper-fixture.js';

/** What a group tells of its members: their numbers, one list for each time. */
function membersOf(group: Group) {
  const told: number[][] = [];
  const failures: string[] = [];
  group.watch({
    members: (members: readonly Membership[]) => told.push(members.map(({ sequence }) => sequence)),
    failed: (error) => failures.push(error.message),
  });
  return { told, failures };
}

describe.each(CONNECTIONS)('a group %s', (connection) => {
  let zookeeper: ZooKeeperFixture;
  beforeEach(async () => {
    zookeeper = await ZooKeeperFixture.start(connection);
  });
  afterEach(() => zookeeper.stop());

  it('tells who is in it, in the order of their joining', async () => {
    const one = zookeeper.group();
    const other = zookeeper.group();
    const { told } = membersOf(one);
    await one.join(Buffer.from('first'), 'json.info');
    const second = await other.join(Buffer.from('second'), 'info');
    await zookeeper.until(() => told.at(-1)?.length === 2);
    expect(String(await one.data(second))).toBe('second');
    const reader = zookeeper.open();
    await zookeeper.until(() => reader.state === 'connected');
    expect((await reader.children('/mesos')).sort()).toEqual(['info_0000000001', 'json.info_0000000000']);
    await other.leave();
    await zookeeper.until(() => told.at(-1)?.length === 1);
    expect(told.at(-1)).toEqual([0]);
    expect(await one.data(second)).toBeUndefined();
  });

  it('makes its path, and counts nothing else there as a member', async () => {
    const group = zookeeper.group({ path: '/a/b/mesos' });
    const { told } = membersOf(group);
    await group.join(Buffer.from('x'), 'json.info');
    const client = zookeeper.open();
    await zookeeper.until(() => client.state === 'connected');
    await client.create('/a/b/mesos/log_replicas');
    await client.create('/a/b/mesos/0000000007');
    await zookeeper.until(() => told.at(-1)?.length === 2);
    expect(told.at(-1)).toEqual([0, 7]);
    expect(await group.data({ sequence: 7, label: undefined })).toEqual(Buffer.alloc(0));
  });

  it('ends a membership when it is asked to', async () => {
    const group = zookeeper.group();
    const membership = await group.join(Buffer.from('x'), 'json.info');
    expect(await group.cancel(membership)).toBe(true);
    expect(await membership.ended).toBe(true);
    expect(await group.cancel(membership)).toBe(false);
  });

  it('sees that somebody else has ended a membership', async () => {
    const group = zookeeper.group();
    const membership = await group.join(Buffer.from('x'), 'json.info');
    const client = zookeeper.open();
    await zookeeper.until(() => client.state === 'connected');
    await client.delete('/mesos/json.info_0000000000');
    expect(await membership.ended).toBe(false);
    expect(await group.cancel(membership)).toBe(false);
  });

  it('has no members left when its session has ended, and goes on with another one', async () => {
    const group = zookeeper.group();
    const { told } = membersOf(group);
    const membership = await group.join(Buffer.from('x'), 'json.info');
    await zookeeper.until(() => told.at(-1)?.length === 1);
    const session = group.sessionId ?? '';
    zookeeper.server.expireSession(session);
    expect(await membership.ended).toBe(false);
    expect(told.at(-1)).toEqual([]);
    await group.join(Buffer.from('x'), 'json.info');
    await zookeeper.until(() => told.at(-1)?.length === 1);
    expect(told.at(-1)).toEqual([1]);
    expect(group.sessionId).not.toBe(session);
  });

  it('goes on over a lost connection, and a ZooKeeper that starts again', async () => {
    const group = zookeeper.group();
    const { told } = membersOf(group);
    await group.join(Buffer.from('x'), 'json.info');
    zookeeper.server.dropConnection(group.sessionId ?? '');
    const data = group.data({ sequence: 0, label: 'json.info' });
    expect(String(await data)).toBe('x');
    await zookeeper.server.restart();
    await group.join(Buffer.from('y'), 'json.info');
    await zookeeper.until(() => told.at(-1)?.length === 2);
    expect(told.at(-1)).toEqual([0, 1]);
  });

  it('leaves its session to itself when it crashes', async () => {
    const group = zookeeper.group();
    const { told } = membersOf(zookeeper.group());
    await group.join(Buffer.from('x'), 'json.info');
    await zookeeper.until(() => told.at(-1)?.length === 1);
    group.terminate();
    await zookeeper.until(() => zookeeper.server.sessions.some(({ client }) => client === undefined));
    await zookeeper.runtime.advance(9_999);
    expect(told.at(-1)).toEqual([0]);
    await zookeeper.runtime.advance(1);
    await zookeeper.until(() => told.at(-1)?.length === 0);
  });

  it('is readable for everybody, and takes only members with its credentials', async () => {
    const credentials = 'mesos:secret';
    const group = zookeeper.group({ credentials });
    await group.join(Buffer.from('x'), 'json.info');
    const other = zookeeper.group();
    const { told, failures } = membersOf(other);
    await zookeeper.until(() => told.at(-1)?.length === 1);
    expect(String(await other.data({ sequence: 0, label: 'json.info' }))).toBe('x');
    await expect(other.join(Buffer.from('y'), 'json.info')).rejects.toMatchObject({ reason: 'NO_AUTH' });
    expect(failures).toEqual([]);
    await zookeeper.group({ credentials }).join(Buffer.from('z'), 'json.info');
    await zookeeper.until(() => told.at(-1)?.length === 2);
  });

  it('fails for good when it may not make its path', async () => {
    const owner = zookeeper.group({ path: '/closed', credentials: 'a:b' });
    await owner.join(Buffer.from('x'), 'json.info');
    const group = zookeeper.group({ path: '/closed/mesos' });
    const { failures } = membersOf(group);
    await expect(group.join(Buffer.from('x'), 'json.info')).rejects.toMatchObject({ reason: 'NO_AUTH' });
    expect(failures).toHaveLength(1);
    expect(group.failure?.message).toBe('To create /closed/mesos: no auth');
    await expect(group.data({ sequence: 0, label: undefined })).rejects.toThrow('no auth');
    expect(membersOf(group).failures).toHaveLength(1);
  });
});

describe('a group within the process', () => {
  let zookeeper: ZooKeeperFixture;
  beforeEach(async () => {
    zookeeper = await ZooKeeperFixture.start();
  });
  afterEach(() => zookeeper.stop());

  it('is settled when all that follows from something has happened', async () => {
    const group = zookeeper.group();
    const { told } = membersOf(group);
    void group.join(Buffer.from('x'), 'json.info');
    await zookeeper.runtime.settle();
    expect(told).toEqual([[0]]);
    zookeeper.server.expireSession(group.sessionId ?? '');
    await zookeeper.runtime.settle();
    expect(told).toEqual([[0], []]);
  });

  it('takes its session for ended when it has not heard of the ZooKeeper for the time of the session', async () => {
    const { runtime, server } = zookeeper;
    const group = zookeeper.group();
    const { told } = membersOf(group);
    const { ended } = await group.join(Buffer.from('x'), 'json.info');
    await runtime.settle();
    server.freeze();
    // The connection is given up after two thirds of that time, and then it takes all of it.
    await runtime.advance(16_666);
    expect(told).toEqual([[0]]);
    await runtime.advance(1);
    expect(told).toEqual([[0], []]);
    expect(await ended).toBe(false);
    server.thaw();
    await runtime.settle();
    expect(told).toEqual([[0], []]); // the session of before has ended while nobody looked
    await group.join(Buffer.from('x'), 'json.info');
    await runtime.settle();
    expect(told.at(-1)).toEqual([1]);
  });

  it('finds its members again when the ZooKeeper stands still for less', async () => {
    const { runtime, server } = zookeeper;
    const group = zookeeper.group();
    const { told } = membersOf(group);
    await group.join(Buffer.from('x'), 'json.info');
    await runtime.settle();
    server.freeze();
    await runtime.advance(9000);
    server.thaw();
    await runtime.settle();
    await runtime.advance(60_000);
    expect(told).toEqual([[0]]);
  });
});
