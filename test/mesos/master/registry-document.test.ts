import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { MasterFixture } from './master-fixture.js';

const MACHINE = { hostname: 'one.example.com', ip: '127.0.0.1' };
const unavailability = { start: { nanoseconds: 2e18 } };

describe('/registrar(1)/registry', () => {
  it('is empty until the registry has been read', async () => {
    const fixture = await MasterFixture.start({}, { leads: false });
    expect(await fixture.json('/registrar(1)/registry')).toEqual({});
    fixture.master.lead();
    expect(await fixture.json('/registrar(1)/registry')).toEqual({
      master: { info: expect.objectContaining({ id: fixture.master.masterId, pid: fixture.master.pid }) },
    });
  });

  it('shows what a successor will know, as Mesos shows it', async () => {
    const fixture = await MasterFixture.start();
    const { operatedAgents, quotas, weights, maintenance } = fixture.master;
    const [stays, lost, gone] = [await fixture.agent(), await fixture.agent(), await fixture.agent()];
    await fixture.lose(lost);
    operatedAgents.drain(stays.agentId, { mark_gone: false });
    operatedAgents.markGone(gone.agentId);
    weights.update([{ role: 'web', weight: 2 }], ALL_APPROVED);
    const guarantees = { cpus: { value: 1 } };
    quotas.update({ quota_configs: [{ role: 'web', guarantees, limits: guarantees }, { role: 'nothing' }] }, ALL_APPROVED);
    const windows = [{ machine_ids: [MACHINE], unavailability }];
    maintenance.update({ windows }, ALL_APPROVED);

    const document = await fixture.json('/registrar%281%29/registry');
    expect(document).toMatchObject({
      slaves: {
        slaves: [
          {
            info: { id: { value: stays.agentId }, hostname: '127.0.0.1', port: 6000 },
            ...{ drain_info: { state: 'DRAINED', config: { mark_gone: false } }, deactivated: true },
          },
        ],
      },
      unreachable: {
        slaves: [{ id: { value: lost.agentId }, timestamp: { nanoseconds: expect.any(Number) }, deactivated: false }],
      },
      gone: { slaves: [{ id: { value: gone.agentId }, timestamp: { nanoseconds: expect.any(Number) } }] },
      machines: { machines: [{ info: { id: MACHINE, mode: 'DRAINING', unavailability } }] },
      schedules: [{ windows }],
      quota_configs: [{ role: 'web', guarantees, limits: guarantees }],
      weights: [{ info: { role: 'web', weight: 2 } }],
      minimum_capabilities: [{ capability: 'AGENT_DRAINING' }, { capability: 'QUOTA_V2' }],
    });
    expect(document.quota_configs).toHaveLength(1);
  });

  it('shows resources in their old form, but for those that have none', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent({ resources: 'cpus(web):1;mem:64' });
    const resources = async () => (await fixture.json('/registrar(1)/registry')).slaves.slaves[0].info.resources;
    expect(await resources()).toEqual([
      { name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, role: 'web' },
      { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, role: '*' },
    ]);
  });

  it('is for those who may read', async () => {
    const credentials = { credentials: [{ principal: 'ops', secret: 'secret' }] };
    const fixture = await MasterFixture.start({ authenticate_http_readonly: true, credentials });
    expect((await fixture.get('/registrar(1)/registry')).status).toBe(401);
  });
});
