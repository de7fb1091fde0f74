// A program that prints what it is doing, line by line, and dies at a moment of somebody's choosing.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sleep } from '../until.mjs';

/** How long each phase may take here: somewhere in that time the death comes. */
export const PHASES = { start: 200, launch: 400, fetch: 900, destroy: 150 };

/** Starts the owner program; `inPhase` resolves when it has come to a phase for the so many-th time. */
export function startOwner(place, ...args) {
  const path = fileURLToPath(new URL('owner.mjs', import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    ...{ cwd: place.work, env: place.environment, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const seen = [];
  let errors = '';
  const waiting = new Set();
  const wake = () => {
    for (const each of waiting) each();
  };
  child.stdout.on('data', (chunk) => {
    seen.push(...String(chunk).trim().split('\n'));
    wake();
  });
  child.stderr.on('data', (chunk) => (errors += chunk));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  void ended.then(wake);
  return {
    ...{ child, ended, seen },
    get errors() {
      return errors;
    },
    async inPhase(phase, times) {
      while (seen.filter((each) => each === phase).length < times) {
        if (child.exitCode !== null) throw new Error(`the owner ended by itself: ${errors}`);
        await new Promise((resolve) => waiting.add(resolve));
      }
    },
  };
}

/** A moment in the life of an owner. */
export async function randomMoment(owner, random) {
  const phase = random.pick(Object.keys(PHASES));
  await owner.inPhase(phase, random.pick([1, 1, 2]));
  await sleep(random.between(0, PHASES[phase]));
}
