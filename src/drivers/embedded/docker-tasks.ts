import { LABELS } from '../../docker/labels.js';
import { ownerLabel } from '../../docker/owner.js';
import { holdReaper, type Reaper } from '../../docker/reaper/reaper.js';
import { removeCluster } from '../../docker/remove-cluster.js';
import { type ConnectedDocker, connectDocker } from '../../mesos/containerizer/docker/connect-docker.js';

/** How long it may take to remove all: an end does it twice, and takes less than `minimesos destroy` waits for the answer. */
const PATIENCE_MS = 10_000;

/** The engines of Docker on which tasks of a cluster run: one, unless agents are told of several. */
export class DockerTasks {
  /** What everything of this cluster has on them; also what its agents make that are processes of their own. */
  readonly labels: Readonly<Record<string, string>>;
  readonly #reapers: Reaper[] = [];
  readonly #connected = new Map<string, Promise<ConnectedDocker>>();

  constructor(private readonly cluster: string) {
    this.labels = { [LABELS.cluster]: cluster, [LABELS.owner]: ownerLabel() };
  }

  /** @param socket the agent flag --docker_socket */
  connect(socket: string): Promise<ConnectedDocker> {
    let connected = this.#connected.get(socket);
    if (!connected) {
      connected = connectDocker(socket, this.labels);
      this.#connected.set(socket, connected);
      connected.then(
        ({ share }) => this.#reapers.push(holdReaper(share.engine.address)),
        () => this.#connected.delete(socket),
      );
    }
    return connected;
  }

  /** Ends and removes all containers of the cluster. @throws MinimesosError `DOCKER_NOT_REMOVED` */
  async endAll(): Promise<void> {
    for (const connected of this.#connected.values()) {
      const { share } = await connected;
      const after = Promise.all(share.making);
      await removeCluster(share.engine, this.cluster, this.labels, { after, patienceMs: PATIENCE_MS });
    }
  }

  /** Nothing is to be made there any more. */
  async release(): Promise<void> {
    await this.endAll();
    for (const connected of this.#connected.values()) (await connected).close();
    for (const reaper of this.#reapers.splice(0)) reaper.release();
  }
}
