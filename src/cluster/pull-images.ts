import { pull } from '../drivers/pull.js';
import type { ClusterDescriptionInput } from './description.js';
import { resolveDescription } from './description.js';
import { withEnvironment } from './environment.js';

/** The same for a description that was checked. */
export { pull as pullDescribed } from '../drivers/pull.js';

/**
 * Makes sure that the engine of Docker has all images that a cluster of this description needs, which a start does otherwise: those
 * that it lacks are pulled. Of other drivers than `docker` nothing is needed.
 * @param progress told how far each pull is
 * @returns all images that the cluster needs
 * @throws MinimesosError `INVALID_DESCRIPTION`, `IMAGE_NOT_FOUND`, `DOCKER_NOT_FOUND`, `DOCKER_NO_PERMISSION`, `DOCKER_TOO_OLD`
 */
export async function pullImages(
  description: ClusterDescriptionInput = {},
  progress: (text: string) => void = () => {},
): Promise<string[]> {
  return pull(resolveDescription(withEnvironment(description, process.env)), progress);
}
