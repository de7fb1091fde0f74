import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Registry } from '../../../src/mesos/master/registry.js';
import { RegistryFile } from '../../../src/mesos/master/registry-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'registry-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => new RegistryFile(join(folder, 'registry.json'), { dispatch: (action) => action() }).join(() => {});

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
});
