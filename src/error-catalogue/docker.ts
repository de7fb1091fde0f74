import { type Entry, indented } from './entry.js';

/** What goes wrong with Docker, or with what speaks its API. */
export const dockerErrors = {
  DOCKER_NOT_FOUND: {
    when: 'Docker was needed, and no engine was found that answers.',
    happened: ({ tried }: { tried: readonly { source: string; reason: string }[] }) =>
      `No engine of Docker answers. What was tried:${indented(tried.map(({ source, reason }) => `${source}: ${reason}`))}`,
    remedy: 'Start Docker, or say where it is by DOCKER_HOST or a context of docker; the driver embedded needs none.',
  },
  DOCKER_NO_PERMISSION: {
    when: 'There is an engine of Docker that this user may not use.',
    happened: ({ engine }: { engine: string }) => `The engine at ${engine} does not let this user in.`,
    remedy: 'Become a member of the group docker and log in again, or use a rootless engine, by DOCKER_HOST.',
  },
  DOCKER_TOO_OLD: {
    when: 'The engine of Docker speaks only an API that is older than what minimesos needs.',
    happened: ({ engine, came, needed }: { engine: string; came: string; needed: string }) =>
      `The engine at ${engine} is too old: API ${needed} is needed, and it has ${came}.`,
    remedy: 'Install Docker 20.10 or later, or name another engine by DOCKER_HOST.',
  },
  DOCKER_GONE: {
    when: 'The engine of Docker stopped to answer while it was needed.',
    happened: ({ doing, reason }: { doing: string; reason: string }) =>
      `The engine of Docker does not answer any more. It was to ${doing}: ${reason}.`,
    remedy: 'Start Docker again. What is left of the cluster then, minimesos prune removes.',
  },
  DOCKER_NOT_REMOVED: {
    when: 'A cluster in containers was to be destroyed, and its engine of Docker did not remove all of it.',
    happened: ({ cluster, reason, left }: { cluster: string; reason: string; left: readonly string[] }) =>
      `Cluster ${cluster} could not be removed from the engine of Docker: ${reason}.${left.length > 0 ? ` Left of it:${indented(left)}` : ''}`,
    remedy:
      'When the engine answers again, call destroy() once more, or end this process: what belongs to it is removed then, and later by minimesos prune.',
  },
  DOCKER_NETWORK_LEFT: {
    when:
      'An engine of Docker before 28.1 has counted wrongly what is connected to the network of a cluster, and does not remove it. After destroy() this is a warning of ' +
      'the process, and everything else of the cluster is gone.',
    happened: ({ network, reason }: { network: string; reason: string }) =>
      `Nothing is connected to the network ${network}, and the engine of Docker does not remove it nevertheless: ${reason}.`,
    remedy:
      'Restart Docker some time, and run minimesos prune. Until then the network has its range of addresses, and its cluster its name.',
  },
  DOCKER_DISK_FULL: {
    when: 'The disk of the engine of Docker is full.',
    happened: ({ doing, reason }: { doing: string; reason: string }) =>
      `There is no space left for the engine of Docker. It was to ${doing}: ${reason}.`,
    remedy: 'Make space, with docker system prune for instance; docker system df tells what takes it.',
  },
  DOCKER_NETWORKS_EXHAUSTED: {
    when: 'The engine of Docker has no address range left for another network.',
    happened: ({ reason }: { reason: string }) =>
      `There is no range of addresses left for the network of the cluster: ${reason}.`,
    remedy: 'Remove networks that nobody uses (minimesos prune, docker network prune), or name a free range: docker.subnet.',
  },
  UNKNOWN_CONTAINER: {
    when: 'A container beside those of Mesos was named that the cluster does not have.',
    happened: ({ cluster, container, containers }: { cluster: string; container: string; containers: readonly string[] }) =>
      `Cluster ${cluster} has no container ${container}. It has ${containers.length === 0 ? 'none' : containers.join(', ')}.`,
    remedy: 'Name one of these, or describe it under containers.',
  },
  CLUSTER_ON_ENGINE: {
    when: 'A cluster of this name is on the engine of Docker already.',
    happened: ({ cluster }: { cluster: string }) => `There is a cluster ${cluster} on the engine of Docker already.`,
    remedy: 'Choose another name, or none; destroy that cluster, or remove it with minimesos prune when its owner is gone.',
  },
  DOCKER_FAILED: {
    when: 'The engine of Docker refused something, for a reason of its own.',
    happened: ({ doing, reason }: { doing: string; reason: string }) => `Docker was to ${doing}, and did not: ${reason}.`,
    remedy: 'The reason is that of the engine; its log tells more.',
  },
  IMAGE_NOT_FOUND: {
    when: 'An image is neither on the engine, nor can it be pulled.',
    happened: ({ image, reason, others = [] }: { image: string; reason: string; others?: readonly string[] }) =>
      `The image ${image} is not on the engine, and could not be pulled: ${reason}.` +
      (others.length === 0 ? '' : ` Neither could be ${others.join(', ')}.`),
    remedy:
      'Check its name; build or load it, or log in to its registry with docker login. minimesos pull gets images ahead of time.',
  },
  IMAGE_NOT_PUSHED: {
    when: 'An image of the engine could not be brought to the engines of the agents.',
    happened: ({ image, failures }: { image: string; failures: readonly string[] }) =>
      `The image ${image} could not be pushed:${indented(failures)}`,
    remedy: 'What is said of an agent is its own engine that says it; the logs of its container tell more.',
  },
} satisfies Record<string, Entry>;
