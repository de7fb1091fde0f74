import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AllocatedOffer } from '../../../src/mesos/allocator/allocator.js';
import { NO_QUOTA, type Quota } from '../../../src/mesos/allocator/quota.js';
import { ResourceLimits } from '../../../src/mesos/resources/limits.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import { propertyRuns } from '../../property-runs.js';
import { Books, type Step, step } from './books.js';

const NAMES = ['cpus', 'mem', 'gpus'];

type QuotaStep = { do: 'quota'; role: string; guarantees: Record<string, number>; limits: Record<string, number> };

const few = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(0, 0.5, 1, 3, 64, 500), { maxKeys: 3 });
/** Limits are never below guarantees: no master takes such quotas. */
const quotaStep: fc.Arbitrary<QuotaStep> = fc
  .record({ role: fc.constantFrom('*', 'a', 'b'), guarantees: few, room: few })
  .map(({ role, guarantees, room }) => {
    const limits = Object.entries(room).map(([name, more]) => [name, (guarantees[name] ?? 0) + more]);
    return { do: 'quota', role, guarantees, limits: Object.fromEntries(limits) };
  });

/** What the books say of quotas, counted without the allocator's help, in thousandths by name. */
interface Account {
  /** By role with a quota. */
  readonly consumed: ReadonlyMap<string, Record<string, number>>;
  /** What is free and counts. */
  readonly free: Record<string, number>;
}

class QuotaBooks extends Books {
  readonly quotas = new Map<string, Quota>();

  apply(each: Step | QuotaStep): void {
    if (each.do !== 'quota') return this.act(each);
    const given = { guarantees: ResourceQuantities.of(each.guarantees), limits: ResourceLimits.of(each.limits) };
    this.quotas.set(each.role, given);
    this.allocator.updateQuota(each.role, given);
  }

  get all(): Set<AllocatedOffer> {
    return new Set([...this.offers.values()].flat());
  }

  account(): Account {
    const held = [...this.offers.values(), ...this.used.values()].flat();
    const free: Record<string, number> = {};
    for (const agentId of this.agents.keys()) add(free, counted(this.allocator.available(agentId) ?? Resources.empty));
    const consumed = new Map<string, Record<string, number>>();
    for (const role of this.quotas.keys()) {
      const sum: Record<string, number> = {};
      for (const total of this.agents.values()) {
        for (const [reservedFor, resources] of total.reservations()) if (isIn(reservedFor, role)) add(sum, resources);
      }
      for (const each of held) if (isIn(each.role, role)) add(sum, counted(each.resources));
      consumed.set(role, sum);
    }
    return { consumed, free };
  }

  /** Of what is guaranteed, how much is missing to whom, by name and all roles together. */
  missing({ consumed }: Account): Record<string, number> {
    const sum: Record<string, number> = {};
    for (const [role, { guarantees }] of this.quotas) {
      for (const name of guarantees.names) {
        const lacks = Math.max(0, milli(guarantees.get(name)) - (consumed.get(role)?.[name] ?? 0));
        sum[name] = (sum[name] ?? 0) + lacks;
      }
    }
    return sum;
  }

  checkLimits(before: Account, made: readonly AllocatedOffer[]): void {
    for (const [role, { limits }] of this.quotas) {
      const offered: Record<string, number> = {};
      for (const each of made) if (each.role === role) add(offered, counted(each.resources));
      for (const [name, more] of Object.entries(offered)) {
        const limit = milli(limits.get(name) ?? Number.POSITIVE_INFINITY);
        expect((before.consumed.get(role)?.[name] ?? 0) + more, `limit of ${role}: ${name}`).toBeLessThanOrEqual(limit);
      }
    }
  }

