import { MinimesosError } from '../errors.js';
import { type HttpHandler, textResponse } from '../mesos/process/http/message.js';
import type { PathFinder } from '../mesos/process/http/router.js';
import { HttpServer } from '../mesos/process/http/server.js';
import { Core } from './core.js';
import { appsIn } from './definitions/group.js';
import { EventBus, type MarathonEvent } from './events.js';
import { MarathonRouter } from './http/router.js';
import type { MarathonOptions } from './options.js';
import { isServing } from './scheduler/instance.js';
import type { TaskFailure } from './scheduler/status-updates.js';
import { readKept } from './state/kept.js';
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
  readonly lastFailure: Pick<TaskFailure, 'state' | 'message'> | undefined;
  /** Why the last health check of an instance that is not healthy was in vain. */
  readonly unhealthy: string | undefined;
}

/** What the last offer of an agent lacked for an app. */
export interface AgentLack {
  readonly agentId: string;
  readonly hostname: string;
  /** The reason in Marathon's words, and a text for people. */
  readonly lacks: readonly { readonly reason: string; readonly text: string }[];
}

/**
 * Starts a Marathon: a framework with Marathon's REST API. With a ZooKeeper it goes on where the last one left off.
 * @throws MinimesosError `PORT_TAKEN`, `MARATHON_STATE_UNREADABLE`; what the signal was aborted with
 */
export async function startMarathon(options: MarathonOptions): Promise<Marathon> {
  const { ip = '127.0.0.1', port = 0, names = [], serves, signal, onFailure = () => {} } = options;
  const server = new HttpServer<PathFinder>(undefined, onFailure, { names: () => names, serves });
  const address = await server.listen(ip, port).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'EADDRINUSE' ? undefined : cause.message;
    throw new MinimesosError('PORT_TAKEN', { owner: 'Marathon', ip, port, reason }, { cause });
  });
  const host = ip.includes(':') ? `[${ip}]` : ip;
  const url = `http://${host}:${address.port}`;
  const events = new EventBus(options.clock);
  try {
    return new Marathon(await loadCore(options, url, events, signal), events, server, url);
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** All of a Marathon as it was left; what is kept in a ZooKeeper is waited for until the signal aborts. */
async function loadCore(options: MarathonOptions, url: string, events: EventBus, signal: AbortSignal | undefined) {
  const { zookeeper, onFailure = () => {} } = options;
  const store = zookeeper ? new ZooKeeperStore(zookeeper, (error) => onFailure(error, 'ZooKeeper')) : new NoStore();
  const giveUp = () => void store.close();
  signal?.addEventListener('abort', giveUp);
  const texts = await store.load().finally(() => signal?.removeEventListener('abort', giveUp));
  signal?.throwIfAborted();
  try {
    return new Core(options, store, readKept(texts, zookeeper?.path ?? ''), url, events);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A Marathon that runs. */
export class Marathon {
  #core: Core;
  readonly #events: EventBus;
  readonly #server: HttpServer<PathFinder>;
  readonly #stopped = new AbortController();
  #restarting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  /** Made by {@link startMarathon}. */
  constructor(
    core: Core,
    events: EventBus,
    server: HttpServer<PathFinder>,
    /** Where its REST API is: `http://ip:port`. */
    readonly url: string,
  ) {
    this.#core = core;
    this.#events = events;
    this.#server = server;
    this.#serve();
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
    const { tree, instances, deployments, queue, statuses, health } = this.#core;
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
      unhealthy: present.flatMap((instance) => (isServing(instance) ? [] : (health.failureOf(instance.id) ?? []))).at(-1),
    };
  }

  /** How it stands with all apps. */
  progress(): AppProgress[] {
    return appsIn(this.#core.tree.root).flatMap(({ id }) => this.progressOf(id) ?? []);
  }

  /** Calls the listener with each event of Marathon's event bus from now on; returns what ends that. */
  onEvent(listener: (event: MarathonEvent) => void): () => void {
    return this.#events.listen(listener);
  }

  /**
   * Ends it and begins again with what is kept in the ZooKeeper, as another that is elected does, and then answers what came meanwhile. Without a
   * ZooKeeper nothing is forgotten: it subscribes anew.
   */
  async restart(): Promise<void> {
    if (this.#core.options.zookeeper === undefined) return this.#core.scheduler.connection.drop();
    this.#restarting ??= this.#beginAgain().finally(() => {
      this.#restarting = undefined;
    });
    await this.#restarting;
  }

  /**
   * Ends it: its port is free, and nothing of it goes on.
   * @param teardown whether its framework ends with it, and with that all tasks. Default: when nothing of it is kept in a ZooKeeper
   */
  async stop({ teardown = this.#core.options.zookeeper === undefined }: { readonly teardown?: boolean } = {}): Promise<void> {
    this.#stopping ??= this.#stop(teardown);
    await this.#stopping;
  }

  #serve(): void {
    const core = this.#core;
    const abdicate = () => void this.restart().catch((error) => core.options.onFailure?.(error, 'The next leader'));
    this.#server.router = new MarathonRouter(core, this.url, abdicate);
    core.scheduler.connection.start();
  }

  async #beginAgain(): Promise<void> {
    this.#server.router = this.#waiting();
    await this.#core.stop(false);
    this.#events.endFollowers();
    const { signal } = this.#stopped;
    const next = await loadCore(this.#core.options, this.url, this.#events, signal);
    this.#core = next;
    this.#serve();
  }

  /** Whoever asks meanwhile is answered by the next one. */
  #waiting(): PathFinder {
    const handler: HttpHandler = async (request) => {
      await this.#restarting?.catch(() => {}); // it has been stopped
      const { router } = this.#server;
      const next = router === waiting ? undefined : router?.find(request.target);
      return next ? next.handler(request) : textResponse(503);
    };
    const waiting: PathFinder = { find: (path) => ({ handler, path }) };
    return waiting;
  }

  async #stop(teardown: boolean): Promise<void> {
    this.#stopped.abort(new Error('Marathon has been stopped.'));
    await this.#restarting?.catch(() => {}); // it has been given up
    const closed = this.#server.close();
    await this.#core.stop(teardown);
    await closed;
  }
}
