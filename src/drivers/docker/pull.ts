import { connectEngine, type Engine } from '../../docker/engine.js';
import { needImage } from '../../docker/images.js';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import type { ClusterDescription } from '../description.js';
import { neededImages } from './images.js';

/** Pulls what the engine lacks of the images of a cluster; resolves with all that it needs. */
export async function pull(description: ClusterDescription, progress: (text: string) => void): Promise<string[]> {
  return pullOn(await connectEngine(), description, progress);
}

/**
 * The same on an engine that is at hand.
 * @throws MinimesosError `IMAGE_NOT_FOUND` with all images that are lacking
 */
export async function pullOn(
  engine: Engine,
  description: ClusterDescription,
  progress: (text: string) => void,
): Promise<string[]> {
  const images = neededImages(description);
  const pulls = await Promise.allSettled(images.map((image) => needImage(engine, image, progress)));
  const failures = pulls.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
  const lacking = failures.filter((failure) => isMinimesosError(failure, 'IMAGE_NOT_FOUND'));
  const [first] = lacking;
  if (first && lacking.length === failures.length) {
    const others = lacking.slice(1).map(({ details }) => details.image);
    throw new MinimesosError('IMAGE_NOT_FOUND', { ...first.details, others }, { cause: first });
  }
  if (failures.length > 0) throw failures[0];
  return images;
}
