import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Engine } from './engine.js';
import { understood } from './engine-failure.js';
import { execStream } from './exec-stream.js';

/** The command of a container that is an engine of its own, of `docker:dind` for instance. It listens to nobody but who is in there. */
export const innerEngineCommand = (socket: string, insecureRegistry: string): string[] => [
  'dockerd',
  `--host=unix://${socket}`,
  `--insecure-registry=${insecureRegistry}`,
];

/**
 * The engine that runs in a container of another, spoken to through that other: no port of it is open to anybody, whoever may use the
 * outer one may use it, and it does not matter where that is. Each request is a `docker system dial-stdio` in there, as Docker's own
 * `ssh://` does it, so that its image needs the command line of Docker.
 * @param container its name or id
 * @param socket where it listens in its container
 * @throws MinimesosError `DOCKER_FAILED` when it does not answer
 */
export async function connectInnerEngine(outer: Engine, container: string, socket: string): Promise<Engine> {
  const { default: Dockerode } = await import('dockerode');
  const agent = new ContainerAgent(() =>
    execStream(outer, container, ['docker', '--host', `unix://${socket}`, 'system', 'dial-stdio']),
  );
  // As of docker-modem, which declares agents for TLS only.
  const docker = new Dockerode({ protocol: 'http', host: 'docker', port: 80, agent, version: 'v1.41' } as never);
  try {
    const { Version } = await docker.version();
    return { docker, address: { source: `container ${container}`, url: `unix://${socket}` }, version: Version, local: false };
  } catch (error) {
    throw understood(error, `reach the engine in the container ${container}`);
  }
}

/** Makes each connection by a stream of its own. */
class ContainerAgent extends Agent {
  constructor(readonly open: () => Promise<Duplex>) {
    super({ keepAlive: false });
  }

  override createConnection(_: ClientRequestArgs, created: (error: Error | null, stream: Duplex) => void = () => {}): undefined {
    this.open().then(
      (stream) => created(null, stream),
      // Where there is an error, nobody looks at the stream.
      (error: Error) => created(error, undefined as never),
    );
  }
}
