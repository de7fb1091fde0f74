import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MesosCluster } from '../../src/index.js';
import { figure } from './surroundings.js';

let folder: string;
let cluster: MesosCluster;
let umask: number;
const before = process.env['TMPDIR'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'security-'));
  process.env['TMPDIR'] = folder;
  // Nothing is private by itself.
  umask = process.umask(0);
  cluster = await MesosCluster.start({
    reaction: 'immediate',
    masters: [{ ownProcess: true }],
    agents: [{}, { ownProcess: true }],
    zookeeper: { dataDirectory: join(folder, 'zookeeper') },
  });
  for (const agent of cluster.agents) await cluster.run('echo text > file', { agent });
});
afterAll(async () => {
  await cluster?.destroy();
  process.umask(umask);
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(folder, { recursive: true, force: true });
});

/** All files below a directory, with their permissions. */
const below = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    return [{ path, mode: lstatSync(path).mode & 0o777 }];
  });
const open = (files: ReturnType<typeof below>) => files.filter(({ mode }) => mode !== 0o600);

describe("of this user alone, even where files are everybody's by themselves, are", () => {
  it('the directory of a cluster', () => {
    const roots = readdirSync(folder).filter((name) => name.startsWith('minimesos-'));
    expect(roots.length).toBeGreaterThan(0);
    for (const root of roots) expect(lstatSync(join(folder, root)).mode & 0o777).toBe(0o700);
  });

  it('the data of a ZooKeeper, in a directory that it made', () => {
    const all = below(join(folder, 'zookeeper'));
    // Others may know who has it.
    const files = all.filter(({ path }) => !path.endsWith('lock.json'));
    expect(files.length).toBeGreaterThan(0);
    expect(open(files)).toEqual([]);
    expect(all.filter(({ mode }) => (mode & 0o022) !== 0)).toEqual([]);
    expect(lstatSync(join(folder, 'zookeeper')).mode & 0o777).toBe(0o700);
    figure('Files of a ZooKeeper that are of their user alone', files.length);
  });

  it('what agents note for their successors, and masters for theirs', () => {
    const files = below(folder).filter(({ path }) => /\/meta\/|registry\.json|containers\.json/.test(path));
    for (const part of ['/meta/', 'registry.json'])
      expect(
        files.some(({ path }) => path.includes(part)),
        part,
      ).toBe(true);
    expect(open(files)).toEqual([]);
    figure('Checkpoints and registries that are of their user alone', files.length);
  });

  it('archives for bug reports, also in place of a file that was there', async () => {
    const [fresh, there] = ['fresh.tgz', 'there.tgz'].map((name) => join(folder, name)) as [string, string];
    writeFileSync(there, 'for everybody', { mode: 0o666 });
    for (const archive of [fresh, there]) {
      await cluster.diagnostics(archive);
      expect(lstatSync(archive).mode & 0o777).toBe(0o600);
    }
  });
});
