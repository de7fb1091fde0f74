import { MinimesosError } from '../../errors.js';
import {
  type FaultEffect,
  type FaultInfo,
  type FaultRule,
  type FaultRuleInput,
  isPossible,
  readFaultRule,
} from '../../faults/fault-rule.js';
import { FrameworkNames, trafficFilter } from '../../faults/traffic-filter.js';
import type { Runtime } from '../../mesos/process/runtime.js';
import type { Fate, Traffic } from '../../mesos/process/traffic.js';
import type { NewTimelineEntry } from '../../timeline/entry.js';
import type { HappeningReader } from '../../timeline/from-happening.js';
import type { Timeline } from '../../timeline/timeline.js';
import type { DriverFaults } from '../driver.js';

interface Held {
  readonly entry: NewTimelineEntry;
  proceed(): void;
}

interface ActiveRule {
  readonly id: number;
  readonly given: FaultRuleInput;
  readonly rule: FaultRule;
  readonly matches: (entry: NewTimelineEntry) => boolean;
  readonly held: Held[];
  count: number;
}

/** How the timeline says that an effect has come. */
const DONE: Record<FaultEffect, string> = {
  ...{ drop: 'dropped', delay: 'delayed', hold: 'held', duplicate: 'duplicated', reset: 'reset instead of' },
  ...{ 'lose-answer': 'lost the answer to', answer: 'answered without carrying out', fail: 'failed' },
};

/** The rules of a cluster: asked about all its traffic, in the order in which they were added; the first that matches counts. */
export class EmbeddedFaults implements DriverFaults {
  readonly #rules = new Map<number, ActiveRule>();
  readonly #names = new FrameworkNames();
  #next = 1;

  constructor(
    private readonly runtime: Runtime,
    private readonly reader: HappeningReader,
    timeline: Timeline,
  ) {
    for (const entry of timeline.entries()) this.#names.learn(entry);
    timeline.on((entry) => this.#names.learn(entry));
  }

  async add(given: FaultRuleInput): Promise<FaultInfo> {
    const rule = readFaultRule(given);
    const added: ActiveRule = { id: this.#next++, given, rule, matches: trafficFilter(rule, this.#names), held: [], count: 0 };
    this.#rules.set(added.id, added);
    this.runtime.interceptor = this.#judge;
    this.runtime.observe({ kind: 'fault', what: `added ${describe(given)}`, rule: added.id });
    return infoOf(added);
  }

  async list(): Promise<FaultInfo[]> {
    return Array.from(this.#rules.values(), infoOf);
  }

  async release(id: number, count = Number.POSITIVE_INFINITY): Promise<FaultInfo> {
    const rule = this.#find(id);
    this.#release(rule, count);
    return infoOf(rule);
  }

  async remove(id: number): Promise<void> {
    const rule = this.#find(id);
    this.#rules.delete(id);
    if (this.#rules.size === 0) this.runtime.interceptor = undefined;
    this.runtime.observe({ kind: 'fault', what: `removed ${describe(rule.given)}`, rule: id });
    this.#release(rule, Number.POSITIVE_INFINITY);
  }

  /** Forgets all rules and what they hold: all that was under way has ended. */
  clear(): void {
    this.#rules.clear();
    this.runtime.interceptor = undefined;
  }

  readonly #judge = (traffic: Traffic): Fate | undefined => {
    const entry = this.reader.entryOfTraffic(traffic, this.runtime.clock.now());
    for (const active of this.#rules.values()) {
      const { id, rule, matches } = active;
      if (active.count === rule.times || !isPossible(rule, entry) || !matches(entry)) continue;
      if (rule.probability !== undefined && this.runtime.random.number() >= rule.probability) continue;
      active.count++;
      this.runtime.observe({ kind: 'fault', what: DONE[rule.effect], rule: id, traffic });
      return this.#fate(active, entry);
    }
    return undefined;
  };

  #fate({ rule, held }: ActiveRule, entry: NewTimelineEntry): Fate {
    switch (rule.effect) {
      case 'drop':
        return { kind: 'dropped' };
      case 'delay':
        return { kind: 'kept', keep: (proceed) => void this.runtime.clock.delay(rule.delayMs, proceed) };
      case 'hold':
        return { kind: 'kept', keep: (proceed) => void held.push({ entry, proceed }) };
      case 'duplicate':
        return { kind: 'doubled' };
      case 'reset':
        return { kind: 'reset' };
      case 'lose-answer':
        return { kind: 'unanswered' };
      case 'answer':
        return { kind: 'answered', status: rule.status ?? 503, location: rule.location };
      case 'fail':
        return { kind: 'failed', error: rule.error };
    }
  }

  #release({ held }: ActiveRule, count: number): void {
    for (const { proceed } of held.splice(0, count)) proceed();
  }

  #find(id: number): ActiveRule {
    const rule = this.#rules.get(id);
    if (!rule) throw new MinimesosError('UNKNOWN_FAULT', { fault: id, faults: [...this.#rules.keys()] });
    return rule;
  }
}

const infoOf = ({ id, given, count, held }: ActiveRule): FaultInfo => ({
  ...{ id, rule: given, count, held: held.map(({ entry }) => entry) },
});

/** `drop message=StatusUpdateMessage times=1` */
function describe({ effect, ...rest }: FaultRuleInput): string {
  const facts = Object.entries(rest).filter(([, value]) => value !== undefined);
  return [effect, ...facts.map(([name, value]) => `${name}=${[value].flat().join(',')}`)].join(' ');
}
