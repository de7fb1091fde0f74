import { MinimesosError } from '../errors.js';
import { HttpServer } from '../mesos/process/http/server.js';
import { Core } from './core.js';
import { appsIn } from './definitions/group.js';
import type { MarathonEvent } from './events.js';
import { MarathonRouter } from './http/router.js';
import type { MarathonOptions } from './options.js';
import { isServing } from './scheduler/instance.js';
import type { Lack } from './scheduler/lack.js';
import type { TaskFailure } from './scheduler/status-updates.js';
import { NoStore } from './state/store.js';
import { ZooKeeperStore } from './state/zookeeper-store.js';

/** How it stands with an app. */
export interface AppProgress {
  readonly id: string;
  /** How many instances it is to have. */
  readonly instances: number;
  readonly running: number;
  /** Those that run, and are healthy if the app has health checks. */
  readonly serving: number;
  /** Whether nothing is being changed about it. */
  readonly deployed: boolean;
  /** How many instances wait for an offer, and why the last offers of agents did not do for them. */
  readonly waiting: number;
  readonly lacks: readonly AgentLack[];
  /** Until when nothing is started, because tasks have failed; milliseconds since 1970. */
  readonly delayedUntil: number | undefined;
  readonly lastFailure: TaskFailure | undefined;
}

/** What the last offer of an agent lacked for an app. */
export interface AgentLack {
  readonly agentId: string;
  readonly hostname: string;
  readonly lacks: readonly Lack[];
}

/**
 * Starts a Marathon: a framework with Marathon's REST API. With a ZooKeeper it goes on where the last one left off.
 * @throws MinimesosError `PORT_TAKEN`
 */
export async function startMarathon(options: MarathonOptions): Promise<Marathon> {
  const { ip = '127.0.0.1', port = 0, names = [], zookeeper, onFailure = () => {} } = options;
  const server = new HttpServer<MarathonRouter>(undefined, onFailure, { names: () => names });
  const address = await server.listen(ip, port).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'EADDRINUSE' ? undefined : cause.message;
    throw new MinimesosError('PORT_TAKEN', { owner: 'Marathon', ip, port, reason }, { cause });
  });
  const host = ip.includes(':') ? `[${ip}]` : ip;
  const url = `http://${host}:${address.port}`;
  const store = zookeeper ? new ZooKeeperStore(zookeeper, (error) => onFailure(error, 'ZooKeeper')) : new NoStore();
  const core = new Core(options, store, await store.load(), url);
  server.router = new MarathonRouter(core, url);
  core.scheduler.connection.start();
  return new Marathon(core, server, url);
}

/** A Marathon that runs. */
export class Marathon {
  readonly #core: Core;
  readonly #server: HttpServer<MarathonRouter>;
  #stopping: Promise<void> | undefined;

  /** Made by {@link startMarathon}. */
  constructor(
    core: Core,
    server: HttpServer<MarathonRouter>,
    /** Where its REST API is: `http://ip:port`. */
    readonly url: string,
  ) {
    this.#core = core;
    this.#server = server;
  }

  get ip(): string {
    return new URL(this.url).hostname.replace(/^\[|\]$/g, '');
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The id of its framework; undefined until it has registered. */
  get frameworkId(): string | undefined {
    return this.#core.scheduler.frameworkId;
  }

  /** How it stands with an app; undefined when there is none of this id. */
  progressOf(appId: string): AppProgress | undefined {
    const { tree, instances, deployments, queue, statuses } = this.#core;
    const app = tree.app(appId);
    if (!app) return undefined;
    const present = instances.of(appId);
    const queued = queue.queued.find((each) => each.app.id === appId);
    return {
      id: appId,
      instances: app.instances,
      running: present.filter(({ condition }) => condition === 'Running').length,
      serving: present.filter(isServing).length,
      deployed: deployments.of(appId).length === 0,
      waiting: queued?.count ?? 0,
      lacks: queue.unusedOffers(appId).map(({ offer, lacks }) => ({
        ...{ agentId: offer.agent_id.value, hostname: offer.hostname, lacks },
      })),
      delayedUntil: queued?.delayedUntil,
      lastFailure: statuses.failureOf(appId),
    };
  }

  /** How it stands with all apps. */
  progress(): AppProgress[] {
    return appsIn(this.#core.tree.root).flatMap(({ id }) => this.progressOf(id) ?? []);
  }

  /** Calls the listener with each event of Marathon's event bus from now on; returns what ends that. */
  onEvent(listener: (event: MarathonEvent) => void): () => void {
    return this.#core.events.listen(listener);
  }

  /**
   * Ends it: its port is free, and nothing of it goes on.
   * @param teardown whether its framework ends with it, and with that all tasks. Default: when nothing of it is kept in a ZooKeeper
   */
  async stop({ teardown = this.#core.options.zookeeper === undefined }: { readonly teardown?: boolean } = {}): Promise<void> {
    this.#stopping ??= this.#stop(teardown);
    await this.#stopping;
  }

  async #stop(teardown: boolean): Promise<void> {
    const closed = this.#server.close();
    await this.#core.stop(teardown);
    await closed;
  }
}
