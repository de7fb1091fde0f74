#!/usr/bin/env node
// Runs schedulers that others have written, in other languages, unmodified and installed by name from their registries.
// What a client needs and this machine has not is said, and the client skipped; in CI a skip is a failure.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;

/** Each: a name, what it needs, how to install it into a folder, and the command that runs it against a master. */
const CLIENTS = [
  {
    name: 'python-mesos-http 0.4.2',
    needs: 'python3',
    folder: `${root}node_modules/.cache/minimesos/python-mesos-http`,
    install(folder) {
      execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
      execFileSync(`${folder}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', 'mesoshttp==0.4.2'], {
        stdio: 'inherit',
      });
    },
    installed: (folder) => existsSync(`${folder}/lib`) && existsSync(`${folder}/bin/pip`),
    command: (folder, master) => [`${folder}/bin/python`, [`${root}test-clients/python-mesos-http/scheduler.py`, master, '3']],
  },
];

const has = (program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const { MesosCluster } = await import('minimesos');
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const client of CLIENTS) {
  if (!has(client.needs)) {
    console.log(`skipped ${client.name}: there is no ${client.needs} on this machine`);
    counts[process.env.CI ? 'failed' : 'skipped']++;
    continue;
  }
  if (!client.installed(client.folder)) client.install(client.folder);
  const cluster = await MesosCluster.start({ agents: 3 });
  const started = Date.now();
  const [file, args] = client.command(client.folder, cluster.masters[0].url);
  const child = spawn(file, args, { stdio: 'inherit', timeout: 180_000 });
  const code = await new Promise((resolve) => child.on('exit', resolve).on('error', () => resolve(-1)));
  await cluster.destroy();
  counts[code === 0 ? 'passed' : 'failed']++;
  console.log(`${code === 0 ? 'ok' : 'FAILED'} ${client.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
