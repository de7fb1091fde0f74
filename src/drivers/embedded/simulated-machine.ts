import { SimulatedCommands } from '../../mesos/containerizer/simulated/simulated-commands.js';
import type { Disk } from '../../mesos/disk/disk.js';
import { MemoryDisk } from '../../mesos/disk/memory-disk.js';
import type { Runtime } from '../../mesos/process/runtime.js';
import type { TaskBehaviour } from '../../mesos/tasks/task-behaviour.js';
import type { Machine } from './machine.js';

/** A machine that is none: tasks are no processes, and disks are in memory, so that thousands of agents fit on it. */
export class SimulatedMachine implements Machine {
  readonly root: string;
  readonly isReal = false;
  readonly spawner: SimulatedCommands;
  readonly #disks = new Map<string, Disk>();

  constructor(cluster: string, runtime: Runtime, behaviours: readonly TaskBehaviour[] = []) {
    this.root = `/${cluster}`;
    this.spawner = new SimulatedCommands(runtime, behaviours);
  }

  readonly dockerLabels = undefined;

  async docker(): Promise<never> {
    throw new Error('Simulated tasks run nowhere.');
  }

  diskOf(directory: string): Disk {
    const disk = this.#disks.get(directory) ?? new MemoryDisk();
    this.#disks.set(directory, disk);
    return disk;
  }

  async endTasks(): Promise<void> {
    this.spawner.clear();
  }

  async remove(directory: string): Promise<void> {
    this.#disks.delete(directory);
  }

  async release(): Promise<void> {
    this.#disks.clear();
  }
}
