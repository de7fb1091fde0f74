import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { MasterFixture, resources, task } from './master-fixture.js';
import type { SchedulerClient } from './scheduler-client.js';

const amounts = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

const config = (role: string, guarantees: Record<string, number>, limits: Record<string, number> = guarantees) => ({
  ...{ role, guarantees: amounts(guarantees), limits: amounts(limits) },
});

/** A master with so many agents, each of 4 cpus and 4096 MB. */
async function cluster(agents: number, flags: GivenFlags = {}): Promise<MasterFixture> {
  const fixture = await MasterFixture.start(flags);
  for (let agent = 0; agent < agents; agent++) await fixture.agent();
  return fixture;
}

const outstanding = ({ master }: MasterFixture, { frameworkId }: SchedulerClient) =>
  master.frameworks.get(frameworkId)?.offers.size;

describe('SET_QUOTA', () => {
  const request = (role: string, guarantee: Record<string, number>, force?: boolean) => ({
    ...{ role, guarantee: resources(guarantee), force },
  });

  it('guarantees, limits, and cannot be done twice', async () => {
    const { master } = await cluster(1);
    expect(master.quotas.set(request('r', { cpus: 1, mem: 64 }), ALL_APPROVED)).toBeUndefined();
    const { guarantees, limits } = master.quotas.get('r') ?? {};
    expect([String(guarantees), String(limits)]).toEqual(['cpus:1; mem:64', 'cpus:1; mem:64']);
    expect(master.quotas.set(request('r', { cpus: 2 }), ALL_APPROVED)).toEqual({
      ...{ status: 400, text: "Failed to validate set quota request: Cannot set quota for role 'r' which already has quota" },
    });
  });

  it('has to fit the cluster together with the other quotas, unless it is forced', async () => {
    const { master } = await cluster(1);
    expect(master.quotas.set(request('r', { cpus: 3 }), ALL_APPROVED)).toBeUndefined();
    const text =
      "Quota guarantees overcommit the cluster (use 'force' to bypass this check): " +
      "Total quota guarantees 'cpus:5' exceed cluster capacity 'cpus:4; disk:10000; mem:4096'";
    expect(master.quotas.set(request('s', { cpus: 2 }), ALL_APPROVED)).toEqual({ status: 409, text });
    expect(master.quotas.set(request('s', { cpus: 2 }, true), ALL_APPROVED)).toBeUndefined();
  });

  it('is for roles at the top only, and what Mesos says of others depends on the role above', async () => {
    const { master } = await cluster(1);
    const nested = "Setting quota on nested role 'r/s' is not supported yet";
    const invalid = 'Failed to validate set quota request: Invalid quota configuration.';
    expect(master.quotas.set(request('r/s', { cpus: 1 }), ALL_APPROVED)).toEqual({
      status: 400,
      text: `${invalid} Parent role 'r' with guarantees ({}) does not contain the sum of its children's guarantees (cpus:1)`,
    });
    expect(master.quotas.set(request('r/s/t', { cpus: 1 }), ALL_APPROVED)?.text).toContain(
      "Parent role 's' with guarantees ({})",
    );
    expect(master.quotas.set(request('r/s', { cpus: 0 }), ALL_APPROVED)).toEqual({ status: 400, text: nested });
    master.quotas.set(request('r', { cpus: 2 }), ALL_APPROVED);
    expect(master.quotas.set(request('r/s', { cpus: 1 }), ALL_APPROVED)).toEqual({ status: 400, text: nested });
  });

  it('takes back the offers of so many agents as the guarantee needs', async () => {
    const fixture = await cluster(4);
    const other = await fixture.subscribe();
    await other.offers();
    fixture.master.quotas.set(request('r', { cpus: 5 }), ALL_APPROVED);
    expect(outstanding(fixture, other)).toBe(2);
    const first = await other.next('RESCIND');
    const second = await other.next('RESCIND');
    expect(first.rescind).not.toEqual(second.rescind);
  });

  it('takes back the offers of at least as many agents as the role has frameworks that are active', async () => {
    const fixture = await cluster(0);
    const other = await fixture.subscribe();
    const members: SchedulerClient[] = [];
    for (let each = 0; each < 3; each++) members.push(await fixture.subscribe({ roles: ['r'], failover_timeout: 1000 }));
    for (const { frameworkId } of members) fixture.master.allocator.suppressRoles(frameworkId, ['r']);
    for (let agent = 0; agent < 4; agent++) await fixture.agent();
    expect(outstanding(fixture, other)).toBe(4);
    members[0]?.disconnect();
    await fixture.until(() => !fixture.master.frameworks.get(members[0]?.frameworkId ?? '')?.active);
    fixture.master.quotas.set(request('r', { cpus: 1 }), ALL_APPROVED);
    expect(outstanding(fixture, other)).toBe(2);
  });

  it('is satisfied with the next allocation', async () => {
    const fixture = await cluster(1);
    const other = await fixture.subscribe();
    await other.offers();
    const member = await fixture.subscribe({ roles: ['r'] });
    fixture.master.quotas.set(request('r', { cpus: 3, mem: 100 }), ALL_APPROVED);
    await fixture.allocate();
    const [offer] = await member.offers();
    expect(Object.fromEntries(offer?.resources?.map(({ name, scalar }) => [name, scalar?.value]) ?? [])).toMatchObject({
      ...{ cpus: 3, mem: 100 },
    });
    expect((await other.offers())[0]?.resources?.find(({ name }) => name === 'cpus')?.scalar).toEqual({ value: 1 });
  });
});

