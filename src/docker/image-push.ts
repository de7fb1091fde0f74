import { MinimesosError } from '../errors.js';
import type { Engine } from './engine.js';
import { reasonOf, understood } from './engine-failure.js';
import { type ImageReference, parseImage } from './image-reference.js';
import { hasImage, type PullProgress } from './images.js';
import { followLayers, type LayersMoved } from './layers.js';

/** The registry of a cluster, which carries images from the user's engine to those of the agents. */
export interface ClusterRegistry {
  /** The port on the loopback of the machine of the user's engine. */
  readonly hostPort: number;
  /** How engines in the cluster's network reach it: `registry:5000`. They have to take it for an insecure one. */
  readonly address: string;
}

/** An engine that is to have an image. */
export interface ReceivingEngine {
  /** Whose it is, for messages: `agent-1`. */
  readonly name: string;
  readonly engine: Engine;
}

/** What was sent for an image. */
export interface PushedImage {
  readonly image: string;
  /** From the user's engine to the registry. */
  readonly pushed: LayersMoved;
  /** From the registry to each of the others, by its name. */
  readonly pulled: ReadonlyMap<string, LayersMoved>;
}

/**
 * Brings an image of the user's engine to others, where it then has the name that it has here. Only what is not there yet is sent. Names
 * that are needed on the way are taken off again.
 * @param progress told how far it is
 * @throws MinimesosError `IMAGE_NOT_FOUND` when the user's engine has no such image, `IMAGE_NOT_PUSHED` that names all that failed
 */
export async function pushImage(
  engine: Engine,
  image: string,
  registry: ClusterRegistry,
  receivers: readonly ReceivingEngine[],
  progress: PullProgress = () => {},
): Promise<PushedImage> {
  const reference = parseImage(image);
  if (!reference || reference.tag.startsWith('sha256:')) {
    throw new MinimesosError('IMAGE_NOT_PUSHED', { image, failures: [`${image} is no name with a tag`] });
  }
  if (!(await hasImage(engine, image))) {
    throw new MinimesosError('IMAGE_NOT_FOUND', { image, reason: 'only what is there can be pushed to agents' });
  }
  const pushed = await push(engine, reference, registry, progress);
  const results = await Promise.allSettled(
    receivers.map(async (receiver) => [receiver.name, await receive(receiver, reference, registry, progress)] as const),
  );
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${receivers[index]?.name}: ${reasonOf(result.reason)}`] : [],
  );
  if (failures.length > 0) throw new MinimesosError('IMAGE_NOT_PUSHED', { image, failures });
  return { image, pushed, pulled: new Map(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))) };
}

/** To the registry. Docker takes a registry on its own loopback for a safe one. */
async function push({ docker }: Engine, reference: ImageReference, registry: ClusterRegistry, progress: PullProgress) {
  const { repository, tag } = reference;
  const there = `127.0.0.1:${registry.hostPort}/${pathOf(repository)}`;
  const doing = `push ${repository}:${tag}`;
  try {
    await docker.getImage(`${repository}:${tag}`).tag({ repo: there, tag });
    try {
      // Nobody has to log in there, yet the API wants to be told as whom.
      const authconfig = { username: '', password: '', serveraddress: '' };
      const pushing = docker.getImage(there).push({ tag, authconfig });
      return await followLayers(doing, pushing, (bytes) => progress(`pushing ${repository}:${tag}: ${megabytes(bytes)} MB`));
    } finally {
      await docker.getImage(`${there}:${tag}`).remove();
    }
  } catch (error) {
    const failure = understood(error, doing);
    if (failure instanceof MinimesosError && failure.code !== 'DOCKER_FAILED') throw failure;
    const failures = [`to the registry of the cluster: ${reasonOf(error)}`];
    throw new MinimesosError('IMAGE_NOT_PUSHED', { image: `${repository}:${tag}`, failures }, { cause: error });
  }
}

/** From the registry, under the name that it had where it came from. */
async function receive(
  { name, engine: { docker } }: ReceivingEngine,
  { repository, tag }: ImageReference,
  registry: ClusterRegistry,
  progress: PullProgress,
): Promise<LayersMoved> {
  const there = `${registry.address}/${pathOf(repository)}`;
  const before = await docker
    .getImage(`${repository}:${tag}`)
    .inspect()
    .catch(() => undefined);
  const pulling = docker.createImage({ fromImage: there, tag });
  const moved = await followLayers(`pull ${there}:${tag}`, pulling, (bytes) =>
    progress(`${name}: pulling ${repository}:${tag}: ${megabytes(bytes)} MB`),
  );
  const pulled = docker.getImage(`${there}:${tag}`);
  const { Id } = await pulled.inspect();
  await pulled.tag({ repo: repository, tag });
  await pulled.remove();
  // What had the name before is nobody's any more, unless something still runs it.
  if (before && before.Id !== Id)
    await docker
      .getImage(before.Id)
      .remove()
      .catch(() => {});
  return moved;
}

/** A name in the cluster's registry, which has images of all registries. */
const pathOf = (repository: string) => repository.toLowerCase().replace(/:(\d+)\//, '-$1/');

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);
