import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZooKeeperContender } from '../../../src/mesos/detector/zookeeper-contender.js';
import { ZooKeeperDetector } from '../../../src/mesos/detector/zookeeper-detector.js';
import type { MasterInfo } from '../../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../../src/mesos/wire/protobuf.js';
import { CONNECTIONS, ZooKeeperFixture } from './zookeeper-fixture.js';

const infoOf = (id: string, port: number): MasterInfo => ({
  ...{ id, ip: 16_777_343, port, pid: `master@127.0.0.1:${port}`, hostname: 'localhost', version: '1.11.0' },
  address: { hostname: 'localhost', ip: '127.0.0.1', port },
  capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'QUOTA_V2' }],
});
const FIRST = infoOf('first', 5050);
const SECOND = infoOf('second', 5051);

describe.each(CONNECTIONS)('the election of a leader, %s', (connection) => {
  let zookeeper: ZooKeeperFixture;
  beforeEach(async () => {
    zookeeper = await ZooKeeperFixture.start(connection);
  });
  afterEach(() => zookeeper.stop());

  /** Who is detected, one after the other, by id. */
  function detecting() {
    const told: (string | undefined)[] = [];
    const failures: string[] = [];
    const detector = new ZooKeeperDetector(zookeeper.group());
    const stop = detector.detect(
      (leader) => told.push(leader?.id),
      (error) => failures.push(error.message),
    );
    return { told, failures, detector, stop };
  }

  /** A master that contends, and what becomes of it. */
  function contending(info: MasterInfo, options = {}) {
    const group = zookeeper.group(options);
    const became: string[] = [];
    new ZooKeeperContender(group).contend(info, {
      entered: () => became.push('entered'),
      lost: () => became.push('lost'),
      failed: (error) => became.push(error.message),
    });
    return { group, became };
  }

  it('goes to whoever came first, and after it to the next', async () => {
    const { told, detector, stop } = detecting();
    await zookeeper.until(() => told.length > 0);
    const first = contending(FIRST);
    await zookeeper.until(() => told.at(-1) === 'first');
    const second = contending(SECOND);
    await zookeeper.until(() => second.became.length > 0);
    await first.group.leave();
    await zookeeper.until(() => told.at(-1) === 'second');
    const later: unknown[] = [];
    detector.detect((leader) => later.push(leader));
    stop();
    await second.group.leave();
    await zookeeper.until(() => later.at(-1) === undefined);
    expect(told).toEqual([undefined, 'first', 'second']);
    expect(later).toEqual([SECOND, undefined]);
    expect([...first.became, ...second.became]).toEqual(['entered', 'entered']);
  });

  it('is written down as Mesos does it', async () => {
    const { became } = contending({ ...FIRST, domain: { fault_domain: { zone: { name: 'z' }, region: { name: 'r' } } } });
    await zookeeper.until(() => became.length > 0);
    const client = zookeeper.open();
    await zookeeper.until(() => client.state === 'connected');
    expect(await client.children('/mesos')).toEqual(['json.info_0000000000']);
    expect(String(await client.data('/mesos/json.info_0000000000'))).toBe(
      '{"address":{"hostname":"localhost","ip":"127.0.0.1","port":5050},' +
        '"capabilities":[{"type":"AGENT_UPDATE"},{"type":"QUOTA_V2"}],' +
        '"domain":{"fault_domain":{"region":{"name":"r"},"zone":{"name":"z"}}},' +
        '"hostname":"localhost","id":"first","ip":16777343,"pid":"master@127.0.0.1:5050","port":5050,"version":"1.11.0"}',
    );
  });

  it('is lost with the session', async () => {
    const { told } = detecting();
    const { group, became } = contending(FIRST);
    await zookeeper.until(() => told.at(-1) === 'first');
    zookeeper.server.expireSession(group.sessionId ?? '');
    await zookeeper.until(() => became.length > 1);
    expect(became).toEqual(['entered', 'lost']);
    await zookeeper.until(() => told.at(-1) === undefined);
  });

  it('cannot be entered without the credentials', async () => {
    const { became } = contending(FIRST, { credentials: 'mesos:secret' });
    await zookeeper.until(() => became.length > 0);
    const other = contending(SECOND);
    await zookeeper.until(() => other.became.length > 0);
    expect(other.became).toEqual(['To create /mesos/json.info_: no auth']);
  });

  it('is understood as masters of earlier times tell it', async () => {
    const old = (await loadProtobuf()).encode('MasterInfo', SECOND);
    const client = zookeeper.open();
    await zookeeper.until(() => client.state === 'connected');
    await client.create('/mesos');
    await client.create('/mesos/0000000001', Buffer.from('master@127.0.0.2:5052'));
    const { told, detector } = detecting();
    await zookeeper.until(() => told.length > 0);
    await client.create('/mesos/info_0000000000', old);
    await zookeeper.until(() => told.length > 1);
    expect(told).toEqual(['master@127.0.0.2:5052', 'second']);
    const seen: unknown[] = [];
    detector.detect((leader) => seen.push(leader));
    expect(seen).toEqual([SECOND]);
  });

  it.each([
    ['0000000000', 'nonsense', "Failed to parse 'nonsense' as a pid"],
    ['json.info_0000000000', '{"id": 1}', "Not expecting a JSON number for field 'id'"],
    ['json.info_0000000000', 'nonsense', 'syntax error at line 1 near: onsense'],
    ['other_0000000000', '', "Failed to parse data of unknown label 'other'"],
  ])('fails where %s says %s', async (name, data, message) => {
    const client = zookeeper.open();
    await zookeeper.until(() => client.state === 'connected');
    await client.create('/mesos');
    await client.create(`/mesos/${name}`, Buffer.from(data));
    const { failures, detector } = detecting();
    await zookeeper.until(() => failures.length > 0);
    expect(failures).toEqual([expect.stringContaining(message)]);
    const again: string[] = [];
    detector.detect(
      () => {},
      (error) => again.push(error.message),
    );
    expect(again).toEqual(failures);
  });
});
