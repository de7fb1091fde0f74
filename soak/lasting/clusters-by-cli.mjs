// Clusters that are started, used and destroyed with the command line, each in a host process of its own and a directory of its own.
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { cliSucceeds } from '../cli.mjs';
import { median } from '../statistics.mjs';

export const about = 'clusters started and destroyed with the command line';
export const counts = { clusters: { bounded: 8, long: 100 } };

export async function measure({ clusters, progress }) {
  const times = { up: [], run: [], destroy: [] };
  const timed = async (what, args, cwd) => {
    const before = performance.now();
    const output = await cliSucceeds(args, { cwd });
    times[what].push(performance.now() - before);
    return output;
  };
  let remembered = 0;
  for (let index = 0; index < clusters; index++) {
    progress(`${index} of ${clusters}`);
    const cwd = mkdtempSync(join(process.cwd(), 'cluster-'));
    await timed('up', ['up', '--agents', '2'], cwd);
    await timed('run', ['run', '--', 'true'], cwd);
    await timed('destroy', ['destroy'], cwd);
    if (existsSync(join(cwd, '.minimesos'))) remembered++;
  }
  const listed = JSON.parse(await cliSucceeds(['ps', '--json']));
  return [
    { figure: 'clusters', value: clusters },
    { figure: 'up, median', value: median(times.up), unit: 'ms' },
    { figure: 'run -- true, median', value: median(times.run), unit: 'ms' },
    { figure: 'destroy, median', value: median(times.destroy), unit: 'ms' },
    { figure: 'directories that still remember a cluster', value: remembered, most: 0 },
    { figure: 'clusters that ps still lists', value: listed.length, most: 0 },
  ];
}