describe('REMOVE_QUOTA', () => {
  it('takes a quota away, so that all is offered as before', async () => {
    const fixture = await cluster(1);
    fixture.master.quotas.set({ role: 'r', guarantee: resources({ cpus: 4 }) }, ALL_APPROVED);
    const other = await fixture.subscribe();
    expect(await nameSet(other)).toEqual(new Set(['ports', 'mem', 'disk']));
    expect(fixture.master.quotas.remove('r', '', ALL_APPROVED)).toBeUndefined();
    expect(fixture.master.quotas.remove('r', '', ALL_APPROVED)).toMatchObject({ status: 400 });
    await fixture.allocate();
    expect(await nameSet(other)).toEqual(new Set(['cpus']));
  });

  const nameSet = async (client: SchedulerClient) => new Set((await client.offer()).resources?.map(({ name }) => name));
});

describe('UPDATE_QUOTA', () => {
  it('changes all or nothing', async () => {
    const { master } = await cluster(1);
    expect(master.quotas.update({ quota_configs: [config('r', { cpus: 1 }), config('s/t', {})] }, ALL_APPROVED)?.text).toBe(
      "Updating quota on nested role 's/t' is not supported yet",
    );
    expect(
      master.quotas.update({ quota_configs: [config('r', { cpus: 1 }), config('s', { cpus: 2 }, { cpus: 1 })] }, ALL_APPROVED)
        ?.text,
    ).toContain('Invalid QuotaConfig: ');
    expect([...master.quotas]).toEqual([]);
    expect(
      master.quotas.update({ quota_configs: [config('r', { cpus: 1 }), config('s', { cpus: 2 })] }, ALL_APPROVED),
    ).toBeUndefined();
    expect([...master.quotas.roles]).toEqual(['r', 's']);
    expect(master.quotas.update({}, ALL_APPROVED)).toBeUndefined();
  });

  it('has to fit the cluster, with what it replaces left out, unless it is forced', async () => {
    const { master } = await cluster(1);
    master.quotas.update({ quota_configs: [config('r', { cpus: 3 }), config('s', { cpus: 1 })] }, ALL_APPROVED);
    expect(
      master.quotas.update({ quota_configs: [config('r', { cpus: 1 }), config('s', { cpus: 3 })] }, ALL_APPROVED),
    ).toBeUndefined();
    const more = [config('t', { cpus: 0.5 })];
    expect(master.quotas.update({ quota_configs: more }, ALL_APPROVED)?.text).toBe(
      "Invalid QuotaConfig: total quota guarantees 'cpus:4.5' exceed cluster capacity 'cpus:4; disk:10000; mem:4096' " +
        "(use 'force' flag to bypass this check)",
    );
    expect(master.quotas.update({ quota_configs: more, force: true }, ALL_APPROVED)).toBeUndefined();
  });

  it('cannot limit a role to less than it consumes, unless it is forced; offers do not count', async () => {
    const fixture = await cluster(1);
    const { master } = fixture;
    const client = await fixture.subscribe({ roles: ['r/s'] });
    const offer = await client.offer();
    expect(master.quotas.update({ quota_configs: [config('r', {}, { cpus: 4 })] }, ALL_APPROVED)).toBeUndefined();
    await client.launch(offer, [task('t1', offer)]);
    const less = [config('r', {}, { cpus: 0 })];
    expect(master.quotas.update({ quota_configs: less }, ALL_APPROVED)?.text).toBe(
      "Invalid QuotaConfig: Role 'r' is already consuming 'cpus:0.1; mem:32'; this is more than the requested limits 'cpus:0' " +
        "(use 'force' flag to bypass this check)",
    );
    expect(master.quotas.update({ quota_configs: less, force: true }, ALL_APPROVED)).toBeUndefined();
  });

  it('takes back offers of the role and the roles below it until it keeps to its limits', async () => {
    const fixture = await cluster(4);
    const clients = [await fixture.subscribe({ roles: ['r', 'r/s'] }), await fixture.subscribe({ roles: ['q'] })];
    const [member, other] = clients as [SchedulerClient, SchedulerClient];
    await fixture.agent();
    expect([outstanding(fixture, member), outstanding(fixture, other)]).toEqual([4, 1]);
    fixture.master.quotas.update({ quota_configs: [config('r', {}, { cpus: 9 })] }, ALL_APPROVED);
    expect([outstanding(fixture, member), outstanding(fixture, other)]).toEqual([2, 1]);
    await member.next('RESCIND');
  });

  it('takes back offers of others until the guarantee can be satisfied, and no more', async () => {
    const fixture = await cluster(4);
    const other = await fixture.subscribe({ roles: ['q'] });
    const member = await fixture.subscribe({ roles: ['r'] });
    await fixture.agent();
    expect([outstanding(fixture, member), outstanding(fixture, other)]).toEqual([1, 4]);
    // The role has 4 cpus in an offer, so that 5 are missing: those of two agents.
    fixture.master.quotas.update({ quota_configs: [config('r', { cpus: 9 }, {})] }, ALL_APPROVED);
    expect([outstanding(fixture, member), outstanding(fixture, other)]).toEqual([1, 2]);
    await other.next('RESCIND');
    await fixture.allocate();
    expect(outstanding(fixture, member)).toBe(3);
  });

  it('to nothing leaves a quota that is shown, and guarantees nothing', async () => {
    const { master } = await cluster(1);
    master.quotas.update({ quota_configs: [config('r', { cpus: 4 })] }, ALL_APPROVED);
    master.quotas.update({ quota_configs: [config('r', {}), config('s', { cpus: 4 })] }, ALL_APPROVED);
    expect(master.quotas.status(ALL_APPROVED).configs).toMatchObject([
      { role: 'r' },
      { role: 's', guarantees: { cpus: { value: 4 } } },
    ]);
    expect(master.quotas.status(ALL_APPROVED).infos).toHaveLength(2);
  });
});

