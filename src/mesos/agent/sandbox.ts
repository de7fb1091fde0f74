import type { ContainerUser } from '../containerizer/containerizer.js';
import type { Disk } from '../disk/disk.js';

/** Where a run of an executor has its sandbox, below the agent's work directory. */
export interface SandboxPlace {
  readonly workDirectory: string;
  readonly agentId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly containerId: string;
}

/** The path of a sandbox. */
export const sandboxDirectory = (place: SandboxPlace): string => `${runsDirectory(place)}/${place.containerId}`;

/** The directory of all sandboxes of an agent's executors. */
export const agentDirectory = (place: Pick<SandboxPlace, 'workDirectory' | 'agentId'>): string =>
  `${place.workDirectory}/slaves/${place.agentId}`;

/** The directory of all that a framework has on an agent. */
export const frameworkDirectory = (place: Pick<SandboxPlace, 'workDirectory' | 'agentId' | 'frameworkId'>): string =>
  `${agentDirectory(place)}/frameworks/${place.frameworkId}`;

/** The directory of all runs of an executor. */
export const executorDirectory = (place: Omit<SandboxPlace, 'containerId'>): string =>
  `${frameworkDirectory(place)}/executors/${place.executorId}`;

const runsDirectory = (place: Omit<SandboxPlace, 'containerId'>): string => `${executorDirectory(place)}/runs`;

/**
 * Makes the sandbox of an executor, with the link `latest` to it.
 * @throws Error in Mesos's words.
 */
export async function makeExecutorSandbox(disk: Disk, place: SandboxPlace, user: ContainerUser | undefined): Promise<void> {
  try {
    await disk.makeSandbox(sandboxDirectory(place), user, `${runsDirectory(place)}/latest`);
  } catch (error) {
    throw new Error(sandboxFailure(place, (error as Error).message));
  }
}

/** Why there is no sandbox, as Mesos says it. */
export const sandboxFailure = (place: SandboxPlace, cause: string): string =>
  `Failed to create executor directory '${sandboxDirectory(place)}': ${cause}`;
