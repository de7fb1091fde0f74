// Moments in which a process and its descendants do not run while time goes on, as on a virtual machine whose host has something else to do.
// They notice nothing of it but the time, as they would of signals. Besides, one of them after another does not run, so that what two of them do comes in an order that
// it does not have on an idle machine. Linux only, as root, with control groups of either version.
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
/** The same for one of them alone. */
const ONE_RUNS_MS = [0, 150];
const ONE_STOPPED_MS = [50, 750];
/** Who has been stopped has ended this long after SIGKILL. */
const GONE_MS = 5000;

/** Stalls this process again and again, with all that it starts, until it has ended or `end` is called. */
export function stall(pid, seed) {
  const kind = KINDS.find(({ parent, there }) => existsSync(`${parent}/${there}`));
  if (!kind) throw new Error('There are no control groups here that could stop processes for moments.');
  const group = `${kind.parent}/minimesos-soak-${process.pid}`;
  const random = new Random(seed);
  const one = `${group}/one`;
  const set = (state, which = group) => writeFileSync(`${which}/${kind.file}`, state);
  const inGroup = (which) => readFileSync(`${which}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number);
  const members = () => [...inGroup(group), ...inGroup(one)];
  let over = false;
  let stalls = 0;
  let stallsOfOne = 0;
  mkdirSync(one, { recursive: true });
  writeFileSync(`${group}/cgroup.procs`, String(pid));

  const all = (async () => {
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

  const single = (async () => {
    for (;;) {
      await sleep(random.between(...ONE_RUNS_MS));
      if (over || members().length === 0) return;
      const chosen = random.pick(inGroup(group));
      if (chosen === undefined || !move(chosen, one)) continue;
      set(kind.stopped, one);
      stallsOfOne++;
      await sleep(random.between(...ONE_STOPPED_MS));
      set(kind.running, one);
      for (const each of inGroup(one)) move(each, group);
    }
  })();

  return {
    /** How often all of it was stopped, how often one of its processes, and the commands of what it has left, which are ended. */
    async end() {
      over = true;
      await Promise.all([all, single]);
      await until(() => members().length === 0, GONE_MS);
      const left = members();
      const commands = left.map(commandOf);
      for (const each of left) process.kill(each, 'SIGKILL');
      await until(() => members().length === 0, GONE_MS);
      rmdirSync(one);
      rmdirSync(group);
      return { stalls, stallsOfOne, left: commands };
    },
  };
}

/** @returns false when it has ended */
function move(pid, group) {
  try {
    writeFileSync(`${group}/cgroup.procs`, String(pid));
    return true;
  } catch {
    return false;
  }
}
