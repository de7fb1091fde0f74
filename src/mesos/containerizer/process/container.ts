import type { ContainerID, FrameworkInfo } from '../../wire/messages.js';
import type { ContainerConfig, ContainerTermination } from '../containerizer.js';
import type { ContainerRoot } from '../executor-actor.js';
import { IOSwitchboard } from '../io-switchboard.js';
import type { CommandProcess } from './command-process.js';

/** A container of the process containerizer. */
export class Container {
  readonly ended: Promise<ContainerTermination>;
  termination: ContainerTermination | undefined;
  root: ContainerRoot | undefined;
  /** Whether somebody is told when it ends. */
  awaited = false;
  /** All commands that were started in it, until each has ended. */
  readonly processes = new Set<CommandProcess>();
  /** Those directly inside, until they are removed. */
  readonly nested = new Set<Container>();
  /** Of containers that can be attached to. */
  readonly switchboard: IOSwitchboard | undefined;
  /** Ends what is being fetched for the container. */
  fetching: AbortController | undefined;
  #destroying = false;
  #end: (termination: ContainerTermination) => void = () => {};

  constructor(
    readonly id: ContainerID,
    readonly config: ContainerConfig,
    readonly parent: Container | undefined,
  ) {
    parent?.nested.add(this);
    const { attachable } = config;
    if (attachable) this.switchboard = new IOSwitchboard(attachable);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** The framework whose executor it is for, or is nested in. */
  get framework(): FrameworkInfo | undefined {
    return this.config.executor?.framework ?? this.parent?.framework;
  }

  get destroying(): boolean {
    return this.#destroying;
  }

  /** Nothing more is to be started in it. */
  beginDestruction(): void {
    this.#destroying = true;
    this.fetching?.abort();
  }

  /** Notes how it ended; only the first time counts. */
  end(termination: ContainerTermination): void {
    if (this.termination) return;
    this.termination = termination;
    this.root = undefined;
    // The outputs of a command that ran may be read a little longer.
    if (!this.switchboard?.connected) this.switchboard?.ended();
    this.#end(termination);
  }
}
