import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { RealMachine } from '../../../src/drivers/embedded/real-machine.js';

it('connects no engine of Docker any more when its cluster is destroyed, also where that was asked for before', async () => {
  const machine = new RealMachine('late');
  const asked = machine.docker('/var/run/docker.sock').catch((error: unknown) => error);
  await machine.release({ retain: false });
  expect(await asked).toMatchObject({ code: 'CLUSTER_DESTROYED' });
  expect(existsSync(machine.root)).toBe(false);
});
