import fc from 'fast-check';
import { expect } from 'vitest';
import type { AllocatedOffer } from '../../../src/mesos/allocator/allocator.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { holds } from '../../holds.js';
import { agentOf, Bench, frameworkOf } from './bench.js';

const ROLES = ['*', 'a', 'a/x', 'b'];
const TOTALS = [
  'cpus:4;mem:1024;ports:[1-100]',
  'cpus:1;cpus(a):2;mem:64;mem(b):128',
  'cpus:0.005;mem:8',
  'cpus(a/x):1;mem:100;gpus:1',
];

/** Something that happens to an allocator. */
export type Step =
  | { do: 'add framework' | 'change framework'; framework: number; roles: string[]; suppressed: boolean; gpus: boolean }
  | { do: 'remove framework' | 'activate' | 'deactivate' | 'revive' | 'suppress'; framework: number }
  | { do: 'add agent'; agent: number; total: string }
  | { do: 'remove agent' | 'activate agent' | 'deactivate agent'; agent: number }
  | { do: 'decline'; framework: number; seconds: number | undefined }
  | { do: 'use part' | 'finish' | 'reserve'; framework: number }
  | { do: 'pass'; milliseconds: number };

const framework = fc.nat(3);
const agent = fc.nat(4);
export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('add framework' as const, 'change framework' as const),
    framework,
    roles: fc.uniqueArray(fc.constantFrom(...ROLES)),
    suppressed: fc.boolean(),
    gpus: fc.boolean(),
  }),
  fc.record({
    do: fc.constantFrom(...(['remove framework', 'activate', 'deactivate', 'revive', 'suppress'] as const)),
    framework,
  }),
  fc.record({ do: fc.constant('add agent' as const), agent, total: fc.constantFrom(...TOTALS) }),
  fc.record({ do: fc.constantFrom(...(['remove agent', 'activate agent', 'deactivate agent'] as const)), agent }),
  fc.record({ do: fc.constant('decline' as const), framework, seconds: fc.constantFrom(undefined, 0, 1, 5, -1) }),
  fc.record({ do: fc.constantFrom(...(['use part', 'finish', 'reserve'] as const)), framework }),
  fc.record({ do: fc.constant('pass' as const), milliseconds: fc.constantFrom(0, 999, 1000, 5000) }),
);

/** The books a master would keep, against which the allocator's are checked. */
export class Books extends Bench {
  readonly agents = new Map<string, Resources>();
  readonly frameworks = new Set<string>();
  readonly used = new Map<string, AllocatedOffer[]>();

  /** Does what the step says; what follows from it happens with `runtime.settle()`. */
  act(step: Step): void {
    switch (step.do) {
      case 'pass':
        this.runtime.clock.advance(step.milliseconds);
        break;
      case 'add agent':
      case 'remove agent':
      case 'activate agent':
      case 'deactivate agent':
        this.#withAgent(step, `agent-${step.agent}`);
        break;
      default:
        this.#withFramework(step, `framework-${step.framework}`);
    }
  }

