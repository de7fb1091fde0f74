import { HierarchicalAllocator } from '../src/mesos/allocator/allocator.js';
import { parseMinAllocatable } from '../src/mesos/allocator/min-allocatable.js';
import { seededRandom } from '../src/mesos/process/random.js';
import { Runtime } from '../src/mesos/process/runtime.js';
import { parseResources } from '../src/mesos/resources/parse.js';
import type { Resources } from '../src/mesos/resources/resources.js';

const INTERVAL_MS = 1000;
const ROLES = 10;
const AGENT_CAPABILITIES = new Set(['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT']);
/** Refusals that outlive the measurement. */
const REFUSE_SECONDS = 100_000;

interface Offered {
  readonly frameworkId: string;
  readonly agentId: string;
  readonly resources: Resources;
}

/**
 * How long the allocator takes for each run, in milliseconds, in which it offers a whole cluster, or finds that everybody has
 * refused all of it.
 */
export async function measureAllocation(agents: number, frameworks: number, refused: boolean, rounds: number): Promise<number[]> {
  const runtime = new Runtime({ random: seededRandom(1) });
  const offered: Offered[] = [];
  const allocator = new HierarchicalAllocator({
    ...{ clock: runtime.clock, random: runtime.random, allocationIntervalMs: INTERVAL_MS },
    ...{ minAllocatableResources: parseMinAllocatable('cpus:0.01|mem:32'), filterGpuResources: true },
    offer: (frameworkId, offers) =>
      offered.push(...offers.map(({ agentId, resources }) => ({ frameworkId, agentId, resources }))),
    inverseOffer: () => {},
    dispatch: (action) => runtime.dispatch(action),
  });
  const total = parseResources('cpus:4;mem:4096;disk:10000;ports:[31000-32000]');
  const agentIds = Array.from({ length: agents }, (_, index) => `agent-${index}`);
  for (const agentId of agentIds) {
    const agent = { info: { hostname: agentId }, capabilities: AGENT_CAPABILITIES };
    allocator.addAgent(agentId, agent, total, new Map());
  }
  const giveBack = (each: readonly Offered[], refuse_seconds: number) => {
    for (const { frameworkId, agentId, resources } of each) {
      allocator.recoverResources(frameworkId, agentId, resources, { refuse_seconds });
    }
  };
  for (let index = 0; index < frameworks; index++) {
    const [frameworkId, role] = [`framework-${index}`, `role-${index % ROLES}`];
    const wishes = { roles: [role], suppressedRoles: new Set<string>(), capabilities: AGENT_CAPABILITIES };
    const resources = total.allocate(role);
    // Whoever returns what it uses can refuse it too, so nothing has to be offered for that.
    const used = new Map(refused ? agentIds.map((agentId) => [agentId, resources] as const) : []);
    allocator.addFramework(frameworkId, wishes, used, true);
    if (refused)
      giveBack(
        agentIds.map((agentId) => ({ frameworkId, agentId, resources })),
        REFUSE_SECONDS,
      );
  }
  /** The time of a periodic run. */
  const tick = async () => {
    const before = performance.now();
    runtime.clock.advance(INTERVAL_MS);
    await runtime.settle();
    return performance.now() - before;
  };
  await runtime.settle();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    giveBack(offered.splice(0), 0);
    allocator.activateFramework('framework-0'); // where nothing has happened nothing is looked at
    times.push(await tick());
    if (offered.length !== (refused ? 0 : agents)) throw new Error(`${offered.length} offers of ${agents} agents`);
  }
  runtime.stop();
  return times;
}
