import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { isSubjectToQuota } from '../../../src/mesos/resources/predicates.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import type { quota } from '../../../src/mesos/wire/messages.js';
import { propertyRuns } from '../../property-runs.js';
import { arbitraryMessage } from '../wire/arbitrary-message.js';
import type { FakeAgent } from './fake-agent.js';
import { MasterFixture, scalar, task } from './master-fixture.js';
import type { SchedulerClient } from './scheduler-client.js';

const ROLES = ['r', 's', '*'];

/** SET_QUOTA is not among them: it does not look at what the role has been offered already. */
type Step =
  | { do: 'update'; configs: quota.QuotaConfig[]; force: boolean }
  | { do: 'remove'; role: string }
  | { do: 'launch' | 'finish'; framework: number }
  | { do: 'allocate' };

const role = fc.constantFrom(...ROLES);
const value = fc.constantFrom(0, 0.1, 1, 5, 500, 9000);
const amounts = fc.dictionary(fc.constantFrom('cpus', 'mem', 'disk'), fc.record({ value }), { maxKeys: 3 });
const config = fc.record({ role, guarantees: amounts, limits: amounts });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant('update' as const),
      configs: fc.array(config, { maxLength: 3 }),
      force: fc.boolean(),
    }),
    weight: 3,
  },
  fc.record({ do: fc.constant('remove' as const), role }),
  { arbitrary: fc.record({ do: fc.constantFrom('launch' as const, 'finish' as const), framework: fc.nat(2) }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('allocate' as const) }), weight: 2 },
);

/** Three agents, and a framework in each of the roles. */
async function start() {
  const fixture = await MasterFixture.start();
  const agents: FakeAgent[] = [];
  for (const resources of ['cpus:4;mem:4096;disk:1000', 'cpus:1;mem:64', 'cpus:2;cpus(r):2;mem(r):500;ports:[1-9]']) {
    agents.push(await fixture.agent({ resources }));
  }
  const clients: SchedulerClient[] = [];
  for (const each of ROLES) clients.push(await fixture.subscribe({ roles: [each] }));
  const tasks = clients.map((): { id: string; agentId: string }[] => []);
  let launched = 0;
  const perform = async (step: Step): Promise<void> => {
    const { quotas } = fixture.master;
    if (step.do === 'update') quotas.update({ quota_configs: step.configs, force: step.force }, ALL_APPROVED);
    if (step.do === 'remove') quotas.remove(step.role, '', ALL_APPROVED);
    if (step.do === 'allocate') await fixture.allocate();
    if (step.do !== 'launch' && step.do !== 'finish') return fixture.runtime.settle();
    const client = clients[step.framework];
    const own = tasks[step.framework];
    if (!client || !own) throw new Error('There is a framework for each role.');
    if (step.do === 'finish') {
      const ended = own.pop();
      agents.find(({ agentId }) => agentId === ended?.agentId)?.update(client.frameworkId, ended?.id ?? '', 'TASK_FINISHED');
      return fixture.runtime.settle();
    }
    const offer = [...(fixture.master.frameworks.get(client.frameworkId)?.offers ?? [])].find(
      ({ resources }) => resources.unreserved().scalar('cpus') >= 0.5,
    );
    if (!offer) return;
    const id = `t${launched++}`;
    await client.launch(offer.message, [task(id, offer.message, { resources: [scalar('cpus', 0.5)] })]);
    own.push({ id, agentId: offer.agent.id });
    await fixture.runtime.settle();
  };
  return { fixture, perform };
}

/** What of the role's offers would count for its quota, were it used. */
function offered({ master }: MasterFixture, of: string): ResourceQuantities {
  const offers = [...master.frameworks.values()].flatMap(({ offers }) => [...offers]).filter((offer) => offer.role === of);
  return ResourceQuantities.sum(
    offers.map(({ resources }) => ResourceQuantities.ofResources(resources.filter(isSubjectToQuota))),
  );
}

it('after whatever updates of quotas, no role could use more than its limits by accepting its offers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25, size: 'max' }), async (steps) => {
      const { fixture, perform } = await start();
      for (const each of steps) {
        await perform(each);
        const { roles } = await fixture.json('/roles');
        for (const [of, { limits }] of fixture.master.quotas) {
          const { consumed } = roles.find(({ name }: { name: string }) => name === of).quota;
          for (const name of offered(fixture, of).names) {
            const most = limits.get(name) ?? Number.POSITIVE_INFINITY;
            expect(offered(fixture, of).get(name) + (consumed[name] ?? 0), `${name} of ${of}`).toBeLessThanOrEqual(most + 1e-9);
          }
        }
      }
      await fixture.stop();
    }),
    propertyRuns(30),
  );
});

it('any request is carried out or refused, and what is shown afterwards is well formed', async () => {
  const fixture = await MasterFixture.start();
  await fixture.agent();
  await fixture.subscribe();
  const fits = fc.option(fc.constantFrom(...ROLES, 'a/b', ''), { freq: 3, nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      arbitraryMessage('quota.QuotaConfig'),
      arbitraryMessage('quota.QuotaRequest'),
      fits,
      fc.boolean(),
      async (config, request, role, force) => {
        const configs = [role === undefined ? config : { ...config, role }];
        const given = role === undefined ? request : { ...request, role };
        const calls = [
          { type: 'UPDATE_QUOTA', update_quota: { quota_configs: configs, force } },
          { type: 'SET_QUOTA', set_quota: { quota_request: given } },
        ];
        for (const call of calls) expect([200, 400, 409]).toContain((await fixture.operator(call)).status);
        await fixture.allocate();
        const { infos = [], configs: shown = [] } = await fixture.json('/quota');
        expect(infos.map((info: quota.QuotaInfo) => info.role)).toEqual(shown.map((each: quota.QuotaConfig) => each.role));
        for (const each of [...fixture.master.quotas.roles]) fixture.master.quotas.remove(each, '', ALL_APPROVED);
      },
    ),
    propertyRuns(50),
  );
});