describe('the flag roles', () => {
  it('says which roles may have quotas', async () => {
    const { master } = await cluster(1, { roles: 'web,batch/night' });
    const guarantee = resources({ cpus: 1 });
    expect(master.quotas.set({ role: 'r', guarantee }, ALL_APPROVED)).toEqual({
      ...{ status: 400, text: "Failed to validate set quota request: Unknown role 'r'" },
    });
    expect(master.quotas.update({ quota_configs: [config('r', {})] }, ALL_APPROVED)?.text).toBe(
      "Invalid QuotaConfig: 'r' is not on the roles whitelist",
    );
    for (const role of ['web', '*']) expect(master.quotas.set({ role, guarantee }, ALL_APPROVED)).toBeUndefined();
    expect(master.quotas.update({ quota_configs: [config('batch', {})] }, ALL_APPROVED)?.text).toBe(
      "Invalid QuotaConfig: 'batch' is not on the roles whitelist",
    );
  });
});

describe('a new leader', () => {
  it('knows the quotas that guarantee or limit something', async () => {
    const fixture = await cluster(1);
    const configs = [config('one', { cpus: 1 }, { cpus: 2 }), config('none', {}), config('two', { mem: 64 })];
    fixture.master.quotas.update({ quota_configs: configs }, ALL_APPROVED);
    fixture.master.quotas.remove('two', '', ALL_APPROVED);
    const shown = () => fixture.master.quotas.status(ALL_APPROVED).configs;
    expect(shown()).toHaveLength(2);
    await fixture.failover();
    expect(shown()).toEqual([config('one', { cpus: 1 }, { cpus: 2 })]);
  });

  it('offers nothing until most of the agents are back, whose resources the quotas are about', async () => {
    const fixture = await MasterFixture.start();
    const agents = [await fixture.agent(), await fixture.agent(), await fixture.agent()];
    fixture.master.quotas.update({ quota_configs: [config('quoted', { cpus: 4 })] }, ALL_APPROVED);
    await fixture.failover();
    const client = await fixture.subscribe();
    agents[0]?.reregister();
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
    agents[1]?.reregister(); // four fifths of three are two
    await fixture.allocate();
    expect(outstanding(fixture, client)).toBeGreaterThan(0);
  });
});
