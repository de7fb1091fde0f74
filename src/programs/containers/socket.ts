import { basename, dirname } from 'node:path';

/** Of all systems; on Linux it is a few bytes longer. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Binds a socket, or connects to one, by a name that the system takes: the path, or where that is too long, the name within its
 * directory, in which this process is meanwhile. `act` has to have told the system when it returns, as `listen` and `connect` have.
 */
export function atSocket<Value>(path: string, act: (name: string) => Value): Value {
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return act(path);
  const before = process.cwd();
  process.chdir(dirname(path));
  try {
    return act(basename(path));
  } finally {
    process.chdir(before);
  }
}
