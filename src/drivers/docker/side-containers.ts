import type { HttpClient } from '../../http-client.js';
import { isListening } from '../../mesos/health/tcp-probe.js';
import type { Address } from '../../mesos/process/pid.js';
import type { SideContainer } from '../description.js';
import type { DriverContainer } from '../driver.js';
import type { ClusterOnEngine } from './cluster-on-engine.js';
import type { DockerContainer } from './container.js';
import { imageOfSide } from './images.js';
import { tokenName, withTokens } from './tokens.js';

/** What side containers need of their cluster. */
interface SidesContext {
  readonly http: HttpClient;
  /** Resolves when `holds` does; rejects when the container has ended, or when it takes too long. */
  until(what: string, container: DockerContainer, holds: () => boolean | Promise<boolean>): Promise<void>;
}

/** A container beside those of Mesos. */
class Side implements DriverContainer {
  container: DockerContainer | undefined;
  readonly published = new Map<number, Address>();

  constructor(
    readonly described: SideContainer,
    readonly ip: string,
  ) {}

  get name(): string {
    return this.described.name;
  }

  get running(): boolean {
    return this.container?.running === true;
  }

  get addresses(): readonly { readonly port: number; readonly reached: Address }[] {
    return this.described.ports.map((port) => ({ port, reached: this.published.get(port) ?? { ip: this.ip, port } }));
  }

  async log(): Promise<string> {
    return (await this.container?.log()) ?? '';
  }

  reached(port: number): Address {
    return this.published.get(port) ?? { ip: this.described.hostNetwork ? '127.0.0.1' : this.ip, port };
  }
}

/** The containers beside those of Mesos: each starts when those are ready that it comes after. */
export class SideContainers {
  readonly #sides: readonly Side[];

  constructor(
    private readonly cluster: ClusterOnEngine,
    described: readonly SideContainer[],
    private readonly images: Readonly<Record<string, string>>,
    private readonly context: SidesContext,
  ) {
    this.#sides = described.map((side) => new Side(side, side.hostNetwork ? '' : cluster.takeAddress()));
  }

  get all(): readonly DriverContainer[] {
    return this.#sides;
  }

  /** What they are known by to each other. */
  get tokens(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#sides.map(({ name, ip }) => [`${tokenName(name)}_IP`, ip]));
  }

  /**
   * Starts all of them, and resolves when they are ready.
   * @param tokens what they may ask for
   * @param ready when others are ready that they may wait for, by name
   */
  async start(tokens: Readonly<Record<string, string>>, ready: Readonly<Record<string, Promise<unknown>>>): Promise<void> {
    const all: Record<string, Promise<unknown>> = { ...ready };
    const start = (side: Side): Promise<unknown> => {
      all[side.name] ??= this.#start(side, tokens, () => Promise.all(side.described.after.map((other) => wait(other))));
      return all[side.name] as Promise<unknown>;
    };
    const wait = (name: string): Promise<unknown> => {
      const side = this.#sides.find((each) => each.name === name);
      return side ? start(side) : (all[name] ?? Promise.resolve());
    };
    await Promise.all(this.#sides.map(start));
  }

  /** Takes over those that are there already. @param found containers by their members */
  async adopt(found: ReadonlyMap<string, DockerContainer>): Promise<void> {
    for (const side of this.#sides) {
      const container = found.get(side.name);
      if (container) await this.#take(side, container);
    }
  }

  async #take(side: Side, container: DockerContainer): Promise<void> {
    side.container = container;
    if (side.described.hostNetwork) return;
    for (const port of side.described.ports) {
      const reached = await this.cluster.reached(container, port);
      if (reached) side.published.set(port, reached);
    }
  }

  async #start(side: Side, tokens: Readonly<Record<string, string>>, others: () => Promise<unknown>): Promise<void> {
    await others();
    const { described, ip } = side;
    const { name, command, environment, files, binds, ports, aliases, hostNetwork } = withTokens(described, {
      ...tokens,
      ...this.tokens,
      IP: ip,
    });
    const container = await this.cluster.start({
      ...{ member: name, role: name, image: imageOfSide(described, this.images), command, environment, files, binds },
      published: hostNetwork ? [] : this.cluster.published(ports),
      network: hostNetwork ? 'host' : { name: this.cluster.network, ip, aliases: [name, ...aliases] },
    });
    await this.#take(side, container);
    await this.context.until(`container ${name} to be ready`, container, () => this.#isReady(side, container));
  }

  async #isReady(side: Side, container: DockerContainer): Promise<boolean> {
    const { ready } = side.described;
    switch (ready.kind) {
      case 'running':
        return container.running;
      case 'log':
        return (await container.log()).includes(ready.text);
      case 'tcp':
        return listens(side.reached(ready.port));
      case 'http': {
        const { ip, port } = side.reached(ready.port);
        return this.context.http.get(`http://${ip}:${port}${ready.path}`).then(
          () => true,
          () => false,
        );
      }
    }
  }
}

const PATIENCE_MS = 1000;

/** Whether somebody takes connections there. */
export const listens = ({ ip, port }: Address): Promise<boolean> =>
  isListening(port, AbortSignal.timeout(PATIENCE_MS), ip).catch(() => false);
