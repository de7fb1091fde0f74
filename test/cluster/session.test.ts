import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Session } from '../../src/cluster/session.js';
import type { DriverCluster } from '../../src/drivers/driver.js';

/** The URL of a server that answers with who asks. */
async function serverThatTellsWhoAsks(): Promise<string> {
  const server = createServer(({ headers }, response) => response.end(headers.authorization ?? 'nobody'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('shows the credential of minimesos to members of the cluster, and to nobody who merely says that he is one', async () => {
  const [master, agent, stranger] = await Promise.all([1, 2, 3].map(serverThatTellsWhoAsks));
  const running = {
    ...{ masters: [{ url: master }], agents: [{ url: agent }] },
    credential: { principal: 'minimesos', secret: 'secret' },
  } as unknown as DriverCluster;
  const session = new Session({ name: 'blue', leader: running.masters[0], agents: running.agents } as never, running);
  onTestFinished(() => session.end());
  const who = (url: string | undefined) => session.during('who', ({ http }) => http.get(`${url}/state`)).then(String);
  const known = `Basic ${btoa('minimesos:secret')}`;
  expect(await Promise.all([master, agent, stranger].map(who))).toEqual([known, known, 'nobody']);
});
