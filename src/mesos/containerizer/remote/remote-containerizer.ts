import type { Disk } from '../../disk/disk.js';
import type { Signal } from '../../executor/task-launcher.js';
import type { Clock } from '../../process/clock.js';
import { native } from '../../process/native.js';
import type { ContainerID, ContainerStatus, Resource } from '../../wire/messages.js';
import {
  AlreadyLaunchedError,
  type ContainerConfig,
  type Containerizer,
  type ContainerTermination,
  type ContainerUsage,
  type FetchCounts,
  formatContainerId,
  type NestedSandboxes,
} from '../containerizer.js';
import { IOSwitchboard } from '../io-switchboard.js';
import { UnsupportedContainerError } from '../isolation.js';
import { UnnoticedEnds } from '../process/unnoticed-ends.js';
import type { ContainerReply, Failure, MeasuredContainer, Reply, Request } from './protocol.js';

/** What the agent of a remote containerizer has to do with it. */
export interface RemoteContainerizerOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly nestedSandboxes?: NestedSandboxes | undefined;
}

/** What is known here of a container in the other process. */
class Mirrored {
  root: ContainerReply['root'];
  termination: ContainerTermination | undefined;
  awaited = false;
  readonly switchboard: IOSwitchboard | undefined;
  readonly ended: Promise<ContainerTermination>;
  end: (termination: ContainerTermination) => void = () => {};

  constructor(
    readonly id: ContainerID,
    readonly config: ContainerConfig,
  ) {
    if (config.attachable) this.switchboard = new IOSwitchboard(config.attachable);
    this.ended = new Promise((resolve) => {
      this.end = (termination) => {
        this.termination = termination;
        this.root = undefined;
        resolve(termination);
      };
    });
  }
}

/**
 * The containers of an agent in another process, which outlives that of the agent. What is to be known of them is told by that
 * process as it happens, so that all questions are answered here.
 */
export class RemoteContainerizer implements Containerizer {
  readonly fetches: FetchCounts = { succeeded: 0, failed: 0 };
  fetcherCacheUsedBytes = 0;
  readonly #containers = new Map<string, Mirrored>();
  /** How containers ended while no agent was there, until somebody asks. */
  readonly #past = new Map<string, ContainerTermination>();
  readonly #unnoticed: UnnoticedEnds;
  readonly #requests = new Map<number, (error?: Failure) => void>();
  readonly #measuring = new Map<number, (usages: readonly MeasuredContainer[]) => void>();
  #lastRequest = 0;
  #welcomed = false;

  /**
   * @param send says something to the other process
   * @param log told of what that process has to say of itself
   */
  constructor(
    private options: RemoteContainerizerOptions,
    private readonly send: (request: Request<never>) => void,
    private readonly log: (level: 'info' | 'warning' | 'error', text: string) => void,
  ) {
    this.#unnoticed = new UnnoticedEnds(options.clock);
  }

  configure(options: RemoteContainerizerOptions): void {
    this.options = options;
  }

  get disk(): Disk {
    return this.options.disk;
  }

  /** Takes what the other process says; true when it has told all there was. */
  take(reply: Reply): boolean {
    switch (reply.type) {
      case 'welcome':
        this.#welcomed = true;
        break;
      case 'container':
        this.#show(reply);
        break;
      case 'ended':
        this.#ended(reply.id, reply.termination);
        break;
      case 'gone':
        this.#containers.delete(formatContainerId(reply.id));
        break;
      case 'done':
        this.#requests.get(reply.request)?.(reply.error);
        this.#requests.delete(reply.request);
        break;
      case 'measured':
        this.#measuring.get(reply.request)?.(reply.usages);
        this.#measuring.delete(reply.request);
        break;
      case 'output':
        this.#find(reply.id)?.switchboard?.received(reply.name, Buffer.from(reply.data, 'base64'));
        break;
      case 'closed':
        this.#find(reply.id)?.switchboard?.ended();
        break;
      case 'fetched':
        this.fetches.succeeded = reply.succeeded;
        this.fetches.failed = reply.failed;
        this.fetcherCacheUsedBytes = reply.cacheUsedBytes;
        break;
      case 'log':
        this.log(reply.level, reply.text);
        break;
      case 'refused': // Whoever connects is told.
    }
    return this.#welcomed;
  }

  async launch(id: ContainerID, config: ContainerConfig): Promise<void> {
    if (this.has(id)) throw new AlreadyLaunchedError(`Container ${formatContainerId(id)} is launched already`);
    const parent = id.parent && this.#find(id.parent);
    if (id.parent && !parent?.root) throw new Error(`Parent container ${formatContainerId(id.parent)} does not exist`);
    this.#unnoticed.take(formatContainerId(id));
    this.#add(id, config);
    try {
      await this.#ask((request) => this.send({ type: 'launch', request, id, config }));
    } catch (error) {
      if (error instanceof UnsupportedContainerError) this.#containers.delete(formatContainerId(id));
      throw error;
    }
  }

