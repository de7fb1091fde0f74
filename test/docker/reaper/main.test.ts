import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { FakeEngine } from '../fake-engine.js';

const program = fileURLToPath(new URL('../../../dist/docker-reaper.js', import.meta.url));

it('removes what its owner has left, also from an engine that is just starting, and what comes to be only afterwards', async () => {
  await using fake = await FakeEngine.of({ containers: ['c'], networks: ['n'], volumes: [] }, (kind) => {
    if (kind === 'networks') fake.things.containers.push('late');
    return undefined;
  });
  const reaper = spawn(process.execPath, [program, JSON.stringify({ address: fake.address, owner: 'o' })], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const exited = once(reaper, 'exit');
  reaper.stdin?.end(); // Its owner has ended.
  await fake.listen();
  expect(await exited).toEqual([0, null]);
  expect(fake.removed).toEqual(['containers c', 'networks n', 'containers late']);
});

it('removes nothing when it is released', async () => {
  await using fake = await FakeEngine.of({ containers: ['c'], networks: [], volumes: [] });
  await fake.listen();
  const reaper = spawn(process.execPath, [program, JSON.stringify({ address: fake.address, owner: 'o' })], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const exited = once(reaper, 'exit');
  reaper.stdin?.end('released\n');
  expect(await exited).toEqual([0, null]);
  expect(fake.removed).toEqual([]);
});
