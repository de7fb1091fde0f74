/** A program that owns a supervisor, for tests that end it. Arguments: the directory to work in, and what to do. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supervisor } from '../../../../src/mesos/process/supervisor/client.js';

const [, , directory = '', what] = process.argv;
const supervisor = Supervisor.acquire();
supervisor.addDirectory(directory);
const sandbox = join(directory, 'sandbox');
mkdirSync(sandbox);

function run(script: string, onStarted: () => void, onExit: (status: unknown) => void = () => {}): void {
  supervisor.spawn({
    marker: 'cluster/container',
    file: '/bin/sh',
    arguments: ['-c', script],
    cwd: sandbox,
    environment: { PATH: process.env['PATH'] ?? '' },
    stdout: join(sandbox, 'stdout'),
    stderr: join(sandbox, 'stderr'),
    onStarted,
    onExit,
    onFailed: (error) => console.error(error),
  });
}

if (what === 'die-at-once') {
  run('sleep 1000', () => {});
  process.kill(process.pid, 'SIGKILL');
} else if (what === 'die-over-a-start') {
  const env = { ...process.env, ...supervisor.guard().environment };
  spawn('/bin/sh', ['-c', 'setsid sleep 1000 & echo $$ $!; sleep 1000; exit'], { stdio: ['ignore', 'inherit', 'inherit'], env });
  process.kill(process.pid, 'SIGKILL'); // Nobody has been told its pid.
} else if (what === 'run-out') {
  await supervisor.ready;
  run('sleep 1000', () => console.log(supervisor.pid)); // Nothing else to do: it ends by itself, perhaps before this is said.
} else if (what === 'release') {
  // What keeps this program alive until the command has started, and nothing after it.
  const waiting = setTimeout(() => console.error('The command has not started within a minute.'), 60_000);
  run('sleep 1000', () => {
    clearTimeout(waiting);
    console.log(supervisor.pid);
    void supervisor.release().then(() => console.log('released'));
  });
} else {
  const script =
    'setsid sleep 1000 & env -i setsid sh -c "echo hidden >> started; cd / ; exec sleep 1000" & (env -i setsid sleep 1000 &) ; sleep 1000';
  run(script, () => {
    writeFileSync(join(directory, 'supervisor-pid'), String(supervisor.pid));
    console.log('running');
  });
  setInterval(() => {}, 1000);
}
