import type { App } from '../definitions/app.js';
import type { Instances } from '../scheduler/instances.js';
import type { Killer } from '../scheduler/killer.js';
import { proposeScaling } from './scaling.js';

/** Sees to it that apps that are not being deployed have as many instances as they are to have. */
export class Scaler {
  readonly #due = new Set<string>();

  /** @param isDeployed whether a deployment sees to it already */
  constructor(
    private readonly instances: Instances,
    private readonly killer: Killer,
    private readonly appOf: (appId: string) => App | undefined,
    private readonly isDeployed: (appId: string) => boolean,
  ) {}

  /** Looks after an app, soon. */
  look(appId: string): void {
    if (this.#due.size === 0) queueMicrotask(() => this.#work());
    this.#due.add(appId);
  }

  #work(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const appId of due) if (!this.#due.has(appId) && !this.isDeployed(appId)) this.#scale(appId);
  }

  #scale(appId: string): void {
    const app = this.appOf(appId);
    const present = this.instances.of(appId);
    const { decommission, start } = app ? proposeScaling(app, present) : { decommission: present, start: 0 };
    for (const instance of decommission) this.killer.decommission(instance);
    if (app) for (let count = 0; count < start; count++) this.instances.schedule(app);
  }
}
