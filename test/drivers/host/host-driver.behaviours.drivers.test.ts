import { describe } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { behavesAsACluster } from '../behaviours.js';

describe('a cluster in a host process', () => behavesAsACluster(() => MesosCluster.start({ agents: 2, host: 'process' })));
