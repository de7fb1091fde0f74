import type { Disk } from '../disk/disk.js';
import type { Signal } from '../executor/task-launcher.js';
import type { ContainerID, ContainerStatus, Resource } from '../wire/messages.js';
import {
  type ContainerConfig,
  type ContainerTermination,
  type ContainerUsage,
  type ContainerView,
  formatContainerId,
  type LocalContainerizer,
  rootContainerId,
} from './containerizer.js';
import type { IOSwitchboard } from './io-switchboard.js';
import { unsupportedContainer } from './isolation.js';

/** Several containerizers as one: a container is launched by the first that takes it, and what is nested in it by the same. */
export class ComposingContainerizer implements LocalContainerizer {
  /** @param parts those of the agent flag `containerizers`, in its order; at least one */
  constructor(
    private readonly parts: readonly [LocalContainerizer, ...LocalContainerizer[]],
    private readonly names: string,
  ) {}

  get disk(): Disk {
    return this.parts[0].disk;
  }

  async launch(id: ContainerID, config: ContainerConfig): Promise<void> {
    const root = rootContainerId(id);
    const part = this.parts.find((each) => (id.parent ? each.has(root) : each.takes(config)));
    if (part) return part.launch(id, config);
    if (id.parent) throw new Error(`Parent container ${formatContainerId(id.parent)} does not exist`);
    throw unsupportedContainer(config.container, { containerizers: this.names });
  }

  takes(config: ContainerConfig): boolean {
    return this.parts.some((part) => part.takes(config));
  }

  has(id: ContainerID): boolean {
    return this.parts.some((part) => part.has(id));
  }

  wait(id: ContainerID): Promise<ContainerTermination> | undefined {
    return this.#first((part) => part.wait(id));
  }

  destroy(id: ContainerID): void {
    for (const part of this.parts) part.destroy(id);
  }

  update(id: ContainerID, resources: readonly Resource[]): void {
    for (const part of this.parts) part.update(id, resources);
  }

  kill(id: ContainerID, signal: Signal): boolean {
    return this.parts.some((part) => part.kill(id, signal));
  }

  attach(id: ContainerID): IOSwitchboard | undefined {
    return this.#first((part) => part.attach(id));
  }

  status(id: ContainerID): ContainerStatus | undefined {
    return this.#first((part) => part.status(id));
  }

  async measure(): Promise<(id: ContainerID) => ContainerUsage> {
    const measured = await Promise.all(this.parts.map(async (part) => ({ part, usage: await part.measure() })));
    return (id) => measured.find(({ part }) => part.has(rootContainerId(id)))?.usage(id) ?? {};
  }

  config(id: ContainerID): ContainerConfig | undefined {
    return this.#first((part) => part.config(id));
  }

  view(id: ContainerID): ContainerView | undefined {
    return this.#first((part) => part.view(id));
  }

  remove(id: ContainerID): boolean {
    return this.parts.some((part) => part.remove(id));
  }

  containers(): ContainerID[] {
    return this.parts.flatMap((part) => part.containers());
  }

  #first<Answer>(ask: (part: LocalContainerizer) => Answer | undefined): Answer | undefined {
    for (const part of this.parts) {
      const answer = ask(part);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }
}
