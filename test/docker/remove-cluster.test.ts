import { expect, it } from 'vitest';
import { connectEngine } from '../../src/docker/engine.js';
import { removeCluster } from '../../src/docker/remove-cluster.js';
import { FakeEngine, type Things } from './fake-engine.js';

const things = (): Things => ({ containers: ['c1', 'c2'], networks: ['n'], volumes: ['v'] });

it('tries again what the engine does not remove at once', async () => {
  let refusals = 2;
  await using fake = await FakeEngine.of(things(), (kind) =>
    kind === 'networks' && refusals-- > 0 ? 'n has active endpoints' : undefined,
  );
  await fake.listen();
  await removeCluster(await connectEngine([fake.address]), 'blue', {});
  expect(fake.removed).toEqual(['containers c1', 'containers c2', 'volumes v', 'networks n', 'networks n', 'networks n']);
});

it('says what is left, and what the engine says of it, when it is not removed in time', async () => {
  await using fake = await FakeEngine.of(things(), (kind) => (kind === 'volumes' ? 'v is in use' : undefined));
  await fake.listen();
  await expect(removeCluster(await connectEngine([fake.address]), 'blue', {}, { patienceMs: 3000 })).rejects.toMatchObject({
    code: 'DOCKER_NOT_REMOVED',
    message: expect.stringMatching(/^Cluster blue .*: v is in use. Left of it:\n {2}volume v\nWhen/),
  });
});

it('gives up a network to which nothing is connected, and of which the engine says otherwise', async () => {
  await using fake = await FakeEngine.of(things(), (kind) => (kind === 'networks' ? 'n has active endpoints' : undefined));
  await fake.listen();
  expect(await removeCluster(await connectEngine([fake.address]), 'blue', {})).toMatchObject([
    {
      code: 'DOCKER_NETWORK_LEFT',
      message: expect.stringMatching(/the network n, and .*: n has active endpoints. Restart Docker some time/),
    },
  ]);
  expect(fake.things).toEqual({ containers: [], networks: ['n'], volumes: [] });
});

it('names all that was made when the engine cannot be asked', async () => {
  await using fake = await FakeEngine.of(things());
  await fake.listen();
  const engine = await connectEngine([fake.address]);
  await fake[Symbol.asyncDispose]();
  const made = ['network n', 'container c1'];
  await expect(removeCluster(engine, 'blue', {}, { made })).rejects.toMatchObject({
    code: 'DOCKER_NOT_REMOVED',
    message: expect.stringContaining('Left of it:\n  container c1\n  network n\n'),
  });
});
