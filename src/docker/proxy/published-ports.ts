import type { Clock } from '../../mesos/process/clock.js';
import type { PortBinding } from './port-binding.js';
import { Refusal } from './refusal.js';
import { forwardTcp } from './tcp-forwarder.js';
import { forwardUdp } from './udp-forwarder.js';

/** What listens for a container. */
export interface Forwarder {
  /** Where it listens. */
  readonly hostPort: number;
  close(): void;
}

/** Where the container is that something is for; undefined: nowhere, because it does not run. */
export type Target = () => Promise<string | undefined>;

/** The ports of one container at the agent's address. */
class Publication {
  /** By {@link keyOf} of what they are for. */
  readonly forwarders = new Map<string, Forwarder>();
  /** What is under way: one opens what the other has not. */
  opening: Promise<unknown> = Promise.resolve();
  container: string | undefined;
  address: Promise<string | undefined> | undefined;
}

const keyOf = ({ protocol, port, hostPort, hostAddress }: PortBinding) => `${protocol} ${hostAddress ?? ''}:${hostPort} ${port}`;

/** What is published at the agent's address. It lasts from the start of a container to its end. */
export class PublishedPorts {
  readonly #publications = new Map<string, Publication>();

  /**
   * @param addressOf where a container is in the cluster's network; undefined: nowhere
   * @param settle gives up what has ended meanwhile: asked when a port is taken
   */
  constructor(
    readonly clock: Clock,
    readonly addressOf: (container: string) => Promise<string | undefined>,
    readonly settle: () => Promise<void>,
  ) {}

  /** The containers that have ports. */
  get containers(): string[] {
    return [...this.#publications.keys()];
  }

  /**
   * Chooses a port for each that may have any, and holds it for a container that is being created.
   * @returns the bindings with the ports that were chosen, and what tells whose they are; without a container they are given up
   */
  async choose(bindings: readonly PortBinding[]): Promise<{ chosen: PortBinding[]; hold(container: string | undefined): void }> {
    const publication = new Publication();
    const chosen: PortBinding[] = [];
    try {
      for (const binding of bindings) {
        const forwarder = binding.hostPort === 0 ? await this.#open(publication, binding) : undefined;
        const final = forwarder ? { ...binding, hostPort: forwarder.hostPort } : binding;
        if (forwarder) publication.forwarders.set(keyOf(final), forwarder);
        chosen.push(final);
      }
    } catch (error) {
      close(publication);
      throw error;
    }
    const hold = (container: string | undefined) => {
      publication.container = container;
      if (container === undefined) close(publication);
      else if (publication.forwarders.size > 0) this.#publications.set(container, publication);
    };
    return { chosen, hold };
  }

  /**
   * Opens the ports of a container; those that are open stay so.
   * @throws Refusal 500 when one is taken, in the words of Docker
   */
  async publish(container: string, bindings: readonly PortBinding[]): Promise<void> {
    if (bindings.length === 0) return;
    const publication = this.#publications.get(container) ?? new Publication();
    publication.container = container;
    this.#publications.set(container, publication);
    const opening = publication.opening.then(async () => {
      for (const binding of bindings) {
        const key = keyOf(binding);
        if (!publication.forwarders.has(key)) publication.forwarders.set(key, await this.#openOrSettle(publication, binding));
      }
    });
    publication.opening = opening.catch(() => {});
    await opening.catch((error: unknown) => {
      this.withdraw(container);
      throw error;
    });
    // It has ended while its ports were being opened.
    if (this.#publications.get(container) !== publication) close(publication);
  }

  /** Closes the ports of a container. */
  withdraw(container: string): void {
    const publication = this.#publications.get(container);
    this.#publications.delete(container);
    if (publication) close(publication);
  }

  /** Looks again where a container is, which may have been started again. */
  moved(container: string): void {
    const publication = this.#publications.get(container);
    if (publication) publication.address = undefined;
  }

  async #openOrSettle(publication: Publication, binding: PortBinding): Promise<Forwarder> {
    try {
      return await this.#open(publication, binding);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw failed(binding, error as Error);
      // Whoever had it may have ended a moment ago.
      await this.settle();
      return await this.#open(publication, binding).catch((again: Error) => Promise.reject(failed(binding, again)));
    }
  }

  #open(publication: Publication, binding: PortBinding): Promise<Forwarder> {
    const target = () => this.#target(publication);
    return binding.protocol === 'tcp' ? forwardTcp(binding, target) : forwardUdp(binding, target, this.clock);
  }

  async #target(publication: Publication): Promise<string | undefined> {
    const { container } = publication;
    if (container === undefined) return undefined;
    publication.address ??= this.addressOf(container).catch(() => undefined);
    const address = await publication.address;
    if (address === undefined) publication.address = undefined;
    return address;
  }
}

function close(publication: Publication): void {
  for (const forwarder of publication.forwarders.values()) forwarder.close();
  publication.forwarders.clear();
}

function failed({ hostPort, hostAddress = '0.0.0.0' }: PortBinding, error: Error): Refusal {
  const reason = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'port is already allocated' : error.message;
  return new Refusal(
    500,
    `driver failed programming external connectivity: Bind for ${hostAddress}:${hostPort} failed: ${reason}`,
  );
}
