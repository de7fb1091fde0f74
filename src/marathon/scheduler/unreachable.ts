import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { Instance } from './instance.js';
import type { Instances } from './instances.js';

/** How often Marathon looks for instances that have been away for too long. */
const LOOK_MS = 30_000;

/** What becomes of instances whose agents cannot be reached, by the strategy of their apps. */
export class Unreachables {
  readonly #timers = new Map<string, Timer[]>();
  readonly #stopListening: () => void;

  /** @param replace called when an instance does not count any more: its app may need another one */
  constructor(
    private readonly instances: Instances,
    private readonly clock: Clock,
    private readonly replace: (appId: string) => void,
  ) {
    this.#stopListening = instances.listen((after, before) => {
      if (after?.condition === 'Unreachable' && before?.condition !== 'Unreachable') this.#lost(after);
      else if (!after || !isAway(after)) this.#forget((after ?? before)?.id ?? '');
    });
    for (const instance of instances.all) if (isAway(instance)) this.#lost(instance);
  }

  stop(): void {
    this.#stopListening();
    for (const id of [...this.#timers.keys()]) this.#forget(id);
  }

  #lost({ id, app, since }: Instance): void {
    const { unreachableStrategy: strategy } = app;
    if (strategy === 'disabled') return;
    const left = (seconds: number) => Math.max(0, since + seconds * 1000 - this.clock.now());
    const inactive = this.clock.delay(left(strategy.inactiveAfterSeconds), () => {
      this.instances.change(id, { condition: 'UnreachableInactive' });
      this.replace(app.id);
    });
    const expunge = this.clock.delay(left(strategy.expungeAfterSeconds) + LOOK_MS, () => {
      this.instances.remove(id);
      this.replace(app.id);
    });
    this.#timers.set(id, [inactive, expunge]);
  }

  #forget(id: string): void {
    for (const timer of this.#timers.get(id) ?? []) timer.cancel();
    this.#timers.delete(id);
  }
}

const isAway = ({ condition }: Instance): boolean => condition === 'Unreachable' || condition === 'UnreachableInactive';
