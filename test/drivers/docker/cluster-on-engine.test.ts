import { once } from 'node:events';
import { expect, it } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.js';
import { ClusterOnEngine } from '../../../src/drivers/docker/cluster-on-engine.js';
import type { Subnet } from '../../../src/drivers/docker/subnet.js';
import { FakeEngine } from '../../docker/fake-engine.js';

it('warns of a network that the engine does not remove although nothing is connected to it', async () => {
  const refuse = (kind: string) => (kind === 'networks' ? 'minimesos-blue has active endpoints' : undefined);
  await using fake = await FakeEngine.of({ containers: ['c'], networks: ['minimesos-blue'], volumes: [] }, refuse);
  await fake.listen();
  const cluster = new ClusterOnEngine(await connectEngine([fake.address]), 'blue', false, 30_000);
  await cluster.adopt({} as Subnet, () => {});
  const warned = once(process, 'warning');
  await cluster.remove();
  expect(await warned).toMatchObject([{ code: 'DOCKER_NETWORK_LEFT', message: expect.stringContaining('minimesos prune') }]);
  expect(fake.things).toEqual({ containers: [], networks: ['minimesos-blue'], volumes: [] });
});
