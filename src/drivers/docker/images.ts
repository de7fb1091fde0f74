import type { ClusterDescription, DockerDescription, SideContainer } from '../description.js';

/** The programs of Apache Mesos, with the command line of Docker, which agents need. */
const mesos = (version: string) => `mesos/mesos-mini:${version}`;

/** The image of each role that a description does not name. All are public. */
export function imagesOf({ mesosVersion, docker }: Pick<ClusterDescription, 'mesosVersion' | 'docker'>) {
  return {
    master: mesos(mesosVersion),
    agent: mesos(mesosVersion),
    zookeeper: 'zookeeper:3.9',
    // The proxy is a program of minimesos for Node, which is put into a container of this.
    proxy: 'node:20-slim',
    engine: 'docker:28-dind',
    registry: 'registry:2',
    marathon: 'mesosphere/marathon:v1.11.24',
    'mesos-dns': 'mesosphere/mesos-dns:v0.6.0',
    consul: 'hashicorp/consul:1.20',
    registrator: 'gliderlabs/registrator:v7',
    ...docker?.images,
  };
}

/** The image of a container beside those of Mesos. One that names none is known by its name. */
export const imageOfSide = ({ image, name }: SideContainer, images: Readonly<Record<string, string>>): string =>
  image ?? images[name] ?? '';

/** All images that a cluster needs. */
export function neededImages(description: ClusterDescription): string[] {
  const { masters, agents, zookeeper, zookeepers = {}, docker } = description;
  if (!docker) return [];
  const images = imagesOf(description);
  const own = [...(zookeeper && !('url' in zookeeper) ? [zookeeper] : []), ...Object.values(zookeepers)];
  return [
    ...new Set([
      ...masters.map(({ container }) => container?.image ?? images.master),
      ...agents.map(({ container }) => container?.image ?? images.agent),
      ...own.map(({ container }) => container?.image ?? images.zookeeper),
      ...docker.sides.map((side) => imageOfSide(side, images)),
      ...(usesProxy(description, docker) && agents.length > 0 ? [images.proxy] : []),
      ...(docker.dockerInDocker ? [images.engine, images.registry] : []),
    ]),
  ];
}

/** Whether agents run containers on the engine of the cluster, by way of a proxy. */
const usesProxy = ({ containerizers }: ClusterDescription, { dockerInDocker }: DockerDescription): boolean =>
  containerizers !== 'mesos' && !dockerInDocker;
