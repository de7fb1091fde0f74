// The processes behind the command line get SIGKILL: the host process that has the cluster, `minimesos up` before it has handed the
// cluster over, or a `minimesos up -- COMMAND`. Then the next commands tell the truth, whichever comes first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cli, startCli } from '../cli.mjs';
import { commandOf, processesWith } from '../machine.mjs';
import { sleep, until } from '../until.mjs';
import { deaths, isStateOfDead } from './deaths.mjs';
import { HIDING } from './hiding.mjs';
import { serveSlowFile } from './slow-file.mjs';

export const about = 'the processes behind the command line get SIGKILL, and the next command tells the truth';
export const counts = { moments: { bounded: 10, long: 200 } };

/** How long each may take here: somewhere in that time the death comes. */
const PHASES = { up: 900, run: 900, fetch: 900, destroy: 500, 'up of a command': 1200 };
/** What `up` runs ends with it, and so do its children, one of which has left the session. */
const COMMAND = 'sleep 1000 & setsid sleep 1000 & (sleep 1000; exit 0)';
const NEXT = ['ps', 'info', 'up', 'destroy', 'run'];

const kill = (pid) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
};

/** The host processes of a place. */
const hostsOf = (place) => processesWith(place.folder).filter((pid) => /cli\.js serve/.test(commandOf(pid)));

/** Lets one phase begin after those before it; resolves with the commands that are under way. */
async function begin(phase, options, url) {
  const fetching = ['run', '--uri', url, '--', 'cat slow'];
  const [first, ...later] = { 'up of a command': [['up', '--', 'sh', '-c', COMMAND]], up: [['up']] }[phase] ?? [['up']];
  if (phase === 'up' || phase === 'up of a command') return [startCli(first, options), ...later];
  const { code, stderr } = await cli(first, options);
  if (code !== 0) throw new Error(`up ended with ${code}: ${stderr}`);
  if (phase === 'run') return [startCli(['run', '--', HIDING], options)];
  if (phase === 'fetch') return [startCli(fetching, options)];
  const running = startCli(['run', '--', HIDING], options);
  await sleep(500);
  return [running, startCli(['destroy'], options)];
}

/** What the next commands say when nobody is there any more. `told` is called with what is not true. */
async function askNext(place, random, told) {
  const options = { cwd: place.work, env: place.environment };
  const first = random.pick(NEXT);
  const order = [first, ...NEXT.filter((name) => name !== first && name !== 'up' && name !== 'destroy')];
  for (const name of first === 'up' ? ['up'] : order) {
    if (name === 'up') continue;
    const { code, stdout, stderr } = await cli(name === 'run' ? ['run', '--', 'true'] : [name, '--json'], options);
    if (name === 'ps' ? code !== 0 || stdout.trim() !== '[]' : code === 0) told(`${name} ended with ${code}: ${stdout}${stderr}`);
    if (/\n\s+at /.test(stderr)) told(`${name} shows a stack: ${stderr}`);
  }
  const up = await cli(['up', '--json'], options);
  if (up.code !== 0) return told(`up ended with ${up.code}: ${up.stderr}`);
  const ran = await cli(['run', '--', 'echo well'], options);
  if (ran.stdout.trim() !== 'well') told(`run on a new cluster ended with ${ran.code}: ${ran.stdout}${ran.stderr}`);
  const listed = JSON.parse((await cli(['ps', '--json'], options)).stdout);
  if (listed.length !== 1) told(`ps lists ${listed.length} clusters, and there is 1`);
  const destroyed = await cli(['destroy'], options);
  if (destroyed.code !== 0) told(`destroy ended with ${destroyed.code}: ${destroyed.stderr}`);
  await until(() => place.traces().length === 0, 3000);
  const left = [...place.traces(), ...(existsSync(join(place.work, '.minimesos')) ? ['.minimesos'] : [])];
  if (left.length > 0) told(`after the next commands there is: ${left.join('; ')}`);
}

export async function measure({ moments, seed, progress }) {
  const file = await serveSlowFile();
  const rows = await deaths({
    ...{ moments, seed, progress },
    mayStay: isStateOfDead,
    async die(place, random, told) {
      const options = { cwd: place.work, env: place.environment };
      const phase = random.pick(Object.keys(PHASES));
      const commands = await begin(phase, options, file.url);
      // Of `up`, that command, or its host process, or both at once; with a command after it, it has the cluster itself.
      const victims =
        phase === 'up' ? random.pick(['command', 'host', 'both']) : phase === 'up of a command' ? 'command' : 'host';
      if (victims === 'host') await until(() => hostsOf(place).length > 0, 10_000, 5);
      await sleep(random.between(0, PHASES[phase]));
      const { listeners: listened } = place;
      const finished = commands.some(({ child }) => child.exitCode !== null);
      if (victims !== 'host') for (const { child } of commands) kill(child.pid);
      if (victims !== 'command') for (const pid of hostsOf(place)) kill(pid);
      // Who has handed its cluster over may die: the cluster lives on, which is what it is for.
      if (phase === 'up' && victims === 'command' && finished) for (const pid of hostsOf(place)) kill(pid);
      const ended = Promise.all(commands.map(({ ended }) => ended));
      return {
        ...{ phase: `${phase} (${victims} killed)`, listened },
        async after() {
          const [{ code, stderr }] = await ended;
          if (typeof code === 'number' && code !== 0 && !/^minimesos|^Error|\w/.test(stderr))
            told(`${phase} ended with ${code} without a word`);
          await askNext(place, random, told);
        },
      };
    },
  });
  await file.end();
  return rows;
}
