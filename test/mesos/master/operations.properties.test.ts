import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOperation } from '../../../src/mesos/resources/apply-operation.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Offer, Resource } from '../../../src/mesos/wire/messages.js';
import { propertyRuns } from '../../property-runs.js';
import { capabilities, MasterFixture, scalar } from './master-fixture.js';

const ROLES = ['eng', 'ops'];

interface Step {
  /** Which framework acts on its offers; undefined: an operator. */
  readonly framework: number | undefined;
  readonly what: 'RESERVE' | 'UNRESERVE' | 'CREATE' | 'DESTROY' | 'GROW_VOLUME' | 'SHRINK_VOLUME' | 'decline';
  readonly role: string;
  readonly amount: number;
  readonly volume: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  framework: fc.option(fc.nat(1), { nil: undefined }),
  what: fc.constantFrom('RESERVE', 'UNRESERVE', 'CREATE', 'DESTROY', 'GROW_VOLUME', 'SHRINK_VOLUME', 'decline'),
  role: fc.constantFrom(...ROLES),
  amount: fc.constantFrom(10, 50, 200),
  volume: fc.constantFrom('v', 'w'),
});

function operationOf({ what, role, amount, volume: id }: Step): Offer.Operation {
  const disk: Resource = scalar('disk', amount, { reservations: [{ type: 'DYNAMIC', role }] });
  const volume: Resource = { ...disk, disk: { persistence: { id }, volume: { container_path: 'data', mode: 'RW' } } };
  switch (what) {
    case 'RESERVE':
      return { type: what, reserve: { resources: [disk] } };
    case 'UNRESERVE':
      return { type: what, unreserve: { resources: [disk] } };
    case 'CREATE':
      return { type: what, create: { volumes: [volume] } };
    case 'DESTROY':
      return { type: what, destroy: { volumes: [volume] } };
    case 'GROW_VOLUME':
      return { type: what, grow_volume: { volume, addition: { ...disk, scalar: { value: 10 } } } };
    default:
      return { type: 'SHRINK_VOLUME', shrink_volume: { volume, subtract: { value: 10 } } };
  }
}

/** An operation as the call of an operator. */
function callOf(step: Step, agentId: string): object {
  const { type, id: _, ...members } = operationOf(step);
  const [[name, given]] = Object.entries(members) as [[string, object]];
  const call = {
    reserve: 'RESERVE_RESOURCES',
    unreserve: 'UNRESERVE_RESOURCES',
    create: 'CREATE_VOLUMES',
    destroy: 'DESTROY_VOLUMES',
  };
  const callType = call[name as keyof typeof call] ?? type;
  return { type: callType, [callType.toLowerCase()]: { agent_id: { value: agentId }, ...given } };
}

describe('operations in any order', () => {
  it('neither make nor lose anything, and what is reserved stays with its role', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const fixture = await MasterFixture.start();
        const agent = await fixture.agent({ resources: 'cpus:4;mem:1024;disk:300' });
        const whole = Resources.of(agent.info.resources);
        const clients = await Promise.all(
          ROLES.map((role) => fixture.subscribe({ roles: [role], ...capabilities('RESERVATION_REFINEMENT') })),
        );
        for (const step of steps) {
          if (step.framework === undefined) await fixture.operator(callOf(step, agent.agentId));
          else {
            const client = clients[step.framework];
            const framework = fixture.master.frameworks.get(client?.frameworkId ?? '');
            const offers = [...(framework?.offers ?? [])].map(({ id }) => ({ id: { value: id } }));
            const operations = step.what === 'decline' ? [] : [operationOf(step)];
            if (offers.length > 0) await client?.accept(offers, operations, 0);
          }
          await fixture.allocate();
          checkBooks(fixture, agent.agentId, whole);
        }
        // The agent, which was told each operation, comes to the same as the master.
        const told = agent.all('ApplyOperationMessage').reduce((resources, { operation_info }) => {
          const applied = applyOperation(resources, unallocated(operation_info));
          if ('error' in applied) throw new Error(applied.error);
          return applied.resources;
        }, whole);
        expect(told.equals(fixture.master.agents.get(agent.agentId)?.total ?? [])).toBe(true);
      }),
      propertyRuns(15),
    );
  }, 60_000);
});

/** Offered + free = total, which is what the agent was configured with once reservations and volumes are taken off. */
function checkBooks({ master }: MasterFixture, agentId: string, whole: Resources): void {
  const agent = master.agents.get(agentId);
  const total = agent?.total ?? Resources.empty;
  const offered = [...(agent?.offers ?? [])];
  const held = Resources.of(offered.flatMap(({ resources }) => [...resources.unallocate()]));
  expect(held.plus(master.allocator.available(agentId) ?? []).equals(total)).toBe(true);
  expect(total.transform(({ reservations: _, disk: __, ...resource }) => resource).equals(whole)).toBe(true);
  for (const { role, resources } of offered) expect(resources.allocatableTo(role).equals(resources)).toBe(true);
}

const unallocated = (operation: Offer.Operation): Offer.Operation =>
  JSON.parse(JSON.stringify(operation, (key, value) => (key === 'allocation_info' ? undefined : value)));
