// Ports that somebody else has.
import { createServer } from 'node:net';
import { MesosCluster } from 'minimesos';
import { looksWell, outcome, tell } from './telling.mjs';

const take = (port = 0) =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({ port: server.address().port, free: () => new Promise((done) => server.close(done)) }),
    );
  });

const { port, free } = await take();
const named = (text) => text.replaceAll(String(port), 'PORT');
for (const [what, description] of Object.entries({
  'of a master': { masters: [{ port }] },
  'of an agent': { agents: [{ port }] },
  'of a ZooKeeper': { zookeeper: { port } },
  'of the names': { names: { port } },
  'of a Marathon': { marathon: { port } },
})) {
  tell({ [what]: named(await outcome(() => MesosCluster.start(description))) });
}
await free();
const cluster = await MesosCluster.start({ masters: [{ port }], agents: 2 });
tell({ 'when it is free again': await looksWell(cluster) });
await cluster.leader.kill();
const thief = await take(port);
tell({ 'of a master that is to come back': named(await outcome(() => cluster.leader.restart())) });
await thief.free();
await cluster.leader.restart();
await cluster.waitForAgent();
await cluster.waitForAgents?.(2);
tell({ 'when that is free again': await looksWell(cluster) });
await cluster.destroy();
