import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { Instance } from './instance.js';
import type { Instances } from './instances.js';
import type { Killer } from './killer.js';

/** Marathon's task_launch_timeout: a task that does not run by then is killed. */
const LAUNCH_TIMEOUT_MS = 300_000;

/** Has tasks killed that were launched, and do not come to run. */
export class Overdue {
  readonly #timers = new Map<string, Timer>();
  readonly #stopListening: () => void;

  constructor(
    private readonly instances: Instances,
    private readonly killer: Killer,
    private readonly clock: Clock,
  ) {
    this.#stopListening = instances.listen((after, before) => this.#changed(after, before));
    for (const instance of instances.all) this.#changed(instance, undefined);
  }

  stop(): void {
    this.#stopListening();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #changed(after: Instance | undefined, before: Instance | undefined): void {
    const { id } = (after ?? before) as Instance;
    if (after && isUnderWay(after)) {
      if (!this.#timers.has(id))
        this.#timers.set(
          id,
          this.clock.delay(LAUNCH_TIMEOUT_MS, () => this.#late(id)),
        );
    } else {
      this.#timers.get(id)?.cancel();
      this.#timers.delete(id);
    }
  }

  #late(id: string): void {
    this.#timers.delete(id);
    const instance = this.instances.get(id);
    if (instance && isUnderWay(instance)) this.killer.kill(instance);
  }
}

const isUnderWay = ({ condition }: Instance): boolean => ['Provisioned', 'Staging', 'Starting'].includes(condition);
