import { describe, expect, it } from 'vitest';
import type { MessageTypes } from '../../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../../src/mesos/wire/protobuf.js';
import { request } from '../../mesos/master/http-client.js';
import { run, start, subscribe } from './fixture.js';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const { encode, decode } = await loadProtobuf();

/** Every v1 API: whose it is, its path, and how it says that a body is no message. */
const APIS = [
  ['master', '/api/v1/scheduler', 'Call protobuf'],
  ['master', '/api/v1', 'Call protobuf'],
  ['agent', '/api/v1/executor', 'Call protobuf'],
  ['agent', '/api/v1', 'a protobuf object'],
] as const;

const MALFORMED = {
  'a text': Buffer.from('not a message').toString('hex'),
  'a length cut off': '1aff',
  'a length behind the end': '1aff01',
  'a length of 4 GB': '1affffffff0f',
  'a number cut off': '10ff',
  'a number without end': `10${'ff'.repeat(20)}`,
  'wire type 7': '17',
  'a group without end': '0b',
};

async function clusterWithMembers() {
  const cluster = await start();
  const [master] = cluster.masters;
  const [agent] = cluster.agents;
  if (!master || !agent) throw new Error('A member is missing.');
  return { cluster, members: { master, agent } };
}

it('answers protobuf that is malformed with 400 on every API, and still runs tasks', async () => {
  const { cluster, members } = await clusterWithMembers();
  for (const [of, path, what] of APIS) {
    for (const [name, hex] of Object.entries(MALFORMED)) {
      const headers = { 'Content-Type': PROTOBUF, Accept: PROTOBUF };
      const { status, body } = await request(members[of], 'POST', path, { headers, body: Buffer.from(hex, 'hex') });
      expect([of, path, name, status, body]).toEqual([of, path, name, 400, `Failed to parse body into ${what}`]);
    }
  }
  const scheduler = await subscribe(cluster);
  const offer = (await scheduler.next('OFFERS')).offers?.offers?.[0];
  if (!offer) throw new Error('There is no offer.');
  await run(cluster, scheduler, offer, 't1');
});

it.each([
  ['master', '/api/v1/scheduler', '120141', "Failed to validate scheduler::Call: Expecting 'type' to be present"],
  ['master', '/api/v1', '0a0141', "Failed to validate master::Call: Expecting 'type' to be present"],
  ['agent', '/api/v1', '0a0141', "Failed to validate agent::Call: Expecting 'type' to be present"],
  // Without its executor_id, which is required, the call is incomplete.
  ['agent', '/api/v1/executor', '0807', 'Failed to parse body into Call protobuf'],
] as const)('takes a field of the wrong wire type for an unknown one: %s %s', async (of, path, hex, text) => {
  const { members } = await clusterWithMembers();
  const body = Buffer.from(hex, 'hex');
  const answer = await request(members[of], 'POST', path, { headers: { 'Content-Type': PROTOBUF }, body });
  expect([answer.status, answer.body]).toEqual([400, text]);
});

describe('the operator APIs', () => {
  it.each([
    [JSON_TYPE, JSON_TYPE],
    [JSON_TYPE, PROTOBUF],
    [PROTOBUF, JSON_TYPE],
    [PROTOBUF, PROTOBUF],
  ])('answer calls in %s in %s', async (given, wanted) => {
    const { members } = await clusterWithMembers();
    for (const of of ['master', 'agent'] as const) {
      const call: MessageTypes['master.Call'] & MessageTypes['agent.Call'] = { type: 'GET_HEALTH' };
      const body = given === JSON_TYPE ? JSON.stringify(call) : encode(`${of}.Call`, call);
      const headers = { 'Content-Type': given, Accept: wanted };
      const answer = await request(members[of], 'POST', '/api/v1', { headers, body });
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': wanted } });
      const response =
        wanted === JSON_TYPE ? JSON.parse(answer.body) : decode(`${of}.Response`, Buffer.from(answer.body, 'latin1'));
      expect(response).toEqual({ type: 'GET_HEALTH', get_health: { healthy: true } });
    }
  });
});
