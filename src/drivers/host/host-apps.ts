import type { ClusterMarathon, DriverApps, InstalledApp, InstallRequest, UninstallRequest } from '../apps.js';
import type { ClusterInfo } from './cluster-info.js';

/** How a cluster in a host process is asked. */
export interface HostAppsMeans {
  ask<Value>(method: string, path: string, body?: unknown): Promise<Value>;
  info(): ClusterInfo;
  refresh(): Promise<void>;
}

/** What is installed on a cluster in a host process, by the Marathon there. */
export class HostApps implements DriverApps {
  constructor(private readonly means: HostAppsMeans) {}

  get marathon(): ClusterMarathon | undefined {
    return this.means.info().marathon ?? undefined;
  }

  list(): Promise<readonly InstalledApp[]> {
    return this.means.ask('GET', '/apps');
  }

  async install({ timeoutMs, ...request }: InstallRequest): Promise<readonly InstalledApp[]> {
    try {
      return await this.means.ask('POST', '/apps', { ...request, timeout: timeoutMs });
    } finally {
      // Now there is a Marathon, perhaps.
      if (!this.marathon) await this.means.refresh().catch(() => {});
    }
  }

  async uninstall({ id, group, timeoutMs }: UninstallRequest): Promise<readonly string[]> {
    const { apps } = await this.means.ask<{ apps: string[] }>('POST', '/apps/uninstall', { id, group, timeout: timeoutMs });
    return apps;
  }
}
