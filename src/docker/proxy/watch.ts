import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Clock } from '../../mesos/process/clock.js';
import { ownFilter } from './container.js';
import { bindingsOf, type ListedContainer } from './container-view.js';
import { type EngineClient, unreachable } from './engine-client.js';
import type { PublishedPorts } from './published-ports.js';
import type { ProxySettings } from './settings.js';

/** How long an engine that went away is left alone. */
const RETRY_MS = 500;
const OVER = ['exited', 'dead', 'removing'];

interface Listed extends ListedContainer {
  readonly Id: string;
}

/** What an engine tells of a container. */
interface ContainerEvent {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
}

/** Keeps the published ports to what the agent's containers do, whoever starts and ends them. */
export class Watch {
  #answered = true;

  constructor(
    readonly engine: EngineClient,
    readonly settings: ProxySettings,
    readonly ports: () => PublishedPorts,
    readonly clock: Clock,
    readonly log: (text: string) => void,
  ) {}

  /** Looks for ever. An engine that goes away is asked again. */
  async run(): Promise<never> {
    for (;;) {
      try {
        await this.#follow();
      } catch (error) {
        if (this.#answered) this.log((error as Error).message);
        this.#answered = false;
      }
      await this.clock.sleep(RETRY_MS);
    }
  }

  /** Closes the ports of what has ended. */
  async withdrawEnded(): Promise<void> {
    const listed = await this.#list();
    if (listed === undefined) return;
    for (const container of this.ports().containers) {
      const found = listed.find(({ Id }) => Id === container);
      if (!found || OVER.includes(found.State ?? '')) this.ports().withdraw(container);
    }
  }

  async #follow(): Promise<void> {
    const filters = { type: ['container'], event: ['start', 'die', 'destroy'], label: ownFilter(this.settings) };
    const asked = this.engine.open({
      path: `/events?filters=${encodeURIComponent(JSON.stringify(filters))}`,
      headers: { host: 'docker' },
    });
    const events = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.on('response', resolve).on('error', (error) => reject(unreachable(error)));
      asked.end();
    });
    try {
      if (!this.#answered) this.log('the engine of Docker answers again');
      this.#answered = true;
      // What happened before the first event comes.
      await this.#reconcile();
      for await (const line of createInterface({ input: events })) await this.#happened(line);
    } finally {
      asked.destroy();
    }
  }

  async #happened(line: string): Promise<void> {
    const { Action, Actor } = JSON.parse(line || '{}') as ContainerEvent;
    if (!Actor?.ID) return;
    if (Action !== 'start') return this.ports().withdraw(Actor.ID);
    this.ports().moved(Actor.ID);
    await this.#publish(Actor.ID, Actor.Attributes);
  }

  async #reconcile(): Promise<void> {
    await this.withdrawEnded();
    for (const { Id, State, Labels } of (await this.#list()) ?? []) {
      if (State === 'running' || State === 'paused') await this.#publish(Id, Labels);
    }
  }

  async #publish(container: string, labels: Readonly<Record<string, string>> | null | undefined): Promise<void> {
    try {
      await this.ports().publish(container, bindingsOf(labels));
    } catch (error) {
      this.log(`container ${container}: ${(error as Error).message}`);
    }
  }

  async #list(): Promise<Listed[] | undefined> {
    const filters = encodeURIComponent(JSON.stringify({ label: ownFilter(this.settings) }));
    const { status, body } = await this.engine.ask<Listed[]>('GET', `/containers/json?all=1&filters=${filters}`);
    return status === 200 ? body : undefined;
  }
}
