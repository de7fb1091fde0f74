import { describe } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { behavesAsACluster } from '../behaviours.js';

describe('a cluster whose masters and agents are processes of their own', () =>
  behavesAsACluster(() => MesosCluster.start({ masters: [{ ownProcess: true }], agents: [{ count: 2, ownProcess: true }] })));
