import { expect, it } from 'vitest';
import { resolveDescription } from '../../../src/cluster/description.js';
import { neededImages } from '../../../src/drivers/docker/images.js';

it('takes the image of a container from its description, then from its role, then a public one', () => {
  const description = resolveDescription({
    ...{
      driver: 'docker',
      containerizers: 'mesos',
      images: { master: 'mesos:1', agent: 'mesos:1', marathon: 'mine:1', consul: 'mine:2' },
    },
    containers: { marathon: true, consul: { image: 'mine:3' }, 'mesos-dns': true },
  });
  expect(neededImages(description)).toEqual(['mesos:1', 'zookeeper:3.9', 'mine:1', 'mine:3', 'mesosphere/mesos-dns:v0.6.0']);
});
