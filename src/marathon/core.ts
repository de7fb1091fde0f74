import { userInfo } from 'node:os';
import type { Clock } from '../mesos/process/clock.js';
import { type Random, systemRandom } from '../mesos/process/random.js';
import type { FrameworkInfo } from '../mesos/wire/messages.js';
import { Versions } from './definitions/timestamps.js';
import { Deployments } from './deployment/deployments.js';
import { Scaler } from './deployment/scaler.js';
import { Tree } from './deployment/tree.js';
import type { EventBus } from './events.js';
import { HealthChecks } from './health/health-checks.js';
import { ReadinessChecks } from './health/readiness-checks.js';
import type { MarathonOptions } from './options.js';
import { Instances } from './scheduler/instances.js';
import { Killer } from './scheduler/killer.js';
import { LaunchQueue } from './scheduler/launch-queue.js';
import { findLeaders } from './scheduler/leaders.js';
import { Overdue } from './scheduler/overdue.js';
import { Scheduler } from './scheduler/scheduler.js';
import { StatusUpdates } from './scheduler/status-updates.js';
import { Unreachables } from './scheduler/unreachable.js';
import type { Kept } from './state/kept.js';
import type { Store } from './state/store.js';
import { TreeVersions } from './state/versions.js';

/** Marathon's --failover_timeout, in seconds: a week. */
const FAILOVER_TIMEOUT = 604_800;

/** All parts of a Marathon but its HTTP side. */
export class Core {
  readonly clock: Clock;
  readonly random: Random;
  readonly role: string;
  readonly framework: Omit<FrameworkInfo, 'id'>;
  readonly instances: Instances;
  readonly scheduler: Scheduler;
  readonly killer: Killer;
  readonly queue: LaunchQueue;
  readonly statuses: StatusUpdates;
  readonly health: HealthChecks;
  readonly readiness: ReadinessChecks;
  readonly deployments: Deployments;
  readonly scaler: Scaler;
  readonly history: TreeVersions;
  readonly tree: Tree;
  readonly #parts: { stop(): void }[];

  /**
   * @param kept what another has left in the store
   * @param url where the REST API is
   */
  constructor(
    readonly options: MarathonOptions,
    readonly store: Store,
    kept: Kept,
    url: string,
    readonly events: EventBus,
  ) {
    const { clock, random = systemRandom, role = '*', credential, onFailure } = options;
    this.clock = clock;
    this.random = random;
    this.role = role;
    this.framework = frameworkOf(options, url);
    this.instances = new Instances(store, clock, random);
    this.instances.load(kept.instances);
    this.scheduler = new Scheduler({
      ...{ leaders: findLeaders(options.masters), clock, credential, store },
      ...{ framework: this.framework, instances: this.instances, events: this.events },
      failed: (error) => onFailure?.(error, 'The framework'),
    });
    this.scheduler.load(kept.frameworkId);
    this.killer = new Killer(this.instances, this.scheduler.connection, clock);
    this.queue = new LaunchQueue(
      this.instances,
      clock,
      random,
      (id) => this.tree.app(id),
      () => this.scheduler.revive(),
    );
    this.statuses = this.#statusUpdates(kept.failures);
    this.scheduler.queue = this.queue;
    this.scheduler.statuses = this.statuses;
    this.health = new HealthChecks(this.instances, this.events, clock, (instance, reason) => {
      this.statuses.killedAsUnhealthy(instance, reason);
      this.queue.addDelay(instance.app);
      this.killer.kill(instance);
    });
    this.readiness = new ReadinessChecks(this.instances, clock, () => this.deployments.look());
    this.deployments = this.#deploymentsOn(store);
    this.scaler = new Scaler(
      this.instances,
      this.killer,
      (id) => this.tree.app(id),
      (id) => this.deployments.of(id).length > 0,
    );
    this.history = new TreeVersions(store);
    this.tree = new Tree(this.history, new Versions(clock), this.deployments, this.events, () => random.uuid());
    const unreachables = new Unreachables(this.instances, clock, (id) => this.scaler.look(id));
    const overdue = new Overdue(this.instances, this.killer, clock);
    this.#parts = [this.queue, this.health, this.readiness, this.deployments, unreachables, overdue, this.killer];
    this.#tellChanges();
    this.tree.load(this.history.load(kept.apps, kept.groups), kept.deployments);
    for (const { app } of this.instances.all) this.scaler.look(app.id);
  }

  /** Lets go of everything. */
  async stop(teardown: boolean): Promise<void> {
    for (const part of this.#parts) part.stop();
    await this.scheduler.stop(teardown);
    await this.store.close();
  }

  #statusUpdates(failures: Kept['failures']): StatusUpdates {
    const settled = (appId: string) => this.scaler.look(appId);
    const statuses = new StatusUpdates(
      this.instances,
      this.killer,
      this.events,
      this.store,
      this.clock,
      settled,
      (instance, healthy) => this.health.agentSays(instance, healthy),
    );
    statuses.load(failures);
    return statuses;
  }

  #deploymentsOn(store: Store): Deployments {
    const means = {
      ...{ instances: this.instances, killer: this.killer, readiness: this.readiness },
      stopped: (app: { readonly id: string }) => this.events.publish('app_terminated_event', { appId: app.id }),
      replaced: (app: Parameters<LaunchQueue['resetDelay']>[0]) => this.queue.resetDelay(app),
    };
    return new Deployments(means, this.events, store, (appId) => this.scaler.look(appId));
  }

  #tellChanges(): void {
    this.instances.listen((after, before) => {
      if (!after || after.condition === before?.condition) return;
      this.events.publish('instance_changed_event', {
        ...{ instanceId: after.id, condition: after.condition, runSpecId: after.app.id, runSpecVersion: after.app.version },
        ...{ agentId: after.task?.agentId ?? null, host: after.task?.host ?? null },
      });
    });
  }
}

function frameworkOf({ user = userInfo().username, role = '*', name = 'marathon', credential }: MarathonOptions, url: string) {
  const capabilities = ['PARTITION_AWARE', 'REGION_AWARE', 'MULTI_ROLE', 'GPU_RESOURCES', 'RESERVATION_REFINEMENT'] as const;
  return {
    ...{ user, name, roles: [role], checkpoint: true, failover_timeout: FAILOVER_TIMEOUT },
    ...{ hostname: new URL(url).hostname, webui_url: url, capabilities: capabilities.map((type) => ({ type })) },
    ...(credential && { principal: credential.principal }),
  };
}
