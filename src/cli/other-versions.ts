import { serversOfOtherVersions } from '../host/server-file.js';
import { ofOtherVersion } from '../host/state-format.js';
import type { CliContext } from './context.js';

/** What a command about all clusters leaves out, it tells. */
export function tellOfOtherVersions({ stderr }: CliContext): void {
  for (const other of serversOfOtherVersions()) stderr.write(`minimesos: ${ofOtherVersion(other).message}\n`);
}
