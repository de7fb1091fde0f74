import type { ContainerID } from '../../wire/messages.js';
import {
  AlreadyLaunchedError,
  type ContainerConfig,
  type ContainerTermination,
  type FetchCounts,
  formatContainerId,
  type LocalContainerizer,
} from '../containerizer.js';
import type { ContainerInput } from '../io-switchboard.js';
import { UnsupportedContainerError } from '../isolation.js';
import type { Failure, Reply, Request } from './protocol.js';

/** The containers that a host holds, for an agent with these settings. */
export interface HostedContainers {
  readonly containerizer: LocalContainerizer;
  readonly fetches: Readonly<FetchCounts>;
  fetcherCacheUsedBytes(): number;
}

/** How a host makes and keeps containers. */
export interface ContainerHostOptions<Settings> {
  /**
   * Makes the containers, or, for an agent that comes after another one, has them run by other settings from now on.
   * @param changed to be called when there is something new to see of a container
   */
  contain(settings: Settings, changed: (id: ContainerID) => void): HostedContainers;
  /** Resolves when all that executors have sent has left. */
  settled(): Promise<void>;
  /** Whether how a container ended is to be kept for the next agent. */
  keeps(config: ContainerConfig): boolean;
  /** Nothing runs any more, or is to be told: there is nothing to wait for but an agent. */
  idle(): void;
}

/**
 * Holds the containers of an agent in a process of its own, so that they outlive that of the agent: executors go on, and how they
 * ended meanwhile is told to the next agent.
 */
export class ContainerHost<Settings> {
  #containers: HostedContainers | undefined;
  /** How outermost containers ended while no agent was there. */
  readonly #ends = new Map<string, { readonly id: ContainerID; readonly termination: ContainerTermination }>();
  /** Those that have been seen, by the text of their id. */
  readonly #known = new Map<string, ContainerID>();
  readonly #inputs = new Map<string, ContainerInput>();
  #tell: ((reply: Reply) => void) | undefined;

  constructor(private readonly options: ContainerHostOptions<Settings>) {}

  /** Whether there is anything that an agent would want to know. */
  get holds(): boolean {
    return this.#known.size > 0 || this.#ends.size > 0;
  }

  /** An agent is there: it is told all there is, and all that happens from now on. */
  connected(tell: (reply: Reply) => void): void {
    this.#tell = tell;
  }

  /** It is gone. */
  disconnected(): void {
    this.#tell = undefined;
    for (const input of this.#inputs.values()) input.release();
    this.#inputs.clear();
    if (!this.holds) this.options.idle();
  }

  handle(request: Request<Settings>): void {
    const { containerizer } = this.#containers ?? {};
    if (request.type === 'hello') return this.#welcome(request.settings);
    if (!containerizer) return;
    if (request.type === 'measure') return void this.#measure(containerizer, request.request);
    const { id } = request;
    switch (request.type) {
      case 'launch':
        return this.#answer(request.request, this.#launch(containerizer, id, request.config));
      case 'destroy':
        return containerizer.destroy(id);
      case 'update':
        return containerizer.update(id, request.resources);
      case 'kill':
        return void containerizer.kill(id, request.signal);
      case 'remove':
        containerizer.remove(id);
        return this.#changed(id);
      case 'input':
        return this.#answer(request.request, this.#input(containerizer, id, Buffer.from(request.data, 'base64')));
    }
  }

  #welcome(settings: Settings): void {
    this.#containers = this.options.contain(settings, (id) => this.#changed(id));
    for (const id of this.#known.values()) this.#show(id, { first: true });
    for (const { id, termination } of this.#ends.values()) this.#tell?.({ type: 'ended', id, termination });
    this.#ends.clear();
    this.#tell?.({ type: 'welcome' });
  }

  async #launch(containerizer: LocalContainerizer, id: ContainerID, config: ContainerConfig): Promise<void> {
    try {
      await containerizer.launch(id, config);
    } finally {
      const { fetches, fetcherCacheUsedBytes } = this.#containers as HostedContainers;
      this.#tell?.({ type: 'fetched', ...fetches, cacheUsedBytes: fetcherCacheUsedBytes() });
    }
  }

  async #input(containerizer: LocalContainerizer, id: ContainerID, data: Buffer): Promise<void> {
    const name = formatContainerId(id);
    const input = this.#inputs.get(name) ?? containerizer.attach(id)?.takeInput();
    if (!input) throw new Error('the container does not run');
    this.#inputs.set(name, input);
    await input.write(data);
  }

  async #measure(containerizer: LocalContainerizer, request: number): Promise<void> {
    const usage = await containerizer.measure();
    const usages = containerizer.containers().map((id) => [formatContainerId(id), usage(id)] as const);
    this.#tell?.({ type: 'measured', request, usages });
  }

  #answer(request: number, work: Promise<void>): void {
    work.then(
      () => this.#tell?.({ type: 'done', request }),
      (error: Error) => this.#tell?.({ type: 'done', request, error: failureOf(error) }),
    );
  }

  #changed(id: ContainerID): void {
    const name = formatContainerId(id);
    const first = !this.#known.has(name);
    const { containerizer } = this.#containers as HostedContainers;
    if (!containerizer.has(id)) return this.#forget(id);
    if (first) this.#follow(id);
    this.#show(id, { first });
  }

  #show(id: ContainerID, { first }: { first: boolean }): void {
    const view = this.#containers?.containerizer.view(id);
    if (!view) return;
    const { config, root } = view;
    this.#tell?.({ type: 'container', id, ...(first && { config }), root: root && { pid: root.pid } });
  }

  #follow(id: ContainerID): void {
    const { containerizer } = this.#containers as HostedContainers;
    const name = formatContainerId(id);
    const config = containerizer.view(id)?.config;
    this.#known.set(name, id);
    containerizer.attach(id)?.listen({
      output: (output, data) => this.#tell?.({ type: 'output', id, name: output, data: data.toString('base64') }),
      closed: () => this.#tell?.({ type: 'closed', id }),
    });
    void containerizer.wait(id)?.then(async (termination) => {
      // What the executor sent last is to be there before the word that it has ended.
      await this.options.settled();
      if (this.#tell) this.#tell({ type: 'ended', id, termination });
      else if (!id.parent && config && this.options.keeps(config)) this.#ends.set(name, { id, termination });
      for (const [each, known] of this.#known) {
        if (each === name || each.startsWith(`${name}.`)) if (!containerizer.has(known)) this.#forget(known);
      }
    });
  }

  #forget(id: ContainerID): void {
    const name = formatContainerId(id);
    if (!this.#known.delete(name)) return;
    this.#inputs.delete(name);
    if (id.parent) this.#tell?.({ type: 'gone', id });
    if (!this.holds && !this.#tell) this.options.idle();
  }
}

function failureOf(error: Error): Failure {
  const { message } = error;
  if (error instanceof AlreadyLaunchedError) return { kind: 'already launched', message };
  return error instanceof UnsupportedContainerError ? { kind: 'unsupported', message } : { message };
}
