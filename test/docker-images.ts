import { connectEngine } from '../src/docker/engine.js';

/** Images that `npm run test:docker` builds from files of the machine. */
export const IMAGES = {
  master: 'minimesos-test/mesos:1.11.0',
  agent: 'minimesos-test/mesos:1.11.0',
  zookeeper: 'minimesos-test/zookeeper:3.8',
  proxy: 'minimesos-test/task:1',
  engine: 'minimesos-test/engine:20',
  registry: 'minimesos-test/registry:2',
  marathon: 'minimesos-test/marathon:1',
} as const;

/** One with Node and a shell, for tasks. */
export const TASK_IMAGE = 'minimesos-test/task:1';

/** What there is on the engine of a cluster, or of all clusters of an owner: names of containers, networks and volumes. */
export async function onEngine(label: string): Promise<string[]> {
  const { docker } = await connectEngine();
  const filters = { label: [label] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map(({ Names }) => Names[0] ?? ''),
    ...networks.map(({ Name }) => Name),
    ...(volumes.Volumes ?? []).map(({ Name }) => Name),
  ].sort();
}
