import { MinimesosError } from '../errors.js';
import type { Engine } from './engine.js';
import { reasonOf, statusOf, understood } from './engine-failure.js';
import { formatImage, parseImage } from './image-reference.js';
import { answered } from './in-time.js';
import { followEngine } from './progress-stream.js';
import { loginFor } from './registry-login.js';

/** How long an engine may take to tell whether it has an image. */
const LOOK_MS = 30_000;

/** Told how far a pull is: `pulling zookeeper:3.9: 12.3 of 80.1 MB`. */
export type PullProgress = (text: string) => void;

/** Whether the engine has an image. */
export async function hasImage({ docker }: Engine, image: string): Promise<boolean> {
  const doing = `look for the image ${image}`;
  try {
    await answered(LOOK_MS, doing, docker.getImage(image).inspect());
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw understood(error, doing);
  }
}

/** Pulls an image unless the engine has it: one that exists only there is never asked of a registry. */
export async function needImage(engine: Engine, image: string, progress: PullProgress = () => {}): Promise<void> {
  if (!(await hasImage(engine, image))) await pullImage(engine, image, progress);
}

/**
 * Pulls an image, whether the engine has it or not.
 * @throws MinimesosError `IMAGE_NOT_FOUND`, `DOCKER_DISK_FULL`, `DOCKER_GONE`
 */
export async function pullImage({ docker }: Engine, image: string, progress: PullProgress = () => {}): Promise<void> {
  const reference = parseImage(image);
  if (!reference) throw new MinimesosError('IMAGE_NOT_FOUND', { image, reason: 'no image can have this name' });
  progress(`pulling ${image}`);
  const doing = `pull ${image}`;
  try {
    const authconfig = await loginFor(reference.repository);
    const pulling = docker.pull(formatImage(reference), { ...(authconfig && { authconfig }) });
    const layers = new Map<string, { current: number; total: number }>();
    await followEngine(doing, pulling, ({ id, progressDetail }) => {
      if (id === undefined || progressDetail?.total === undefined) return;
      layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
      progress(`pulling ${image}: ${told([...layers.values()])}`);
    });
  } catch (error) {
    const failure = understood(error, doing);
    if (failure instanceof MinimesosError && failure.code !== 'DOCKER_FAILED') throw failure;
    throw new MinimesosError('IMAGE_NOT_FOUND', { image, reason: reasonOf(error) }, { cause: error });
  }
}

function told(layers: readonly { readonly current: number; readonly total: number }[]): string {
  const sum = (key: 'current' | 'total') => layers.reduce((all, layer) => all + layer[key], 0) / 1_000_000;
  return `${sum('current').toFixed(1)} of ${sum('total').toFixed(1)} MB`;
}
