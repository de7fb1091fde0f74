import { expect, it } from 'vitest';
import type { ContainerWatch } from '../../../src/docker/container-watch.js';
import { connectEngine } from '../../../src/docker/engine.js';
import { DockerContainer } from '../../../src/drivers/docker/container.js';
import { FakeEngine } from '../../docker/fake-engine.js';

it('waits for no engine that stands still, whatever is asked of it', async () => {
  await using fake = await FakeEngine.of({ containers: ['c'], networks: [], volumes: [] });
  await fake.listen();
  const watch = { onEnd: () => {} } as unknown as ContainerWatch;
  const container = await DockerContainer.found(await connectEngine([fake.address]), 'c', 'c', watch, 3000);
  fake.standsStill = true;
  const failures = await Promise.allSettled([
    container.inspect(),
    container.signal('SIGSTOP'),
    container.kill(),
    container.pause(),
    container.unpause(),
    container.restart(),
    container.remove(),
  ]);
  const doing = ['inspect', 'send SIGSTOP to', 'kill', 'pause', 'unpause', 'restart', 'remove'];
  expect(failures.map((failure) => failure.status === 'rejected' && failure.reason)).toMatchObject(
    doing.map((what) => ({
      code: 'DOCKER_GONE',
      message: expect.stringContaining(`It was to ${what} the container c: nothing came within 3 s.`),
    })),
  );
  expect(await container.log()).toBe('');
});

it('waits for no end that the engine does not tell of', async () => {
  await using fake = await FakeEngine.of({ containers: ['c'], networks: [], volumes: [] });
  await fake.listen();
  const watch = { onEnd: () => {} } as unknown as ContainerWatch;
  const container = await DockerContainer.found(await connectEngine([fake.address]), 'c', 'c', watch, 3000);
  await expect(container.kill()).rejects.toMatchObject({ code: 'DOCKER_GONE' });
});
