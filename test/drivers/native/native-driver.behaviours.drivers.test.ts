import { afterAll, describe } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { behavesAsACluster } from '../behaviours.js';
import { StandIns } from './stand-ins.js';

describe('a cluster of programs under the names of those of Mesos', () => {
  const programs = new StandIns();
  afterAll(() => programs.remove());

  behavesAsACluster(() => MesosCluster.start({ driver: 'native', mesosHome: programs.home, agents: 2 }));
});
