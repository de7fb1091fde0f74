import { removeServerFile, type ServerRecord, writeServerFile } from '../host/server-file.js';
import { startTime } from '../mesos/process/process-mark.js';
import { packageVersion } from '../version.js';
import type { RemoteServer } from './server.js';

/** What other programs of this user are told of a server of this process. */
export function recordOf({ url, token, clusters }: RemoteServer): ServerRecord {
  const { pid } = process;
  const names = clusters.list.map(({ cluster }) => cluster.name);
  return { pid, startedAt: startTime(pid), url, token, version: packageVersion(), clusters: names };
}

/**
 * Tells other programs of this user about a server of this process, and keeps that up to date. What cannot be written later on is
 * told to `onFailure` of the server, and written with the next change.
 * @throws MinimesosError `HOME_UNUSABLE`
 */
export function publishServer(server: RemoteServer): { end(): void } {
  const write = () => void writeServerFile(recordOf(server));
  write();
  const stop = server.clusters.onChange(write);
  return {
    end() {
      stop();
      try {
        removeServerFile(process.pid);
      } catch {
        // Its directory is gone. Whoever finds the file all the same sees that the process is.
      }
    },
  };
}