  has(id: ContainerID): boolean {
    return this.#find(id) !== undefined;
  }

  wait(id: ContainerID): Promise<ContainerTermination> | undefined {
    const name = formatContainerId(id);
    const container = this.#containers.get(name);
    if (!container) {
      const termination = this.#past.get(name) ?? this.#unnoticed.take(name);
      this.#past.delete(name);
      return termination && Promise.resolve(termination);
    }
    container.awaited = true;
    return container.ended;
  }

  destroy(id: ContainerID): void {
    if (this.has(id)) this.send({ type: 'destroy', id });
  }

  update(id: ContainerID, resources: readonly Resource[]): void {
    const config = this.#find(id)?.config;
    // Only containers of Docker have limits.
    if (config?.container?.type === 'DOCKER') this.send({ type: 'update', id, resources });
  }

  kill(id: ContainerID, signal: Signal): boolean {
    if (!this.#find(id)?.root) return false;
    this.send({ type: 'kill', id, signal });
    return true;
  }

  attach(id: ContainerID): IOSwitchboard | undefined {
    const switchboard = this.#find(id)?.switchboard;
    return switchboard?.over ? undefined : switchboard;
  }

  status(id: ContainerID): ContainerStatus | undefined {
    const root = this.#find(id)?.root;
    return root && { container_id: id, executor_pid: root.pid };
  }

  measure(): Promise<(id: ContainerID) => ContainerUsage> {
    const request = ++this.#lastRequest;
    return new Promise((resolve) => {
      this.#measuring.set(request, (measured) => {
        const usages = new Map(measured);
        resolve((id) => usages.get(formatContainerId(id)) ?? {});
      });
      this.send({ type: 'measure', request });
    });
  }

  config(id: ContainerID): ContainerConfig | undefined {
    const container = this.#find(id);
    return container?.root && container.config;
  }

  remove(id: ContainerID): boolean {
    const name = formatContainerId(id);
    const container = this.#containers.get(name);
    if (!container) this.#unnoticed.take(name);
    if (!container?.termination) return false;
    this.options.nestedSandboxes?.removed(container.config.directory);
    this.send({ type: 'remove', id });
    return this.#containers.delete(name);
  }

  containers(): ContainerID[] {
    return Array.from(this.#containers.values(), ({ id }) => id);
  }

  #add(id: ContainerID, config: ContainerConfig): Mirrored {
    const container = new Mirrored(id, config);
    this.#containers.set(formatContainerId(id), container);
    container.switchboard?.connect((data) =>
      this.#ask((request) => this.send({ type: 'input', request, id, data: data.toString('base64') })),
    );
    return container;
  }

  #show({ id, config, root }: ContainerReply): void {
    const container = this.#find(id) ?? (config && this.#add(id, config));
    if (!container || container.termination) return;
    container.root = root;
  }

  #ended(id: ContainerID, termination: ContainerTermination): void {
    const container = this.#find(id);
    if (!container) return void this.#past.set(formatContainerId(id), termination);
    // What the executor sent last has come over another connection, and is read in this turn or the next, and counts after that.
    afterTurns(3, () => this.#end(container, termination));
  }

  /** Nested containers stay known after their end, for who waits for them later. */
  #end(container: Mirrored, termination: ContainerTermination): void {
    const { id, config, awaited } = container;
    const name = formatContainerId(id);
    if (!id.parent) {
      for (const each of [...this.#containers.keys()]) if (each.startsWith(`${name}.`)) this.#containers.delete(each);
      this.#containers.delete(name);
      if (!awaited) this.#unnoticed.add(name, termination);
    }
    if (id.parent && !config.attachable?.session) this.options.nestedSandboxes?.ended(config.directory);
    container.end(termination);
  }

  #ask(send: (request: number) => void): Promise<void> {
    const request = ++this.#lastRequest;
    return new Promise((resolve, reject) => {
      this.#requests.set(request, (error) => (error ? reject(errorOf(error)) : resolve()));
      send(request);
    });
  }

  #find(id: ContainerID): Mirrored | undefined {
    return this.#containers.get(formatContainerId(id));
  }
}

/** Does something after so many turns of the event loop. */
const afterTurns = (turns: number, action: () => void): void =>
  turns === 0 ? action() : void native.setImmediate(() => afterTurns(turns - 1, action));

function errorOf({ kind, message }: Failure): Error {
  if (kind === 'already launched') return new AlreadyLaunchedError(message);
  return kind === 'unsupported' ? new UnsupportedContainerError(message) : new Error(message);
}
