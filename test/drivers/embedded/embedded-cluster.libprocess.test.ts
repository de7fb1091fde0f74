// Clusters with peers that are not of their process, and speak libprocess.
import { describe, expect, it } from 'vitest';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { partitionOf } from '../../../src/faults/partition.js';
import type { MasterInfo } from '../../../src/mesos/wire/messages.js';
import { request } from '../../mesos/master/http-client.js';
import { RawConnection } from '../../mesos/process/http/serve.js';
import { Peer, until } from '../../mesos/process/libprocess/place.js';
import { RemoteAgent } from '../../mesos/process/libprocess/remote-agent.js';
import { start, subscribe, task } from './fixture.js';

const masterOf = ({ masters }: EmbeddedCluster): MasterInfo => {
  const port = masters[0]?.port ?? 0;
  return { id: 'any', ip: 16777343, port, pid: `master@127.0.0.1:${port}` };
};

/** An agent in a runtime of its own, registered. */
async function join(cluster: EmbeddedCluster): Promise<RemoteAgent> {
  const remote = await RemoteAgent.start(masterOf(cluster));
  await until(() => remote.agent.registration.registered);
  return remote;
}

async function isActive(cluster: EmbeddedCluster, id: string): Promise<boolean> {
  const { body } = await request(cluster.masters[0] as never, 'GET', '/slaves');
  return JSON.parse(body).slaves.some((agent: { id: string; active: boolean }) => agent.id === id && agent.active);
}

describe('a cluster', () => {
  it('takes agents of other processes, whose messages are in its timeline', async () => {
    const cluster = await start({ agents: [] });
    const { agent, commands } = await join(cluster);
    const client = await subscribe(cluster);
    const offer = await client.offer();
    await client.launch(offer, [task('t1', offer)]);
    expect(await client.updateOf('t1', 'TASK_STARTING')).toMatchObject({ agent_id: { value: agent.agentId } });
    expect(commands.running.size).toBe(1);
    const entries = cluster.timeline.entries().filter(({ kind, task }) => kind === 'message' && task === 't1');
    expect(entries).toMatchObject([
      { source: masterOf(cluster).pid, target: agent.pid, what: 'RunTaskMessage', agent: agent.agentId },
      { source: agent.pid, what: 'StatusUpdateMessage', details: { state: 'TASK_STARTING' } },
    ]);
  });

  it('is cut off from them by partitions, and finds them again', async () => {
    const cluster = await start({ agents: [], clock: 'virtual' });
    const { agent, runtime } = await join(cluster);
    const id = agent.agentId;
    const faults = await cluster.faults();
    const { id: rule } = await faults.add(partitionOf(id, 'both'));
    await cluster.clock.advance(90_000);
    expect(await isActive(cluster, id)).toBe(false);
    await faults.remove(rule);
    runtime.clock.advance(80_000);
    await until(() => agent.registration.registered);
    while (!(await isActive(cluster, id))) await cluster.clock.advance(1000);
    expect(agent.agentId).toBe(id);
  });

  it('lets them know when its master crashes', async () => {
    const cluster = await start({ agents: [] });
    const { agent, log, runtime } = await join(cluster);
    await cluster.masters[0]?.kill();
    await until(() => !agent.registration.registered);
    expect(log.at(-1)).toMatch(/^The master .* is gone/);
    await cluster.masters[0]?.restart();
    // Nobody tells the agent that there is another one where this one was.
    runtime.clock.advance(80_000);
    await until(() => agent.registration.registered);
  });

  it('takes messages on all of its ports', async () => {
    const cluster = await start();
    for (const { port } of [...cluster.masters, ...cluster.agents]) {
      const connection = await RawConnection.to(port);
      connection.post('/nobody/mesos.internal.PingSlaveMessage', '', 'User-Agent: libprocess/peer@127.0.0.1:9');
      expect((await connection.answer()).status).toBe(404);
    }
  });

  it('is reset and destroyed while a peer does not read, and another one is amid a message', async () => {
    const cluster = await start({ agents: [] });
    const { pid, port } = masterOf(cluster) as { pid: string; port: number };
    const peer = await Peer.open((socket) => socket.pause());
    for (let round = 0; round < 2; round++) {
      for (let count = 0; count < 100; count++) {
        cluster.runtime.send(pid, peer.pid('slave(1)'), 'ShutdownMessage', { message: 'x'.repeat(100_000) });
      }
      await peer.connections(round + 1);
      const half = await RawConnection.to(port);
      half.send(
        'POST /master/mesos.internal.PongSlaveMessage HTTP/1.1\r\nUser-Agent: libprocess/p@127.0.0.1:9\r\nContent-Length: 9\r\n\r\n1',
      );
      await until(() => half.socket.bytesWritten > 0);
      if (round === 0) await cluster.reset();
      else {
        await cluster.destroy();
        await half.ended;
      }
    }
    for (const socket of peer.sockets) socket.resume();
    await until(() => peer.sockets.every(({ destroyed }) => destroyed));
  });
});
