import type { CommandSpawner } from '../../mesos/containerizer/command-spawner.js';
import type { ConnectedDocker } from '../../mesos/containerizer/docker/connect-docker.js';
import type { Disk } from '../../mesos/disk/disk.js';

/** What an embedded cluster runs on: where its files and its tasks are. */
export interface Machine {
  /** Begins the paths of everything the cluster writes. */
  readonly root: string;
  /** Whether that is a directory of this machine. */
  readonly isReal: boolean;
  readonly spawner: CommandSpawner;
  /** The disk on which an agent has this directory. */
  diskOf(directory: string): Disk;
  /**
   * Connects the engine of Docker on which containers of an agent run.
   * @param socket the agent flag --docker_socket
   * @throws MinimesosError `DOCKER_NOT_FOUND` and the like
   */
  docker(socket: string): Promise<ConnectedDocker>;
  /** What its agents label with what they make there; undefined before the first has asked for it. */
  readonly dockerLabels: Readonly<Record<string, string>> | undefined;
  /** Ends all tasks, with all they have started. */
  endTasks(): Promise<void>;
  /** Removes a directory of an agent. */
  remove(directory: string): Promise<void>;
  /** Nothing is used any more; with `retain`, the files stay. Tasks have ended before. */
  release(options: { retain: boolean }): Promise<void>;
}
