import type { ClusterDescription } from './description.js';
import type { Driver } from './driver.js';
import { embeddedDriver } from './embedded/embedded-driver.js';

/**
 * How to get each driver. The default is loaded with the library, where tests pay for it once and before they begin; any
 * other is to be loaded when a description first asks for it, for what it brings along is of no use to most.
 */
const loaders: Record<ClusterDescription['driver'], () => Promise<Driver>> = {
  embedded: () => Promise.resolve(embeddedDriver),
  docker: async () => (await import('./docker/docker-driver.js')).dockerDriver,
  native: async () => (await import('./native/native-driver.js')).nativeDriver,
  attached: async () => (await import('./attached/attached-driver.js')).attachedDriver,
};

/** The driver that a description asks for, ready to start clusters. */
export async function loadDriver({ driver, host }: Pick<ClusterDescription, 'driver' | 'host'>): Promise<Driver> {
  return host === 'process' ? (await import('./host/host-driver.js')).hostDriver : loaders[driver]();
}
