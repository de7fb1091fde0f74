import type { ClusterDescriptionInput } from './description.js';
import { resolveDescription } from './description.js';
import { withEnvironment } from './environment.js';

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
  const resolved = resolveDescription(withEnvironment(description, process.env));
  if (resolved.driver !== 'docker') return [];
  return (await import('../drivers/docker/pull.js')).pull(resolved, progress);
}
