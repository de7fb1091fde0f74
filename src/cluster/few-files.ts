import { isMinimesosError, MinimesosError } from '../errors.js';

/** What a system says when no more files can be opened, by this process or by all. */
const CODES = ['EMFILE', 'ENFILE'];

/** The error of an operation that failed because no more files can be opened, wherever that was noticed; undefined for any other. */
export function tellFewFiles(error: unknown, operation: string): MinimesosError<'TOO_MANY_FILES'> | undefined {
  if (isMinimesosError(error)) return undefined;
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, info } = at as { code?: unknown; info?: { code?: unknown } };
    const found = CODES.find((each) => each === code || each === info?.code);
    if (found === undefined) continue;
    return new MinimesosError(
      'TOO_MANY_FILES',
      { operation, reason: at.message.startsWith(found) ? at.message : `${found}: ${at.message}` },
      { cause: error },
    );
  }
  return undefined;
}
