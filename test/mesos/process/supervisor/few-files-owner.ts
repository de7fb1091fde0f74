/** A program that acquires a supervisor while it can open no more files, and again when it can. Argument: a directory to work in. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Supervisor } from '../../../../src/mesos/process/supervisor/client.js';

const [, , directory = ''] = process.argv;
const used: number[] = [];
try {
  for (;;) used.push(openSync('/dev/null', 'r'));
} catch {
  // There are no more.
}
const supervisor = Supervisor.acquire();
const problem = await supervisor.ready.catch((error: Error) => error.message);
for (const descriptor of used) closeSync(descriptor);
console.log(problem);
// A supervisor that is idle does not keep this program alive, and a busy machine may take long to start the command.
const waiting = setTimeout(() => console.log('The command has not ended within a minute.'), 60_000);
supervisor.spawn({
  marker: 'cluster/container',
  ...{ file: '/bin/true', arguments: [], cwd: directory, environment: {} },
  ...{ stdout: join(directory, 'stdout'), stderr: join(directory, 'stderr') },
  onStarted() {},
  onExit: (status) => end(JSON.stringify(status)),
  onFailed: (error) => end(error.message),
});

function end(report: string): void {
  clearTimeout(waiting);
  console.log(report);
  void supervisor.release();
}