  #withAgent(step: Extract<Step, { agent: number }>, id: string): void {
    if (step.do === 'add agent') {
      if (this.agents.has(id)) return;
      const total = parseResources(step.total);
      this.agents.set(id, total);
      this.allocator.addAgent(id, agentOf(id), total, new Map());
      return;
    }
    if (!this.agents.has(id)) return;
    if (step.do === 'activate agent') this.allocator.activateAgent(id);
    else if (step.do === 'deactivate agent') this.allocator.deactivateAgent(id);
    else {
      this.allocator.removeAgent(id);
      this.agents.delete(id);
      for (const held of [this.offers, this.used]) {
        for (const [framework, each] of held)
          held.set(
            framework,
            each.filter(({ agentId }) => agentId !== id),
          );
      }
    }
  }

  #withFramework(step: Exclude<Extract<Step, { framework: number }>, { agent: number }>, id: string): void {
    const known = this.frameworks.has(id);
    if (step.do === 'add framework' || step.do === 'change framework') {
      const wish = frameworkOf({
        roles: step.roles,
        suppressed: step.suppressed ? step.roles.slice(0, 1) : [],
        capabilities: step.gpus ? ['GPU_RESOURCES'] : [],
      });
      if (known) this.allocator.updateFramework(id, wish);
      else this.allocator.addFramework(id, wish, new Map(), true);
      this.frameworks.add(id);
      return;
    }
    if (!known) return;
    switch (step.do) {
      case 'remove framework':
        this.allocator.removeFramework(id);
        this.frameworks.delete(id);
        this.offers.delete(id);
        this.used.delete(id);
        break;
      case 'activate':
        return this.allocator.activateFramework(id);
      case 'deactivate':
        return this.allocator.deactivateFramework(id);
      case 'revive':
        return this.allocator.reviveRoles(id);
      case 'suppress':
        return this.allocator.suppressRoles(id);
      case 'decline':
        return this.decline(id, step.seconds);
      case 'use part':
        for (const offer of this.take(id)) this.#usePart(id, offer);
        break;
      case 'reserve':
        for (const offer of this.take(id)) this.#reserve(id, offer);
        break;
      case 'finish':
        for (const { agentId, resources } of this.used.get(id) ?? []) this.allocator.recoverResources(id, agentId, resources);
        this.used.delete(id);
    }
  }

  #use(frameworkId: string, offer: AllocatedOffer): void {
    this.used.set(frameworkId, [...(this.used.get(frameworkId) ?? []), offer]);
  }

  #usePart(frameworkId: string, offer: AllocatedOffer): void {
    const part = offer.resources.filter(({ name }) => name !== 'mem');
    this.allocator.recoverResources(frameworkId, offer.agentId, offer.resources.minus(part), { refuse_seconds: 1 });
    if (!part.isEmpty) this.#use(frameworkId, { ...offer, resources: part });
  }

  #reserve(frameworkId: string, offer: AllocatedOffer): void {
    const consumed = offer.resources.unreserved().filter(({ name }) => name === 'mem' && offer.role !== '*');
    const converted = consumed.pushReservation({ type: 'DYNAMIC', role: offer.role });
    this.allocator.updateAllocation(frameworkId, offer.agentId, [{ consumed, converted }]);
    const total = this.agents.get(offer.agentId) ?? Resources.empty;
    this.agents.set(offer.agentId, total.minus(consumed.unallocate()).plus(converted.unallocate()));
    this.#use(frameworkId, { ...offer, resources: offer.resources.minus(consumed).plus(converted) });
  }

  /** A periodic run leaves nothing to a run that is asked for, although it may be left out where nothing has happened. */
  async checkComplete(): Promise<void> {
    await this.pass(1000);
    const before = this.calls.length;
    this.allocator.addFramework('nobody', frameworkOf({ roles: [] }), new Map(), true); // asks for a run, and for nothing else
    await this.runtime.settle();
    holds('a periodic run offers all that can be offered', this.calls.length === before);
  }

  check(): void {
    let sum = Resources.empty;
    for (const [agentId, total] of this.agents) {
      const held = [this.offers, this.used]
        .flatMap((books) => [...books.values()].flat())
        .filter((each) => each.agentId === agentId);
      for (const { resources, role } of held) {
        expect([...resources.allocations().keys()]).toEqual([role]);
        expect(resources.unallocate().allocatableTo(role).equals(resources.unallocate())).toBe(true);
      }
      const all = Resources.sum(held.map(({ resources }) => resources.unallocate()));
      const free = this.allocator.available(agentId) ?? Resources.empty;
      expect(total.contains(all), 'nothing is in two offers').toBe(true);
      expect(all.plus(free).equals(total), 'offered + used + free = total').toBe(true);
      sum = Resources.sum([sum, ...held.map(({ resources }) => resources.filter(({ type }) => type === 'SCALAR').unallocate())]);
    }
    for (const name of ['cpus', 'mem', 'gpus']) {
      expect(this.allocator.offeredOrAllocated().get(name)).toBeCloseTo(sum.scalar(name), 6);
    }
  }
}
