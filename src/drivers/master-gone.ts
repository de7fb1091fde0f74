import { MinimesosError } from '../errors.js';
import type { DriverMaster } from './driver.js';

/** What is said when a master is needed that does not run: with why it has ended, where that is known. */
export const masterGone = ({ url, end }: Pick<DriverMaster, 'url' | 'end'>, operation: string): MinimesosError<'MASTER_GONE'> =>
  new MinimesosError('MASTER_GONE', { master: url, operation, reason: end });
