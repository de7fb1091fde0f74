// Moments in which a process and its descendants do not run while time goes on, as on a virtual machine whose host has something else to do.
// They notice nothing of it but the time, as they would of signals. Linux only, as root, with control groups of either version.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { commandOf } from './machine.mjs';
import { Random } from './random.mjs';
import { sleep, until } from './until.mjs';

const GROUPS = '/sys/fs/cgroup';
/** By where such groups lie: the file that says whether those in a group run, and what it says. */
const KINDS = [
  { parent: GROUPS, file: 'cgroup.freeze', stopped: '1', running: '0', there: 'cgroup.controllers' },
  { parent: `${GROUPS}/freezer`, file: 'freezer.state', stopped: 'FROZEN', running: 'THAWED', there: 'cgroup.procs' },
];
/** How long what runs does, and how long it then does not. */
const RUNS_MS = [1000, 6000];
const STOPPED_MS = [100, 1500];
/** Who has been stopped has ended this long after SIGKILL. */
const GONE_MS = 5000;

/** Stalls this process again and again, with all that it starts, until it has ended or `end` is called. */
export function stall(pid, seed) {
  const kind = KINDS.find(({ parent, there }) => existsSync(`${parent}/${there}`));
  if (!kind) throw new Error('There are no control groups here that could stop processes for moments.');
  const group = `${kind.parent}/minimesos-soak-${process.pid}`;
  const random = new Random(seed);
  const set = (state) => writeFileSync(`${group}/${kind.file}`, state);
  const members = () => readFileSync(`${group}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number);
  let over = false;
  let stalls = 0;
  mkdirSync(group);
  writeFileSync(`${group}/cgroup.procs`, String(pid));

  const loop = (async () => {
    try {
      for (;;) {
        await sleep(random.between(...RUNS_MS));
        if (over || members().length === 0) return;
        set(kind.stopped);
        stalls++;
        await sleep(random.between(...STOPPED_MS));
        set(kind.running);
      }
    } finally {
      set(kind.running);
    }
  })();

  return {
    /** How often it was stopped, and the commands of what it has left, which are ended. */
    async end() {
      over = true;
      await loop;
      await until(() => members().length === 0, GONE_MS);
      const left = members();
      const commands = left.map(commandOf);
      for (const each of left) process.kill(each, 'SIGKILL');
      await until(() => members().length === 0, GONE_MS);
      rmdirSync(group);
      return { count: stalls, left: commands };
    },
  };
}
