import type { App } from '../definitions/app.js';
import { appIn } from '../definitions/group.js';
import type { EventBus } from '../events.js';
import type { Store } from '../state/store.js';
import { type Means, type Performance, perform } from './perform.js';
import { type Action, affectedApps, type Plan, type Step } from './plan.js';
import { deploymentPlanDocument, stepDocument } from './plan-document.js';

/** An app is being changed, by deployments that would have to be cancelled. */
export class AppLocked extends Error {
  override readonly name = 'AppLocked';

  constructor(readonly deploymentIds: readonly string[]) {
    super(
      'App is locked by one or more deployments. ' +
        "Override with the option '?force=true'. " +
        "View details at '/v2/deployments/<DEPLOYMENT_ID>'.",
    );
  }
}

/** A plan that is carried out. */
export interface Deployment {
  readonly plan: Plan;
  /** From 1 on. */
  readonly currentStep: number;
  readonly current: Step;
}

/** What is stored of a plan: the apps it is about, as they were and as they are to be. */
export interface StoredDeployment {
  readonly id: string;
  readonly version: string;
  readonly originals: readonly App[];
  readonly targets: readonly App[];
}

interface Running extends Deployment {
  currentStep: number;
  current: Step;
  performances: { readonly action: Action; readonly performance: Performance }[];
}

/** Carries plans out. Two at a time are never about the same app. */
export class Deployments {
  #running: Running[] = [];
  #looks = false;
  readonly #stopListening: () => void;

  constructor(
    private readonly means: Means,
    private readonly events: EventBus,
    private readonly store: Store,
    /** Called when an app is not changed any more. */
    private readonly released: (appId: string) => void,
  ) {
    this.#stopListening = means.instances.listen(() => this.look());
  }

  get all(): readonly Deployment[] {
    return this.#running;
  }

  /** The ids of the plans that an app has a part in. */
  of(appId: string): string[] {
    return this.#running.filter(({ plan }) => affectedApps(plan).includes(appId)).map(({ plan }) => plan.id);
  }

  /**
   * Makes way for a plan.
   * @throws AppLocked when others are about the same apps, and it is not to be forced
   */
  makeWay(plan: Plan, force: boolean): void {
    const apps = new Set(affectedApps(plan));
    const others = this.#running.filter((each) => affectedApps(each.plan).some((id) => apps.has(id)));
    if (others.length > 0 && !force) throw new AppLocked(others.map((each) => each.plan.id));
    for (const each of others) this.cancel(each.plan.id);
  }

  start(plan: Plan): void {
    this.#running.push({ plan, currentStep: 0, current: [], performances: [] });
    this.store.put(`deployments/${plan.id}`, toStored(plan));
    this.look();
  }

  /** Leaves everything as it is by now. */
  cancel(id: string): void {
    const deployment = this.#running.find(({ plan }) => plan.id === id);
    if (!deployment) return;
    this.#remove(deployment);
    const plan = deploymentPlanDocument(deployment.plan);
    this.events.publish('deployment_failed', { id, plan, reason: 'The deployment has been cancelled' });
  }

  /** Goes on with what can go on now. */
  look(): void {
    if (this.#looks) return;
    this.#looks = true;
    queueMicrotask(() => {
      this.#looks = false;
      for (const deployment of [...this.#running]) this.#advance(deployment);
    });
  }

  stop(): void {
    this.#stopListening();
    this.#running = [];
  }

  #advance(deployment: Running): void {
    while (this.#running.includes(deployment)) {
      const done = deployment.performances.map(({ performance }) => performance.advance());
      if (done.includes(false)) return;
      if (deployment.currentStep > 0) this.#tell('deployment_step_success', deployment);
      const step = deployment.plan.steps[deployment.currentStep];
      if (!step) return this.#finish(deployment);
      deployment.currentStep++;
      deployment.current = step;
      this.#tell('deployment_info', deployment);
      deployment.performances = step.map((action) => ({ action, performance: perform(action, this.means) }));
    }
  }

  #finish(deployment: Running): void {
    this.#remove(deployment);
    const { plan } = deployment;
    this.events.publish('deployment_success', { id: plan.id, plan: deploymentPlanDocument(plan) });
  }

  #remove(deployment: Running): void {
    this.#running = this.#running.filter((each) => each !== deployment);
    this.store.remove(`deployments/${deployment.plan.id}`);
    for (const appId of affectedApps(deployment.plan)) {
      this.means.readiness.forgetApp(appId);
      this.released(appId);
    }
  }

  #tell(eventType: string, { plan, current }: Running): void {
    this.events.publish(eventType, { plan: deploymentPlanDocument(plan), currentStep: stepDocument(current) });
  }
}

function toStored(plan: Plan): StoredDeployment {
  const ids = affectedApps(plan);
  const apps = (root: Plan['target']) => ids.flatMap((id) => appIn(root, id) ?? []);
  return { id: plan.id, version: plan.version, originals: apps(plan.original), targets: apps(plan.target) };
}
