import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { MemoryRegistryStorage } from '../../../src/mesos/master/registry-storage.js';
import { MasterFixture } from './master-fixture.js';

const SECOND = 1000;

describe('a registrar', () => {
  it('lets its master recover as soon as the registry can be read', async () => {
    const registry = new MemoryRegistryStorage(2);
    const fixture = await MasterFixture.start({}, { registry });
    await fixture.advance(50 * SECOND);
    expect([fixture.master.elected, fixture.master.recovered]).toEqual([true, false]);
    expect(await fixture.operator({ type: 'GET_HEALTH' })).toMatchObject({ status: 503 });
    registry.join(() => {});
    expect(fixture.master.recovered).toBe(true);
    await fixture.advance(60 * SECOND);
    expect(fixture.exits).toEqual([]);
  });

  it('has its master end when the registry cannot be read in time', async () => {
    const fixture = await MasterFixture.start({ registry_fetch_timeout: '30secs' }, { registry: new MemoryRegistryStorage(2) });
    await fixture.advance(25 * SECOND);
    expect(fixture.exits).toEqual([]);
    await fixture.advance(5 * SECOND);
    expect(fixture.exits).toEqual(['Failed to read the registry within 30secs: too few masters run']);
    expect(fixture.master.alive).toBe(false);
  });

  it('has its master end when a change cannot be stored in time', async () => {
    const registry = new MemoryRegistryStorage(2);
    const other = registry.join(() => {});
    const fixture = await MasterFixture.start({}, { registry });
    other.leave();
    await fixture.advance(60 * SECOND);
    expect(fixture.exits).toEqual([]); // as long as nothing changes it need not be able to
    fixture.master.weights.update([{ role: 'web', weight: 2 }], ALL_APPROVED);
    await fixture.advance(20 * SECOND);
    expect(fixture.exits).toEqual(['Failed to store the registry within 20secs: too few masters run']);
  });

  it('has its master end when another one has taken over', async () => {
    const registry = new MemoryRegistryStorage();
    const [one, other] = [await MasterFixture.start({}, { registry }), await MasterFixture.start({}, { registry })];
    expect(one.exits).toEqual(['Another master leads, and has taken over the registry']);
    expect([one.master.alive, other.master.alive]).toEqual([false, true]);
  });

  it('counts the masters of the log, and the bytes of the registry', async () => {
    const registry = new MemoryRegistryStorage();
    registry.join(() => {});
    const fixture = await MasterFixture.start({}, { registry });
    const size = async () => (await fixture.json('/metrics/snapshot'))['registrar/registry_size_bytes'];
    const before = await size();
    expect(before).toBe((await fixture.get('/registrar(1)/registry')).body.length);
    await fixture.agent();
    expect(await size()).toBeGreaterThan(before);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'registrar/log/ensemble_size': 2 });
  });
});
