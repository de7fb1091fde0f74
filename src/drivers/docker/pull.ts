import { connectEngine } from '../../docker/engine.js';
import { needImage } from '../../docker/images.js';
import type { ClusterDescription } from '../description.js';
import { neededImages } from './images.js';

/** Pulls what the engine lacks of the images of a cluster; resolves with all that it needs. */
export async function pull(description: ClusterDescription, progress: (text: string) => void): Promise<string[]> {
  const engine = await connectEngine();
  const images = neededImages(description);
  await Promise.all(images.map((image) => needImage(engine, image, progress)));
  return images;
}
