import { connectEngine, type Engine } from '../../docker/engine.js';
import { needImage } from '../../docker/images.js';
import type { ClusterDescription } from '../description.js';
import { neededImages } from './images.js';

/** Pulls what the engine lacks of the images of a cluster; resolves with all that it needs. */
export async function pull(description: ClusterDescription, progress: (text: string) => void): Promise<string[]> {
  return pullOn(await connectEngine(), description, progress);
}

/** The same on an engine that is at hand. */
export async function pullOn(
  engine: Engine,
  description: ClusterDescription,
  progress: (text: string) => void,
): Promise<string[]> {
  const images = neededImages(description);
  await Promise.all(images.map((image) => needImage(engine, image, progress)));
  return images;
}
