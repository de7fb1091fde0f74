import type { ContainerID } from '../../wire/messages.js';
import type { ContainerConfig, ContainerTermination } from '../containerizer.js';
import type { ContainerRoot } from '../executor-actor.js';
import type { RunningContainer } from './running-container.js';

/** How far a container is; as Mesos has it. */
export type Phase = 'fetching' | 'pulling image' | 'running' | 'destroying';

/** Begins the names of containers on the engine. */
const PREFIX = 'mesos-';

/** A container of the Docker containerizer: an executor of Mesos itself with the container of its task, or a custom executor in one. */
export class DockerContainer {
  phase: Phase = 'fetching';
  readonly ended: Promise<ContainerTermination>;
  root: ContainerRoot | undefined;
  /** What there is of it on the engine. */
  running: RunningContainer | undefined;
  /** Whether somebody is told when it ends. */
  awaited = false;
  /** Ends what is being fetched for it. */
  readonly fetching = new AbortController();
  /** Why it could not be launched, if it could not. */
  failed = false;
  #end: (termination: ContainerTermination) => void = () => {};

  constructor(
    readonly id: ContainerID,
    readonly config: ContainerConfig,
  ) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Its name on the engine. */
  get name(): string {
    return `${PREFIX}${this.id.value}`;
  }

  end(termination: ContainerTermination): void {
    this.root = undefined;
    this.#end(termination);
  }
}
