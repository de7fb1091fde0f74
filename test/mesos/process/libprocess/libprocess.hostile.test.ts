// What no well-behaved peer sends. Afterwards master and agent still work.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageRequest } from '../../../../src/mesos/process/libprocess/message-request.js';
import { MESSAGE_NAMES, messageTypeName, wireName } from '../../../../src/mesos/wire/internal-messages.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { propertyRuns } from '../../../property-runs.js';
import { MasterFixture } from '../../master/master-fixture.js';
import { arbitraryMessage } from '../../wire/arbitrary-message.js';
import { RawConnection } from '../http/serve.js';
import { until } from './place.js';
import { RemoteAgent } from './remote-agent.js';

const { encode } = await loadProtobuf();

/** Any message but the one that an agent heeds by going. */
const anyMessage = fc.constantFrom(...MESSAGE_NAMES.filter((name) => name !== 'ShutdownMessage')).chain((name) => {
  const type = messageTypeName(name);
  return arbitraryMessage(type).map((message) => ({ name: wireName(name), body: encode(type, message as never) }));
});

async function started() {
  const fixture = await MasterFixture.start({}, { remote: true });
  const remote = await RemoteAgent.start(fixture.master.info);
  await until(() => remote.agent.registration.registered);
  const ends = [
    { pid: fixture.master.pid, port: fixture.address.port },
    { pid: remote.agent.pid, port: remote.agent.address.port },
  ] as const;
  return { fixture, remote, ends };
}

/** The agent may have lost its place by what somebody said in its name; then it finds it again. */
async function stillWorks({ fixture, remote }: Awaited<ReturnType<typeof started>>): Promise<void> {
  const isThere = () => fixture.master.agents.get(remote.agent.agentId)?.connected === true;
  while (!isThere()) {
    fixture.runtime.clock.advance(15_000);
    remote.runtime.clock.advance(80_000);
    await Promise.all([fixture.runtime.settle(), remote.runtime.settle()]);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('any message', () => {
  it('does no harm, whoever says to have sent it', async () => {
    const cluster = await started();
    const { ends } = cluster;
    const connections = await Promise.all(ends.map(({ port }) => RawConnection.to(port)));
    await fc.assert(
      fc.asyncProperty(anyMessage, fc.nat(1), fc.boolean(), async ({ name, body }, whom, known) => {
        const [to, other] = [ends[whom as 0 | 1], ends[(1 - whom) as 0 | 1]];
        const connection = connections[whom] as RawConnection;
        connection.send(messageRequest(known ? other.pid : 'any@127.0.0.1:1', to.pid, name, body));
        expect((await connection.answer()).status).toBe(202);
      }),
      propertyRuns(200),
    );
    await stillWorks(cluster);
  });
});

describe('a request that was damaged on its way', () => {
  it('ends its connection at most', async () => {
    const cluster = await started();
    const { ends } = cluster;
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ maxLength: 8 }),
      cut: fc.nat(8),
    });
    await fc.assert(
      fc.asyncProperty(anyMessage, damage, fc.nat(1), async ({ name, body }, { at, bytes, cut }, whom) => {
        const { pid, port } = ends[whom as 0 | 1];
        const whole = messageRequest('any@127.0.0.1:1', pid, name, body);
        const start = Math.floor(at * whole.length);
        const connection = await RawConnection.to(port);
        connection.send(Buffer.concat([whole.subarray(0, start), bytes, whole.subarray(start + cut)]));
        connection.socket.end();
        await connection.ended;
      }),
      propertyRuns(200),
    );
    await stillWorks(cluster);
  });
});