  /** What is free beyond all that is guaranteed may be used up, but not what is guaranteed. */
  checkHeadroom(before: Account, after: Account, made: readonly AllocatedOffer[]): void {
    const [missedBefore, missedAfter] = [this.missing(before), this.#missingBut(after, made)];
    for (const name of NAMES) {
      const surplus = (account: Account, missing: Record<string, number>) => (account.free[name] ?? 0) - (missing[name] ?? 0);
      const [had, has] = [surplus(before, missedBefore), surplus(after, missedAfter)];
      expect(has, `headroom of ${name}`).toBeGreaterThanOrEqual(Math.min(0, had));
    }
  }

  /** As Mesos counts during a run: what roles below get is noticed in the next one only. */
  #missingBut(account: Account, made: readonly AllocatedOffer[]): Record<string, number> {
    const consumed = new Map(Array.from(account.consumed, ([role, sum]) => [role, { ...sum }]));
    for (const { role, resources } of made) {
      for (const [of, sum] of consumed) if (of !== role && isIn(role, of)) add(sum, counted(resources), -1);
    }
    return this.missing({ ...account, consumed });
  }
}

const isIn = (role: string, top: string) => role === top || role.startsWith(`${top}/`);

const milli = (value: number) => Math.round(value * 1000);

const counted = (resources: Resources) =>
  resources.filter(({ type, reservations, revocable }) => type === 'SCALAR' && !reservations?.length && !revocable);

function add(sum: Record<string, number>, resources: Resources, sign = 1): void {
  for (const { name, scalar } of resources) if (scalar) sum[name] = (sum[name] ?? 0) + sign * milli(scalar.value);
}

it('whatever happens, limits are kept, what is guaranteed is kept free, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ arbitrary: step, weight: 4 }, { arbitrary: quotaStep, weight: 1 }), { maxLength: 60, size: 'max' }),
      fc.integer(),
      fc.boolean(),
      async (steps, seed, allocateOnRecovery) => {
        const books = new QuotaBooks({ seed, allocateOnRecovery });
        for (const each of steps) {
          books.apply(each);
          const [before, known] = [books.account(), books.all];
          await books.runtime.settle();
          const made = [...books.all].filter((offer) => !known.has(offer));
          books.check();
          books.checkLimits(before, made);
          books.checkHeadroom(before, books.account(), made);
        }
        books.allocator.stop();
        books.runtime.stop();
      },
    ),
    propertyRuns(40),
  );
});

it('what is guaranteed is offered to a framework that wants it, as far as there is anything', async () => {
  const amounts = fc.array(fc.record({ cpus: fc.nat(4), mem: fc.nat(4) }), { minLength: 1, maxLength: 6 });
  const guarantees = fc.record({ cpus: fc.nat(6), mem: fc.nat(6) });
  await fc.assert(
    fc.asyncProperty(
      amounts,
      fc.array(guarantees, { minLength: 1, maxLength: 4 }),
      fc.integer(),
      async (agents, quotas, seed) => {
        const books = new QuotaBooks({ seed, minAllocatableResources: [] });
        for (const [index, each] of quotas.entries()) {
          books.apply({ do: 'quota', role: `r${index}`, guarantees: each, limits: each });
          await books.framework(`f${index}`, { roles: [`r${index}`] });
        }
        await books.framework('other', { roles: ['other'] });
        for (const [index, { cpus, mem }] of agents.entries()) {
          books.act({ do: 'add agent', agent: index, total: `cpus:${cpus};mem:${mem}` });
        }
        await books.runtime.settle();
        const { free, consumed } = books.account();
        const missing = books.missing({ free, consumed });
        for (const name of ['cpus', 'mem'] as const) {
          const total = agents.reduce((sum, agent) => sum + agent[name], 0);
          const guaranteed = quotas.reduce((sum, each) => sum + each[name], 0);
          expect(missing[name] ?? 0).toBe(milli(Math.max(0, guaranteed - total)));
          expect(free[name] ?? 0).toBe(0); // what nobody is guaranteed went to the framework without quota
          for (const index of quotas.keys()) {
            const limit = milli(quotas[index]?.[name] ?? 0);
            expect(consumed.get(`r${index}`)?.[name] ?? 0).toBeLessThanOrEqual(limit);
          }
        }
        // A quota that is taken away is as if it had never been.
        for (const index of quotas.keys()) books.allocator.updateQuota(`r${index}`, NO_QUOTA);
        for (const id of [...books.offers.keys()]) books.decline(id);
        await books.pass(1000);
        for (const [agentId, total] of books.agents) {
          const offered = [...books.all].filter((offer) => offer.agentId === agentId);
          expect(offered).toHaveLength(total.isEmpty ? 0 : 1);
        }
        books.runtime.stop();
      },
    ),
    propertyRuns(80),
  );
});
