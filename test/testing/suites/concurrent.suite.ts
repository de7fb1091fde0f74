import { describe } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { minimesosTest } from '../../../src/testing/vitest.js';

const lingering = async ({ cluster }: { cluster: MesosCluster }) => void (await cluster.run('sleep 0.2'));

const sharing = minimesosTest();
describe.concurrent('tests that share', () => {
  sharing('first', lingering);
  sharing('second', lingering);
});

const alone = minimesosTest({ scope: 'test' });
describe.concurrent('tests with a cluster each', () => {
  alone('first', lingering);
  alone('second', lingering);
});

const together = minimesosTest({ reset: false });
describe.concurrent('tests that share it as it is', () => {
  together('first', lingering);
  together('second', lingering);
});
