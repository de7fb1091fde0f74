import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Place } from './real-cli.js';

/** What a host process, or a directory, tells of itself. */
type Told = Record<string, unknown>;

/** Makes of a file what another version would have written there. */
function rewrite(file: string, change: (told: Told) => Told): void {
  writeFileSync(file, `${JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Told))}\n`);
}

const NEWER = { format: 2, version: '9.9.9' };

async function withCluster(test: (place: Place, files: { server: string; directory: string }) => Promise<void>): Promise<void> {
  await using place = new Place();
  expect((await place.run(['up', '--name', 'blue'])).code).toBe(0);
  const servers = join(place.env.MINIMESOS_HOME, 'servers');
  const server = join(servers, readdirSync(servers).find((name) => name.endsWith('.json')) ?? '');
  await test(place, { server, directory: join(place.folder, '.minimesos', 'cluster.json') });
}

describe('a cluster of another version', () => {
  it('is told by its files', () =>
    withCluster(async (_, files) => {
      for (const file of Object.values(files)) {
        expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ format: 1, version: expect.stringMatching(/^\d+\./) });
      }
    }));

  it('is used when it is older, from before its files had a number', () =>
    withCluster(async (place, { server, directory }) => {
      rewrite(server, ({ format: _, ...told }) => ({ ...told, version: '0.0.1' }));
      rewrite(directory, ({ format: _, version: __, ...told }) => told);
      for (const options of [[], ['--cluster', 'blue']]) {
        const { code, stdout } = await place.run(['info', '--json', ...options]);
        expect([code, JSON.parse(stdout)]).toMatchObject([0, { name: 'blue' }]);
      }
      expect((await place.run(['destroy'])).code).toBe(0);
      expect(existsSync(directory)).toBe(false);
    }));

  it('is used when it is newer and nothing has changed for this one', () =>
    withCluster(async (place, { server, directory }) => {
      for (const file of [server, directory]) rewrite(file, (told) => ({ ...told, version: '9.9.9', more: { of: 'it' } }));
      expect((await place.run(['info'])).code).toBe(0);
    }));

  it.each(['server', 'directory'] as const)(
    'is refused when it is newer and %s has another form, and it is said what to do',
    (changed) =>
      withCluster(async (place, files) => {
        const file = files[changed];
        const before = readFileSync(file, 'utf8');
        const { pid, startedAt } = JSON.parse(before) as Told;
        rewrite(file, () => ({ ...NEWER, pid, startedAt, all: 'else is other' }));
        const refusal = [
          `The file ${file} was written by minimesos 9.9.9 (process ${pid}) in format 2; this is minimesos 0.1.0, which reads format 1.`,
          'npx minimesos@VERSION',
        ];
        const asked = [
          ['info'],
          ['run', '--', 'true'],
          ['destroy'],
          ['up'],
          ...(changed === 'server' ? [['info', '--cluster', 'blue']] : []),
        ];
        for (const command of asked) {
          const { code, stderr } = await place.run(command);
          expect(code).not.toBe(0);
          for (const text of refusal) expect(stderr).toContain(text);
        }
        // Nothing of it was taken for a leftover.
        await place.run(['prune']);
        expect(existsSync(file)).toBe(true);
        expect((await place.run(['doctor'])).stdout).toContain(refusal[0]);
        if (changed === 'server') {
          for (const command of [['ps'], ['destroy', '--all']]) expect((await place.run(command)).stderr).toContain(refusal[0]);
        }
        writeFileSync(file, before);
        expect((await place.run(['destroy'])).code).toBe(0);
      }),
  );

  it('is a leftover like any other when it is gone', async () => {
    await using place = new Place();
    expect((await place.run(['up', '--name', 'blue'])).code).toBe(0);
    const directory = join(place.folder, '.minimesos', 'cluster.json');
    const told = readFileSync(directory, 'utf8');
    await place.run(['destroy']);
    await place.run(['up', '--name', 'green']);
    writeFileSync(directory, JSON.stringify({ ...(JSON.parse(told) as Told), ...NEWER }));
    const { stderr } = await place.run(['info']);
    expect(stderr).toContain('No cluster is running');
    expect((await place.run(['destroy', '--all'])).code).toBe(0);
  });
});
