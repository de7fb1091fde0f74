import { connectEngine, type Engine } from '../docker/engine.js';
import { engineAddresses, isMissing } from '../docker/find-engine.js';
import { isMinimesosError } from '../errors.js';

/** The engine of Docker, where there is one that may be used; undefined where there is none, which most clusters do not mind. */
export async function engineAtHand(): Promise<Engine | undefined> {
  const addresses = engineAddresses();
  if (addresses.every(isMissing)) return undefined;
  try {
    return await connectEngine(addresses);
  } catch (error) {
    if (isMinimesosError(error, 'DOCKER_NOT_FOUND', 'DOCKER_NO_PERMISSION', 'DOCKER_TOO_OLD')) return undefined;
    throw error;
  }
}
