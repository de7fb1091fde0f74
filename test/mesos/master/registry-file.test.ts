import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Registry } from '../../../src/mesos/master/registry.js';
import { RegistryFile } from '../../../src/mesos/master/registry-file.js';
import { ResourceLimits } from '../../../src/mesos/resources/limits.js';
import { ResourceQuantities } from '../../../src/mesos/resources/quantities.js';
import { fileError, replaceInFs } from '../../failing-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'registry-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => new RegistryFile(join(folder, 'registry.json'), { dispatch: (action) => action() }).join(() => {});

const EMPTY = {
  ...{ version: 1, machines: [], windows: [], deactivated: [], quotas: [], admitted: [] },
  ...{ unreachable: [], gone: [], draining: [], weights: [] },
};

describe('the file of a registry', () => {
  it('is for this user alone, and tells its format', () => {
    open().store(new Registry(), () => {});
    const path = join(folder, 'registry.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: 1 });
  });

  it('is refused when it is of another version', () => {
    writeFileSync(join(folder, 'registry.json'), JSON.stringify({ version: 2, something: 'else' }));
    const reading = () => open().fetch(() => {});
    expect(reading).toThrow(expect.objectContaining({ code: 'INVALID_FILE' }));
    expect(reading).toThrow('it is of another version of minimesos: format 2, where this one reads 1');
  });

  it('brings back what it was given', () => {
    const registry = new Registry();
    registry.master = { id: 'm', ip: 16_777_343, port: 5050, hostname: 'h' };
    registry.admit('a', { hostname: 'h', id: { value: 'a' }, port: 5051 });
    registry.draining.set('a', { state: 'DRAINING', config: { mark_gone: true } });
    registry.deactivated.add('a');
    registry.unreachable.set('u', 1.5e18);
    registry.gone.set('g', 1.5e18);
    registry.weights.set('eng', 2.5);
    registry.quotas.set('eng', { guarantees: ResourceQuantities.of({ cpus: 1 }), limits: ResourceLimits.of({ cpus: 2 }) });
    registry.machines = [{ id: { hostname: 'h' }, mode: 'UP' }];
    registry.windows = [{ machine_ids: [{ hostname: 'h' }], unavailability: { start: { nanoseconds: 5 } } }];
    open().store(registry, () => {});
    let read: Registry | undefined;
    open().fetch((fetched) => {
      read = fetched;
    });
    expect(read).toEqual(registry);
  });

  it.each([
    ['null', 'it is no object'],
    ['{"version":1}', 'Expecting a JSON array'],
    [JSON.stringify({ ...EMPTY, deactivated: [5] }), '"deactivated" is not a text'],
    [JSON.stringify({ ...EMPTY, admitted: [['a', { port: 1 }]] }), 'hostname'],
    [JSON.stringify({ ...EMPTY, weights: [['eng', -1]] }), '"weights" is not a number from 0 on'],
    [JSON.stringify({ ...EMPTY, quotas: [['eng', { guarantees: {} }]] }), '"limits" is not an object'],
    ['{', 'JSON'],
  ])('is refused when it is %s', (text, reason) => {
    writeFileSync(join(folder, 'registry.json'), text);
    const reading = () => open().fetch(() => expect.unreachable());
    expect(reading).toThrow(expect.objectContaining({ code: 'INVALID_FILE' }));
    expect(reading).toThrow(reason);
  });

  it('is the end of its master when it cannot be written, and stays as it was', () => {
    const path = join(folder, 'registry.json');
    const reasons: string[] = [];
    const replica = new RegistryFile(path, { dispatch: (action) => action() }).join((reason) => {
      reasons.push(reason);
      replica.leave();
    });
    replica.store(new Registry(), () => {});
    const before = readFileSync(path, 'utf8');
    const full = replaceInFs<typeof writeFileSync>('writeFileSync', () => () => {
      throw fileError('ENOSPC');
    });
    const changed = new Registry();
    changed.weights.set('eng', 2.5);
    try {
      replica.store(changed, () => expect.unreachable());
    } finally {
      full();
    }
    expect(reasons).toEqual([expect.stringMatching(/^Failed to store the registry: ENOSPC/)]);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('is refused when it is no file', () => {
    mkdirSync(join(folder, 'registry.json'));
    expect(() => open().fetch(() => {})).toThrow(expect.objectContaining({ code: 'INVALID_FILE' }));
  });
});
