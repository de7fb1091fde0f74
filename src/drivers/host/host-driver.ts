import { startServer } from '../../host/start-server.js';
import type { Driver } from '../driver.js';
import { pull } from '../pull.js';
import { ApiClient } from './api-client.js';
import { type ClusterInfo, descriptionForApi } from './cluster-info.js';
import { HostCluster } from './host-cluster.js';
import { Lease } from './lease.js';

/** How much longer than the start of the cluster its answer may take. */
const SLACK_MS = 10_000;
const END_DEADLINE_MS = 30_000;

/** The cluster of a description in a process of its own, which ends with this one. */
export const hostDriver: Driver = {
  async start(name, description) {
    const { timeoutMs } = description;
    // That takes as long as it takes, and the time of the start counts from then.
    await pull(description);
    const server = await startServer({ boundTo: 'owner', timeoutMs });
    const client = new ApiClient(server);
    try {
      const lease = await Lease.take(client);
      const body = { description: descriptionForApi(name, description), lease: lease.id, keep: false };
      const info = await client.json<ClusterInfo>('POST', '/v1/clusters', { body, timeoutMs: timeoutMs + SLACK_MS });
      return new HostCluster({ client, lease, server }, info);
    } catch (error) {
      client.close();
      await server.end(END_DEADLINE_MS);
      throw error;
    }
  },
};
