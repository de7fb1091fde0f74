import { type StartedServer, startServer } from '../host/start-server.js';
import { ClusterDirectory } from './directory.js';

/** How a host process for the cluster of a directory is started: it outlives this process, and ends with its cluster. */
export const startHost = (): Promise<StartedServer> => startServer({ boundTo: 'none', arguments: ['--until-empty'] });

/**
 * A host process that is likely to be needed: it starts while this process still reads what the cluster is to look like.
 * That takes two thirds of the time it takes until a cluster is ready.
 */
export class PreparedHost {
  #server: Promise<StartedServer> | undefined;

  /** @param cwd the directory that the cluster is for; while it has one, none is started */
  constructor(cwd: string) {
    if (new ClusterDirectory(cwd).state().kind === 'running') return;
    this.#server = startHost();
    // It is told to whoever takes it.
    this.#server.catch(() => {});
  }

  /** The host process, from now on the caller's. */
  take(): Promise<StartedServer> {
    const server = this.#server ?? startHost();
    this.#server = undefined;
    return server;
  }

  /** Ends it, unless it was taken. */
  async release(): Promise<void> {
    const server = await this.#server?.catch(() => undefined);
    this.#server = undefined;
    if (!server) return;
    const { endServer } = await import('./end-server.js');
    await endServer(server);
  }
}
