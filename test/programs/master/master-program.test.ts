import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { Site } from '../real-program.js';

let site: Site;
afterEach(() => site[Symbol.asyncDispose]());

describe('a master that is killed and started again', () => {
  it('knows its agents, and what operators have ordered', async () => {
    site = new Site();
    const master = site.master();
    const at = await master.address();
    const [, id] = await site.agent({ master: `127.0.0.1:${at.port}` }).logged(/Registered with the master \S+ as (\S+)/);
    const weights = JSON.stringify([{ role: 'web', weight: 3 }]);
    expect((await fetch(`http://127.0.0.1:${at.port}/weights`, { method: 'PUT', body: weights })).status).toBe(200);
    const quota = { type: 'UPDATE_QUOTA', update_quota: { quota_configs: [{ role: 'web', limits: { cpus: { value: 2 } } }] } };
    const headers = { 'Content-Type': 'application/json' };
    const operate = { method: 'POST', headers, body: JSON.stringify(quota) };
    expect((await fetch(`http://127.0.0.1:${at.port}/api/v1`, operate)).status).toBe(200);
    await master.kill();
    const next = site.master({ port: at.port });
    await next.logged(/Leads; agents to come back: 1/);
    const { slaves } = await document(at.port, '/registrar(1)/registry');
    expect(slaves.slaves.map(({ info: { id } }) => id.value)).toEqual([id]);
    expect(await document(at.port, '/weights')).toEqual([{ role: 'web', weight: 3 }]);
    expect((await document(at.port, '/roles')).roles).toContainEqual(
      expect.objectContaining({ name: 'web', quota: expect.objectContaining({ limit: { cpus: 2 } }) }),
    );
  });

  it('knows nothing with the registry in memory', async () => {
    site = new Site();
    const flags = { registry: 'in_memory' };
    const master = site.master(flags);
    const { port } = await master.address();
    await site.agent({ master: `127.0.0.1:${port}` }).logged(/Registered with the master/);
    await master.kill();
    await site.master({ ...flags, port }).logged(/Leads; agents to come back: 0/);
    expect(existsSync(site.path('master', 'registry.json'))).toBe(false);
  });

  it('says so when its registry cannot be read', async () => {
    site = new Site();
    const master = site.master();
    await master.logged(/Leads/);
    await master.kill();
    writeFileSync(site.path('master', 'registry.json'), '{"version":1,"adm');
    const next = site.master();
    expect(await next.ended).toBe(1);
    expect(next.stderr).toContain('registry.json');
  });
});

/** As much of the documents as is looked at. */
interface Document {
  slaves: { slaves: { info: { id: { value: string } } }[] };
  roles: object[];
}

const document = async (port: number, path: string) =>
  (await fetch(`http://127.0.0.1:${port}${path}`)).json() as Promise<Document>;
