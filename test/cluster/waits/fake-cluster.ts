import { expect } from 'vitest';
import type { MesosState } from '../../../src/cluster/mesos-state.js';
import type { Watched } from '../../../src/cluster/waits/watch.js';
import type { MinimesosError } from '../../../src/errors.js';
import { Clock } from '../../../src/mesos/process/clock.js';
import { Timeline } from '../../../src/timeline/timeline.js';
import { stateWith } from '../states.js';

/** A cluster whose state the test sets. */
export class FakeCluster implements Watched {
  readonly clock = new Clock();
  agents: Watched['agents'] = [];
  readonly destroying = new AbortController();
  readonly destroyed = this.destroying.signal;
  readonly running = { timeline: new Timeline(), onChange: (listener: () => void) => this.onChange(listener) };
  current: MesosState | Error = stateWith({});
  looks = 0;
  looking = 0;
  mostAtOnce = 0;
  readonly #listeners = new Set<() => void>();

  get listening(): number {
    return this.#listeners.size;
  }

  async state(): Promise<MesosState> {
    this.looks++;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.looking);
    await new Promise(setImmediate);
    this.looking--;
    if (this.current instanceof Error) throw this.current;
    return this.current;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(state: MesosState | Error): void {
    this.current = state;
    for (const listener of this.#listeners) listener();
  }

  /** Until the wait has looked so often. */
  async looked(times: number): Promise<void> {
    while (this.looks < times || this.looking > 0) await new Promise(setImmediate);
  }

  /** The error that a wait ends with when its time is over. */
  async expire(wait: Promise<unknown>): Promise<MinimesosError> {
    const error = wait.then(
      () => expect.unreachable('it should have timed out'),
      (error: MinimesosError) => error,
    );
    await this.looked(1);
    await new Promise(setImmediate);
    this.clock.advance(20_000);
    return error;
  }
}
