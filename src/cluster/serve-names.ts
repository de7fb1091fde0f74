import { NamesServer } from '../discovery/names-server.js';
import type { NamesDescription } from '../drivers/description.js';
import type { DriverCluster, NamesAddress } from '../drivers/driver.js';
import { listenOn } from '../drivers/listen.js';
import { HttpClient } from '../http-client.js';
import { Clock } from '../mesos/process/clock.js';
import { systemRandom } from '../mesos/process/random.js';
import { readState } from './leader.js';
import { ownAddress } from './own-address.js';

/** Names that are served, until they are closed. */
export interface ServedNames {
  readonly address: NamesAddress;
  close(): Promise<void>;
}

/**
 * Serves the names of a cluster, whatever runs it: they come from the state of its leading master.
 * @throws MinimesosError `PORT_TAKEN`
 */
export async function serveNames(running: DriverCluster, described: NamesDescription): Promise<ServedNames> {
  const clock = new Clock();
  const http = new HttpClient(() => running.credential);
  const ended = new AbortController();
  const { domain, ttl, ipSources, resolvers } = described;
  const source = {
    state: () => readState(running, http, ended.signal),
    masters: () => running.masters.map(({ ip, port }) => `${ip}:${port}`),
    onChange: (listener: () => void) => running.onChange(listener),
  };
  const own = ownAddress(running);
  const server = new NamesServer(source, { ...own, domain, ttl, ipSources, resolvers, clock, random: systemRandom });
  const close = async () => {
    ended.abort();
    await server.close();
    http.close();
    clock.stop();
  };
  try {
    const { ip, port } = await listenOn(server.dns, own.ip, described.port, 'names.port');
    const { port: httpPort } = await listenOn(server.http, own.ip, described.httpPort, 'names.httpPort');
    server.listens = { port, httpPort };
    return { address: { ip, port, httpPort, domain }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
