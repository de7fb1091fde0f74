import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = `
import { closeSync, openSync } from 'node:fs';
import { MesosCluster } from ${JSON.stringify(fileURLToPath(new URL('../../dist/index.js', import.meta.url)))};
const cluster = await MesosCluster.start({ agents: 1 });
await cluster.run('true'); // What could not be loaded once is not loaded again by Node.
const used = [];
const useAll = () => {
  try {
    for (;;) used.push(openSync('/dev/null', 'r'));
  } catch {}
};
useAll();
const using = setInterval(useAll, 1); // Connections that are closed meanwhile make room.
const told = [];
const attempt = (action) => action().catch(({ code, message }) => told.push({ code, message }));
await attempt(() => cluster.run('true'));
await attempt(() => cluster.run('true', { user: 'nobody' }));
await attempt(() => cluster.addAgent({ ownProcess: true }));
clearInterval(using);
for (const file of used) closeSync(file);
const { state } = await cluster.run('true');
await cluster.destroy();
console.log(JSON.stringify({ told, state }));
`;

it('tells that no more files can be opened, and goes on when they can', (context) => {
  context.skip(process.platform === 'win32', 'there is no ulimit');
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 200 && exec "$0" --input-type=module -e "$1"', process.execPath, program],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const said = (operation: string) => ({
    code: 'TOO_MANY_FILES',
    message: expect.stringMatching(
      new RegExp(`^${operation} could not be done, as no more files .*\\(EMFILE: .*\\)\\. Close some`),
    ),
  });
  expect(JSON.parse(stdout)).toEqual({
    told: [said('run\\(\\)'), said('run\\(\\)'), said('addAgent\\(\\)')],
    state: 'TASK_FINISHED',
  });
});
