import { mkdirSync } from 'node:fs';
import type { ContainerUser } from '../containerizer/containerizer.js';
import { makeDirectory, makeSandbox, pointTo } from '../containerizer/sandbox-directory.js';
import { userOf } from '../containerizer/user.js';

/** Where a run of an executor has its sandbox, below the agent's work directory. */
export interface SandboxPlace {
  readonly workDirectory: string;
  readonly agentId: string;
  readonly frameworkId: string;
  readonly executorId: string;
  readonly containerId: string;
}

export const frameworkDirectory = ({ workDirectory, agentId, frameworkId }: Omit<SandboxPlace, 'executorId' | 'containerId'>): string =>
  `${workDirectory}/slaves/${agentId}/frameworks/${frameworkId}`;

export const sandboxDirectory = (place: SandboxPlace): string =>
  `${frameworkDirectory(place)}/executors/${place.executorId}/runs/${place.containerId}`;

/** Makes what the sandboxes of a framework lie in. */
export function makeFrameworkDirectory(place: Omit<SandboxPlace, 'executorId' | 'containerId'>): void {
  mkdirSync(`${frameworkDirectory(place)}/executors`, { recursive: true });
}

/**
 * Makes the sandbox of an executor, in the framework's directory, with the link `latest` to it. This is on the path of
 * every launch, so there is no system call more than needed.
 * @param userName Who shall own it; undefined for the user of this process.
 * @returns The account of that user; undefined when there is no need to switch to it.
 * @throws Error in Mesos's words.
 */
export function makeExecutorSandbox(place: SandboxPlace, userName: string | undefined): ContainerUser | undefined {
  const directory = sandboxDirectory(place);
  try {
    const user = userName === undefined ? undefined : knownUser(userName);
    const executor = `${frameworkDirectory(place)}/executors/${place.executorId}`;
    makeDirectory(executor);
    makeDirectory(`${executor}/runs`);
    makeSandbox(directory, user);
    pointTo(directory, `${executor}/runs/latest`);
    return user;
  } catch (error) {
    throw new Error(`Failed to create executor directory '${directory}': ${(error as Error).message}`);
  }
}

function knownUser(name: string): ContainerUser | undefined {
  try {
    return userOf(name);
  } catch (error) {
    throw new Error(`Failed to chown directory to '${name}': ${(error as Error).message}`);
  }
}
