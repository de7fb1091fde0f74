import type { ClusterMarathon } from '../../drivers/apps.js';
import { MinimesosError } from '../../errors.js';

/** @throws MinimesosError `NO_MARATHON` when the cluster has none */
export function requireMarathon(marathon: ClusterMarathon | undefined, cluster: string): ClusterMarathon {
  if (marathon) return marathon;
  throw new MinimesosError('NO_MARATHON', { cluster });
}
