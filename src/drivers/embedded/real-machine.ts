import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import type { CommandSpawner } from '../../mesos/containerizer/command-spawner.js';
import type { ConnectedDocker } from '../../mesos/containerizer/docker/connect-docker.js';
import type { Disk } from '../../mesos/disk/disk.js';
import { realDisk } from '../../mesos/disk/real-disk.js';
import { Supervisor } from '../../mesos/process/supervisor/client.js';
import { deleteTree } from '../../mesos/process/supervisor/directories.js';
import { Takedown } from '../takedown.js';
import type { DockerTasks } from './docker-tasks.js';
import type { Machine } from './machine.js';

/** This machine: a directory of its own, and processes. */
export class RealMachine implements Machine {
  readonly root: string;
  readonly isReal = true;
  readonly spawner: CommandSpawner;
  readonly #supervisor = Supervisor.acquire();
  /** Whether there can be processes of tasks. */
  #launched = false;
  /** Those of Docker, once an agent has asked for them. */
  #docker: DockerTasks | undefined;
  /** Whether all of them are being killed at once; then nobody needs to kill one. */
  #killing = false;
  #released = false;

  /** @param cluster its name, by which the supervisor knows its tasks */
  constructor(private readonly cluster: string) {
    this.spawner = this.#spawner();
    try {
      this.root = this.#supervisor.makeDirectory(join(tmpdir(), `minimesos-${cluster}-`));
    } catch (error) {
      void this.#supervisor.release().catch(() => {});
      throw error;
    }
  }

  async docker(socket: string): Promise<ConnectedDocker> {
    const { DockerTasks } = await import('./docker-tasks.js');
    // Nobody would end any more what watches over the engine from now on.
    if (this.#released) throw new MinimesosError('CLUSTER_DESTROYED', { cluster: this.cluster, operation: 'To connect Docker' });
    this.#docker ??= new DockerTasks(this.cluster);
    return this.#docker.connect(socket);
  }

  get dockerLabels(): Readonly<Record<string, string>> | undefined {
    return this.#docker?.labels;
  }

  diskOf(): Disk {
    return realDisk;
  }

  async endTasks(): Promise<void> {
    this.#killing = true;
    try {
      if (this.#launched) await this.#supervisor.killAll(this.cluster);
      this.#launched = false;
      // Processes of agents may have asked for containers to their end.
      await this.#docker?.endAll();
    } finally {
      this.#killing = false;
    }
  }

  remove(directory: string): Promise<void> {
    return deleteTree(directory);
  }

  /** Nothing here may keep what comes after it from being done. */
  async release({ retain }: { retain: boolean }): Promise<void> {
    this.#released = true;
    const takedown = new Takedown(this.cluster);
    await takedown.attempt(async () => {
      if (!retain) await deleteTree(this.root);
      this.#supervisor.removeDirectory(this.root); // The supervisor tries again, at its end, to delete what could not be.
    });
    await takedown.attempt(() => this.#docker?.release());
    await takedown.attempt(() => this.#supervisor.release());
    takedown.assertDone();
  }

  #spawner(): CommandSpawner {
    const supervisor = this.#supervisor;
    return {
      spawn: (options) => {
        this.#launched = true;
        const command = supervisor.spawn(options);
        return { ...command, signal: (name) => this.#killing || command.signal(name) };
      },
      get pid() {
        return supervisor.pid;
      },
    };
  }
}
