import type { AgentChanges, DriverAgent } from '../driver.js';
import type { AgentInfo } from './cluster-info.js';

/** What can be asked for an agent. */
export type AgentOperation = 'stop' | 'kill' | 'pause' | 'resume' | 'restart';

/** An agent of a cluster in a host process: what was heard of it last. */
export class HostAgent implements DriverAgent {
  #info: AgentInfo;
  /** Whether the cluster still knows it. */
  #known = true;

  /** @param ask has the server do something to the agent of this id; what has changed is known when it resolves */
  constructor(
    info: AgentInfo,
    private readonly ask: (id: string, operation: AgentOperation, body?: unknown) => Promise<void>,
  ) {
    this.#info = info;
  }

  get id(): string {
    return this.#info.id;
  }

  get url(): string {
    return this.#info.url;
  }

  get ip(): string {
    return this.#info.ip;
  }

  get port(): number {
    return this.#info.port;
  }

  get running(): boolean {
    return this.#known && this.#info.running;
  }

  get end(): string | undefined {
    return this.#info.end;
  }

  stop(): Promise<void> {
    return this.ask(this.id, 'stop');
  }

  kill(): Promise<void> {
    return this.ask(this.id, 'kill');
  }

  pause(): Promise<void> {
    return this.ask(this.id, 'pause');
  }

  resume(): Promise<void> {
    return this.ask(this.id, 'resume');
  }

  restart(changes: AgentChanges = {}): Promise<void> {
    return this.ask(this.id, 'restart', changes);
  }

  /** Takes over what the server says now; nothing when the cluster no longer has the agent. */
  update(info: AgentInfo | undefined): void {
    this.#known = info !== undefined;
    if (info) this.#info = info;
  }
}
