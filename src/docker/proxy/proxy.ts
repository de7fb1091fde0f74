import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname } from 'node:path';
import { Clock } from '../../mesos/process/clock.js';
import { LABELS } from '../labels.js';
import { type Container, ownContainer, ownFilter, ownLabels } from './container.js';
import { bindingsOf, type InspectedContainer, type ListedContainer, showInspected, showListed } from './container-view.js';
import { askedNetwork, containersNamed, labelled, place, readCreateRequest } from './create-request.js';
import { EngineClient } from './engine-client.js';
import { Exchange } from './exchange.js';
import { Mounts } from './mounts.js';
import { PublishedPorts } from './published-ports.js';
import { pull } from './pull.js';
import { Refusal } from './refusal.js';
import { type Handler, route } from './routes.js';
import type { ProxySettings } from './settings.js';
import { Watch } from './watch.js';

/** Docker as an agent of a cluster sees it: an engine of its own, on a machine of its own that has the agent's address. */
export class DockerProxy {
  readonly #settings: ProxySettings;
  readonly #engine: EngineClient;
  readonly #ports: PublishedPorts;
  readonly #watch: Watch;
  readonly #mounts: Mounts;
  readonly #server: Server;
  readonly #log: (text: string) => void;

  /** @param log told what goes wrong, a line each time */
  constructor(settings: ProxySettings, log: (text: string) => void) {
    const clock = new Clock();
    this.#settings = settings;
    this.#log = log;
    this.#engine = new EngineClient(settings.engine);
    this.#watch = new Watch(this.#engine, settings, () => this.#ports, clock, log);
    this.#ports = new PublishedPorts(
      clock,
      (container) => this.#addressOf(container),
      () => this.#watch.withdrawEnded(),
    );
    this.#mounts = new Mounts(this.#engine, settings);
    // A pull or a log takes as long as it takes.
    this.#server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 });
    this.#server.on('request', (request, response) => void this.#serve(new Exchange(request, response)));
    this.#server.on('upgrade', (request, socket, head) => {
      const exchange = Exchange.upgrading(request, socket, head);
      if (exchange) void this.#serve(exchange);
    });
  }

  /** Listens, and says how it finds the engine: `20.10.24`; undefined: it does not answer yet. */
  async start(): Promise<string | undefined> {
    const { listen } = this.#settings;
    mkdirSync(dirname(listen), { recursive: true });
    rmSync(listen, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.on('error', reject).listen(listen, resolve);
    });
    chmodSync(listen, 0o660);
    void this.#watch.run();
    return await this.#engineVersion();
  }

  async #serve(exchange: Exchange): Promise<void> {
    try {
      const { handler, words } = route(exchange.method, exchange.path);
      await this.#handlers[handler](exchange, words[0] ?? '', words[1] ?? '');
    } catch (error) {
      const { message, stack } = error as Error;
      const expected = error instanceof Refusal && error.status === 404;
      if (!expected) this.#log(`${exchange.method} ${exchange.path}: ${error instanceof Refusal ? message : stack}`);
      exchange.refuse(error as Error);
    }
  }

  readonly #handlers: Record<Handler, (exchange: Exchange, name: string, rest: string) => Promise<unknown>> = {
    health: async (exchange) => {
      const engine = await this.#engineVersion();
      exchange.answer(engine ? 200 : 503, { healthy: engine !== undefined, engine, published: this.#ports.containers });
    },
    pass: (exchange) => exchange.pass(this.#engine),
    pull: (exchange) => pull(exchange, this.#engine, this.#log),
    refuse: async ({ method, path }) => {
      throw new Refusal(403, `minimesos: an agent of a cluster may not ${method} ${path}: the engine is not its own`);
    },
    /** Lists, prunes and tells events of this agent's containers only. */
    filtered: (exchange) => exchange.withoutBody().pass(this.#filter(exchange)),
    list: async (exchange) => {
      const { status, body } = await this.#filter(exchange).ask<ListedContainer[]>('GET', exchange.target());
      exchange.answer(status, status === 200 && Array.isArray(body) ? body.map(showListed) : body);
    },
    create: (exchange) => this.#create(exchange),
    inspect: async (exchange, name) => {
      const { Id } = await this.#own(name);
      const { status, body } = await this.#engine.ask<InspectedContainer>('GET', exchange.target(`/containers/${Id}/json`));
      exchange.answer(status, status === 200 ? showInspected(body) : body);
    },
    start: async (exchange, name) => {
      const { Id, Config } = await this.#own(name);
      await this.#ports.publish(Id, bindingsOf(Config.Labels));
      const status = await exchange.withoutBody().pass(this.#engine, `/containers/${Id}/start`);
      if (status >= 400) this.#ports.withdraw(Id);
    },
    /** What is without name goes with the container that has it: nobody would find it later. */
    remove: async (exchange, name) => {
      const { Id } = await this.#own(name);
      exchange.query.set('v', '1');
      await exchange.pass(this.#engine, `/containers/${Id}`);
    },
    container: async (exchange, name, rest) => {
      const { Id } = await this.#own(name);
      await exchange.pass(this.#engine, `/containers/${Id}/${rest}`);
    },
    exec: async (exchange, id) => {
      const { status, body } = await this.#engine.ask<{ ContainerID?: string }>('GET', `/exec/${encodeURIComponent(id)}/json`);
      if (status !== 200 || !body.ContainerID) throw new Refusal(404, `No such exec instance: ${id}`);
      await this.#own(body.ContainerID);
      await exchange.pass(this.#engine);
    },
  };

  async #create(exchange: Exchange): Promise<void> {
    const asked = readCreateRequest(await exchange.document());
    await Promise.all(containersNamed(asked).map((name) => this.#own(name)));
    const { container, network } = this.#settings;
    const exposed = asked.HostConfig?.PublishAllPorts ? await this.#exposed(asked.Image ?? '') : [];
    const { request, bindings } = place(asked, container, network, exposed);
    const HostConfig = await this.#mounts.translate(request.HostConfig ?? {});
    const { chosen, hold } = await this.#ports.choose(bindings);
    let created: string | undefined;
    try {
      const labels = {
        ...ownLabels(this.#settings),
        [LABELS.network]: askedNetwork(asked),
        ...(chosen.length > 0 && { [LABELS.ports]: JSON.stringify(chosen) }),
      };
      const body = labelled({ ...request, HostConfig }, labels);
      const answer = await this.#engine.ask<{ Id?: string }>('POST', exchange.target(), body);
      created = answer.status === 201 ? answer.body.Id : undefined;
      exchange.answer(answer.status, answer.body);
    } finally {
      hold(created);
    }
  }

  /** The engine, asked for this agent's containers only. */
  #filter(exchange: Exchange): EngineClient {
    const filters = readFilters(exchange.query.get('filters'));
    const label = [...(filters['label'] ?? []), ...ownFilter(this.#settings)];
    const type = exchange.path === '/events' ? { type: ['container'] } : {};
    exchange.query.set('filters', JSON.stringify({ ...filters, ...type, label }));
    return this.#engine;
  }

  #own(name: string): Promise<Container> {
    return ownContainer(this.#engine, this.#settings, name);
  }

  async #addressOf(container: string): Promise<string | undefined> {
    const { NetworkSettings } = await this.#own(container);
    return Object.values(NetworkSettings.Networks ?? {}).find(({ IPAddress }) => IPAddress)?.IPAddress;
  }

  async #exposed(image: string): Promise<string[]> {
    const { body } = await this.#engine.ask<{ Config?: { ExposedPorts?: object } }>('GET', `/images/${image}/json`);
    return Object.keys(body?.Config?.ExposedPorts ?? {});
  }

  async #engineVersion(): Promise<string | undefined> {
    try {
      return (await this.#engine.ask<{ Version?: string }>('GET', '/version')).body?.Version;
    } catch {
      return undefined;
    }
  }
}

/** Filters in either form of the API: `{"label": ["a"]}` and `{"label": {"a": true}}`. */
function readFilters(text: string | null): Record<string, string[]> {
  try {
    const read = JSON.parse(text || '{}') as Record<string, string[] | Record<string, boolean>>;
    const entries = Object.entries(read).map(([name, values]) => [name, Array.isArray(values) ? values : Object.keys(values)]);
    return Object.fromEntries(entries) as Record<string, string[]>;
  } catch {
    throw new Refusal(400, 'minimesos: the filters are no JSON');
  }
}
