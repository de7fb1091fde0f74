import { describe } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { IMAGES } from '../../docker-images.js';
import { behavesAsACluster } from '../behaviours.js';

describe('a cluster in containers', () => {
  behavesAsACluster(() => MesosCluster.start({ driver: 'docker', images: IMAGES, containerizers: 'mesos', agents: 2 }));
});
