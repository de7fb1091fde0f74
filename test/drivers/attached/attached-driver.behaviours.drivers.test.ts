import { afterAll, beforeAll, describe } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { behavesAsACluster } from '../behaviours.js';

describe('a cluster that was there before', () => {
  let elsewhere: MesosCluster;
  beforeAll(async () => {
    elsewhere = await MesosCluster.start({ agents: 2, host: 'process' });
  });
  afterAll(() => elsewhere?.destroy());

  behavesAsACluster(() => MesosCluster.start({ driver: 'attached', master: elsewhere.leader.url }));
});
