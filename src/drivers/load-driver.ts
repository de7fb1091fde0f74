import type { ClusterDescription } from './description.js';
import type { Driver } from './driver.js';

/** Each is loaded when a description first asks for it: most users need one of them, and never what the others bring along. */
const loaders: Record<ClusterDescription['driver'], () => Promise<Driver>> = {
  embedded: async () => (await import('./embedded/embedded-driver.js')).embeddedDriver,
};

/** The driver of this name, ready to start clusters. */
export const loadDriver = (name: ClusterDescription['driver']): Promise<Driver> => loaders[name]();
