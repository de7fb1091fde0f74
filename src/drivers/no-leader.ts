import { MinimesosError } from '../errors.js';
import type { DriverMaster } from './driver.js';

/** What is said when no master of a cluster leads, and one is needed. */
export function noLeader(masters: readonly DriverMaster[], operation: string): MinimesosError<'NO_LEADER'> {
  const all = masters.map(
    ({ url, running, end }) => `${url} (${running ? 'runs' : `does not run${end === undefined ? '' : `: ${end}`}`})`,
  );
  return new MinimesosError('NO_LEADER', { operation, masters: all });
}
