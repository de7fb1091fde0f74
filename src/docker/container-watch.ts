import { Clock } from '../mesos/process/clock.js';
import type { Engine } from './engine.js';
import { understood } from './engine-failure.js';
import { jsonLines } from './json-lines.js';
import { labelFilter } from './labels.js';

/** How long an engine may be gone before what ran on it counts as lost: it may just be starting again. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 200;

/** What is of use here of an event of an engine. */
interface EngineEvent {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: { readonly exitCode?: string } };
}

/** Hears of the ends of the containers with certain labels, at once. */
export class ContainerWatch {
  readonly #clock = new Clock();
  readonly #ends = new Map<string, (exitCode: number | undefined) => void>();
  #stream: NodeJS.ReadableStream | undefined;
  #closed = false;

  /** @param lost told when the engine is gone, and does not come back */
  private constructor(
    private readonly engine: Engine,
    private readonly labels: Readonly<Record<string, string>>,
    private readonly lost: (error: Error) => void,
  ) {}

  /** Resolves when nothing is missed any more. */
  static async open(
    engine: Engine,
    labels: Readonly<Record<string, string>>,
    lost: (error: Error) => void,
  ): Promise<ContainerWatch> {
    const watch = new ContainerWatch(engine, labels, lost);
    await watch.#listen();
    return watch;
  }

  /** Calls `ended` once when this container has ended; with its exit code where that is known. */
  onEnd(id: string, ended: (exitCode: number | undefined) => void): void {
    this.#ends.set(id, ended);
  }

  close(): void {
    this.#closed = true;
    (this.#stream as { destroy?(): void } | undefined)?.destroy?.();
    this.#clock.stop();
  }

  async #listen(): Promise<void> {
    const filters = { ...labelFilter(this.labels), type: ['container' as const], event: ['die', 'destroy'] };
    const stream: NodeJS.ReadableStream = await this.engine.docker.getEvents({ filters });
    this.#stream = stream;
    void this.#follow(stream);
    if (this.#closed) this.close();
  }

  async #follow(stream: NodeJS.ReadableStream): Promise<void> {
    try {
      for await (const event of jsonLines<EngineEvent>(stream)) this.#take(event);
    } catch {
      // It has broken off.
    }
    if (!this.#closed) await this.#again();
  }

  #take({ Actor }: EngineEvent): void {
    const code = Actor?.Attributes?.exitCode;
    this.#end(Actor?.ID ?? '', code === undefined ? undefined : Number(code));
  }

  #end(id: string, exitCode: number | undefined): void {
    const ended = this.#ends.get(id);
    this.#ends.delete(id);
    ended?.(exitCode);
  }

  /** What is not seen any more is not there, as far as anybody can tell. */
  #lose(error: Error): void {
    this.lost(error);
    for (const id of [...this.#ends.keys()]) this.#end(id, undefined);
  }

  /** The engine has gone away: if it comes back, most of what ran on it has ended meanwhile. */
  async #again(): Promise<void> {
    const deadline = this.#clock.now() + PATIENCE_MS;
    for (;;) {
      await this.#clock.sleep(LOOK_MS); // Also before the first look: an engine that ends each stream at once is not asked without pause.
      if (this.#closed) return;
      try {
        await this.#listen();
        const running = await this.engine.docker.listContainers({ filters: labelFilter(this.labels) });
        const ids = new Set(running.map(({ Id }) => Id));
        for (const id of [...this.#ends.keys()]) if (!ids.has(id)) this.#end(id, undefined);
        return;
      } catch (error) {
        if (this.#closed) return;
        if (this.#clock.now() > deadline) return this.#lose(understood(error, 'tell of what happens to containers'));
      }
    }
  }
}
