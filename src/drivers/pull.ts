import type { ClusterDescription } from './description.js';

/**
 * Gets what a cluster needs that may take long to get: images that the engine of the driver docker lacks.
 * @param progress told how far it is
 * @returns all images that the cluster needs
 */
export async function pull(description: ClusterDescription, progress: (text: string) => void = () => {}): Promise<string[]> {
  if (description.driver !== 'docker') return [];
  return (await import('./docker/pull.js')).pull(description, progress);
}
