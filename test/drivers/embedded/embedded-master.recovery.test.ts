import { describe, expect, it } from 'vitest';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { request } from '../../mesos/master/http-client.js';
import { agent, start, subscribe } from './fixture.js';

const MINUTE = 60_000;

/** A cluster in virtual time, of two agents without processes. */
const virtual = (flags: GivenFlags = {}) =>
  start({
    ...{ clock: 'virtual', containerizers: 'simulated' },
    ...{ masters: [{ port: undefined, flags }], agents: [agent(), agent()] },
  });

const masterOf = ({ masters: [master] }: EmbeddedCluster) => {
  if (!master) throw new Error('There is no master.');
  return master;
};

const agentsOf = ({ agents }: EmbeddedCluster) => agents as [(typeof agents)[0], (typeof agents)[0]];

// biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
const json = async (cluster: EmbeddedCluster, path: string): Promise<any> =>
  JSON.parse((await request(masterOf(cluster), 'GET', path, {})).body);

const put = (cluster: EmbeddedCluster, path: string, body: object) =>
  request(masterOf(cluster), 'PUT', path, { body: JSON.stringify(body) });

const operator = (cluster: EmbeddedCluster, call: object) =>
  request(masterOf(cluster), 'POST', '/api/v1', {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(call),
  });

describe('a master that was started again', () => {
  it('knows the agents, and those that stay away become unreachable', async () => {
    const cluster = await virtual();
    const [stays, leaves] = agentsOf(cluster);
    await masterOf(cluster).kill();
    await leaves.kill();
    await masterOf(cluster).restart();
    await cluster.clock.advance(MINUTE);
    expect(await json(cluster, '/slaves')).toMatchObject({
      ...{ slaves: [{ id: stays.id }], recovered_slaves: [{ id: { value: leaves.id } }] },
    });
    const scheduler = await subscribe(cluster);
    await cluster.clock.advance(10 * MINUTE);
    expect(await json(cluster, '/slaves')).toMatchObject({ slaves: [{ id: stays.id }], recovered_slaves: [] });
    expect((await scheduler.next('FAILURE')).failure).toEqual({ agent_id: { value: leaves.id } });
    expect((await json(cluster, '/state')).unreachable_slaves).toBe(1);
    const back = leaves.restart();
    await cluster.clock.advance(MINUTE);
    await back;
    expect(agentsOf(cluster).map(({ id }) => id)).toEqual([stays.id, leaves.id]);
    expect((await json(cluster, '/state')).unreachable_slaves).toBe(0);
  });

  it('knows what operators have ordered', async () => {
    const cluster = await virtual();
    const [first, second] = agentsOf(cluster);
    const agent_id = { value: first.id };
    await operator(cluster, { type: 'DRAIN_AGENT', drain_agent: { agent_id, mark_gone: false } });
    await put(cluster, '/weights', [{ role: 'web', weight: 3 }]);
    await operator(cluster, {
      type: 'UPDATE_QUOTA',
      update_quota: { quota_configs: [{ role: 'web', limits: { cpus: { value: 1 } } }] },
    });
    await masterOf(cluster).restart();
    await cluster.clock.advance(MINUTE);
    const [one, other] = (await json(cluster, '/slaves')).slaves;
    expect([one.id, other.id].sort()).toEqual([first.id, second.id].sort());
    expect(one.id === first.id ? one : other).toMatchObject({ deactivated: true, drain_info: { state: 'DRAINED' } });
    expect(await json(cluster, '/weights')).toEqual([{ role: 'web', weight: 3 }]);
    expect((await json(cluster, '/roles')).roles).toContainEqual(
      expect.objectContaining({ name: 'web', quota: expect.objectContaining({ limit: { cpus: 1 } }) }),
    );
  });

  it('knows nothing with registry=in_memory, nor after a reset', async () => {
    const forgetful = await virtual({ registry: 'in_memory' });
    await put(forgetful, '/weights', [{ role: 'web', weight: 3 }]);
    await masterOf(forgetful).restart();
    expect(await json(forgetful, '/weights')).toEqual([]);

    const cluster = await virtual();
    await put(cluster, '/weights', [{ role: 'web', weight: 3 }]);
    const reset = cluster.reset();
    await cluster.clock.advance(MINUTE);
    await reset;
    expect(await json(cluster, '/weights')).toEqual([]);
    expect((await json(cluster, '/registrar(1)/registry')).slaves.slaves).toHaveLength(2);
  });
});

describe('a master that cannot go on', () => {
  it('ends, says why, and can be started again', async () => {
    const cluster = await virtual({ recovery_agent_removal_limit: '40%' });
    const [, leaves] = agentsOf(cluster);
    await masterOf(cluster).kill();
    await leaves.kill();
    await masterOf(cluster).restart();
    await cluster.clock.advance(11 * MINUTE);
    expect(masterOf(cluster).running).toBe(false);
    await expect(masterOf(cluster).kill()).rejects.toMatchObject({
      code: 'MASTER_GONE',
      message: expect.stringContaining('1 of 2 recovered agents (50%) did not reregister within 10mins'),
    });
    await masterOf(cluster).restart();
    await cluster.clock.advance(MINUTE);
    expect((await json(cluster, '/slaves')).recovered_slaves).toHaveLength(1);
  });
});
