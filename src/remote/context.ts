import type { Clock } from '../mesos/process/clock.js';
import type { ClusterRegistry } from './clusters.js';
import type { Leases } from './leases.js';
import type { Limits } from './limits.js';
import type { OpenApiDocument } from './openapi.js';

/** What routes know of the server they belong to. */
export interface ServerContext {
  /** The version of minimesos. */
  readonly version: string;
  readonly clusters: ClusterRegistry;
  readonly leases: Leases;
  readonly limits: Limits;
  readonly clock: Clock;
  /** The description of all routes. */
  openApi(): Promise<OpenApiDocument>;
}
