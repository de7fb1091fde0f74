import { connectEngine } from '../../../docker/engine.js';
import { engineAddresses } from '../../../docker/find-engine.js';
import type { EngineShare } from '../../../docker/share.js';
import { DockerContainerizer, type DockerContainerizerOptions } from './docker-containerizer.js';

/** The default of the agent flag --docker_socket. */
const USUAL_SOCKET = '/var/run/docker.sock';

/** An engine at hand, and how an agent gets a containerizer that uses it. */
export interface ConnectedDocker {
  readonly share: EngineShare;
  readonly make: (options: DockerContainerizerOptions) => DockerContainerizer;
  /** Closes what the containerizers have opened here; what is on the engine stays. */
  close(): void;
}

/**
 * Connects the engine that the agent flag --docker_socket means: the one there, or, with its default, the one that docker itself would find.
 * @param labels what everything has that is made there
 * @throws MinimesosError `DOCKER_NOT_FOUND`, `DOCKER_NO_PERMISSION`, `DOCKER_TOO_OLD`
 */
export async function connectDocker(socket: string, labels: Readonly<Record<string, string>>): Promise<ConnectedDocker> {
  const given = [{ source: 'docker_socket', url: socket.includes('://') ? socket : `unix://${socket}` }];
  const engine = await connectEngine(socket === USUAL_SOCKET ? engineAddresses() : given);
  const share = { engine, labels, making: new Set<Promise<unknown>>() };
  const made = new Set<DockerContainerizer>();
  return {
    share,
    make: (options) => {
      const containerizer = new DockerContainerizer(share, options);
      made.add(containerizer);
      return containerizer;
    },
    close: () => {
      for (const each of made) each.close();
      made.clear();
    },
  };
}
