import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { Random } from '../../mesos/process/random.js';
import { Resources } from '../../mesos/resources/resources.js';
import type { Offer, TaskInfo } from '../../mesos/wire/messages.js';
import type { App } from '../definitions/app.js';
import { Backoff } from './backoff.js';
import { isLimitWorthy } from './condition.js';
import { placeOfOffer } from './constraints.js';
import { hasTask, type Instance } from './instance.js';
import type { Instances } from './instances.js';
import type { Lack } from './lack.js';
import { matchOffer } from './match-offer.js';
import { OfferStatistics, type UnusedOffer } from './offer-statistics.js';
import { taskInfoOf } from './task-info.js';

/** Of one offer so many are launched before the next one has its turn, so that they spread. Marathon's max_instances_per_offer. */
const AT_ONCE = 5;

/** An offer that is taken, and what for. */
export interface Launch {
  readonly offer: Offer;
  readonly tasks: TaskInfo[];
}

/** An app that has instances to launch. */
export interface QueuedApp {
  readonly app: App;
  readonly count: number;
  /** Until when it is put off, in milliseconds; undefined when it waits for an offer. */
  readonly delayedUntil: number | undefined;
  readonly statistics: OfferStatistics;
}

/** An offer while it is used up. */
interface OpenOffer {
  readonly offer: Offer;
  readonly tasks: TaskInfo[];
  left: Resources;
  /** What it lacked for apps, by their ids; empty where it did. */
  readonly verdicts: Map<string, readonly Lack[]>;
}

/** The instances that wait for offers, and what they are given. */
export class LaunchQueue {
  readonly #backoff: Backoff;
  readonly #statistics = new Map<string, OfferStatistics>();
  #delay: Timer | undefined;
  readonly #stopListening: () => void;

  /**
   * @param current the app as it is now, of this id
   * @param wanted called when offers are wanted that were not, so far
   */
  constructor(
    private readonly instances: Instances,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly current: (appId: string) => App | undefined,
    private readonly wanted: () => void,
  ) {
    this.#backoff = new Backoff(clock);
    this.#stopListening = instances.listen((after, before) => this.#changed(after, before));
  }

  /** The region of the masters, once it is known. */
  region: string | undefined;

  /** Whether an offer would be of use. */
  get wantsOffers(): boolean {
    return this.instances.all.some((instance) => isWaiting(instance) && this.#backoff.until(instance.app) === undefined);
  }

  /** All apps that have instances to launch. */
  get queued(): readonly QueuedApp[] {
    const byApp = new Map<string, Instance[]>();
    for (const instance of this.instances.all) {
      if (isWaiting(instance)) byApp.set(instance.app.id, [...(byApp.get(instance.app.id) ?? []), instance]);
    }
    return Array.from(byApp.values(), (waiting) => {
      const app = this.#appOf(waiting[0] as Instance);
      return { app, count: waiting.length, delayedUntil: this.#backoff.until(app), statistics: this.#statisticsOf(app) };
    });
  }

  /** Forgets that tasks of the app have ended. */
  resetDelay(app: App): void {
    this.#backoff.reset(app);
    if (this.wantsOffers) this.wanted();
  }

  /** A task of the app has not done what it was there for. */
  addDelay(app: App): void {
    this.#backoff.ended(app);
    this.#wakeUp();
  }

  /** The last offers that did not do for the app, one of each agent. */
  unusedOffers(appId: string): readonly UnusedOffer[] {
    return this.#statistics.get(appId)?.lastUnused ?? [];
  }

  /** Uses offers up. Those that are missing in the result are of no use. */
  consider(offers: readonly Offer[]): Launch[] {
    const open = offers.map((offer): OpenOffer => {
      return { offer, tasks: [], left: Resources.of(offer.resources), verdicts: new Map() };
    });
    for (let going = true; going; ) {
      going = false;
      for (const each of open) for (let count = 0; count < AT_ONCE && this.#launchOne(each); count++) going = true;
    }
    this.#note(open);
    return open.filter(({ tasks }) => tasks.length > 0);
  }

  stop(): void {
    this.#delay?.cancel();
    this.#stopListening();
  }

  #launchOne(open: OpenOffer): boolean {
    const tried = new Set<string>();
    for (const instance of this.instances.all) {
      if (!isWaiting(instance) || tried.has(instance.app.id)) continue;
      tried.add(instance.app.id);
      if (this.#backoff.until(instance.app) === undefined && this.#launch(instance, open)) return true;
    }
    return false;
  }

  #launch(instance: Instance, open: OpenOffer): boolean {
    const app = this.#appOf(instance);
    const { offer } = open;
    const placed = this.instances
      .of(app.id)
      .filter((each) => hasTask(each) && each.app.version >= app.versionInfo.lastConfigChangeAt);
    const context = { random: this.random, placed, now: this.clock.now(), region: this.region };
    const match = matchOffer(app, offer, open.left, context);
    if (!('resources' in match)) {
      if (!open.verdicts.has(app.id)) open.verdicts.set(app.id, match);
      return false;
    }
    open.verdicts.set(app.id, []);
    open.left = open.left.minus(match.resources);
    const taskId = `${instance.id}._app.${instance.incarnation}`;
    open.tasks.push(taskInfoOf(app, taskId, offer, match, this.random));
    const { host, ...place } = placeOfOffer(offer);
    const task = {
      ...{ id: taskId, agentId: offer.agent_id.value, host, ...place },
      ...{ hostPorts: match.hostPorts, stagedAt: this.clock.now(), ipAddresses: [] },
    };
    this.instances.change(instance.id, { app, condition: 'Provisioned', task, health: [] });
    return true;
  }

  #note(open: readonly OpenOffer[]): void {
    const now = this.clock.now();
    for (const { offer, verdicts } of open) {
      for (const [appId, lacks] of verdicts) {
        const statistics = this.#statistics.get(appId);
        if (lacks.length > 0) statistics?.notUsed(offer, lacks, now);
        else statistics?.used(offer, now);
      }
    }
    for (const appId of this.#statistics.keys()) if (!this.instances.of(appId).some(isWaiting)) this.#statistics.delete(appId);
  }

  /** Instances that wait are those of the app as it is now, unless that would be another one. */
  #appOf({ app }: Instance): App {
    const current = this.current(app.id);
    return current?.versionInfo.lastConfigChangeAt === app.versionInfo.lastConfigChangeAt ? current : app;
  }

  #statisticsOf(app: App): OfferStatistics {
    const statistics = this.#statistics.get(app.id) ?? new OfferStatistics(this.clock.now());
    this.#statistics.set(app.id, statistics);
    return statistics;
  }

  #changed(after: Instance | undefined, before: Instance | undefined): void {
    if (after && before && after.condition !== before.condition && isLimitWorthy(after.condition) && after.goal === 'Running') {
      this.#backoff.ended(after.app);
    }
    if (!after || !isWaiting(after) || (before && isWaiting(before))) return;
    this.#statisticsOf(after.app);
    if (this.#backoff.until(after.app) === undefined) this.wanted();
    else this.#wakeUp();
  }

  /** Offers are wanted again when the first delay is over. */
  #wakeUp(): void {
    this.#delay?.cancel();
    const untils = this.queued.flatMap(({ delayedUntil }) => delayedUntil ?? []);
    if (untils.length === 0) return;
    this.#delay = this.clock.delay(Math.min(...untils) - this.clock.now(), () => {
      this.wanted();
      this.#wakeUp();
    });
  }
}

const isWaiting = ({ condition, goal }: Instance): boolean => condition === 'Scheduled' && goal === 'Running';
