import { MinimesosError } from '../errors.js';
import type { ProcessMark } from '../mesos/process/process-mark.js';
import { packageVersion } from '../version.js';

/**
 * The form of the files by which processes of minimesos find each other, and of the remote API between them. It becomes another when a
 * version could make nothing of those of another one any more. Whatever it is, `format`, `version`, `pid` and `startedAt` stay.
 */
export const STATE_FORMAT = 1;
/** Those that this version reads; files from before there was a number have none. */
const READABLE: readonly unknown[] = [undefined, STATE_FORMAT];

/** Something that a process of another version has written, of which this version knows no more. */
export interface OtherVersion extends ProcessMark {
  readonly file: string;
  readonly version: string;
  readonly format: number;
}

/** What a file tells, if it is of a version that this one cannot read. */
export function otherVersion(file: string, text: string): OtherVersion | undefined {
  try {
    const { format, version, pid, startedAt } = JSON.parse(text) as Partial<OtherVersion>;
    if (READABLE.includes(format) || !Number.isSafeInteger(format)) return undefined;
    if (!Number.isSafeInteger(pid) || !Number.isSafeInteger(startedAt)) return undefined;
    const known = { pid: pid as number, startedAt: startedAt as number, format: format as number };
    return { file, version: typeof version === 'string' ? version : 'unknown', ...known };
  } catch {
    return undefined;
  }
}

/** The error of a command that would have to read it. */
export const ofOtherVersion = ({ file, version, format, pid }: OtherVersion): MinimesosError =>
  new MinimesosError('STATE_OF_OTHER_VERSION', { file, version, format, pid, current: packageVersion(), reads: STATE_FORMAT });
