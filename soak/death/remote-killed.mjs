// A cluster in a host process of the remote API, used by a program: the program gets SIGKILL, or the host process does, and then the program
// learns it, and ends.

import { commandOf } from '../machine.mjs';
import { until } from '../until.mjs';
import { deaths, isStateOfDead } from './deaths.mjs';
import { randomMoment, startOwner } from './owner-process.mjs';
import { serveSlowFile } from './slow-file.mjs';

export const about = 'a host process of the remote API, or the program that uses it, gets SIGKILL';
export const counts = { moments: { bounded: 6, long: 200 } };

const LEARNS_MS = 20_000;

const hostOf = (place) => place.processes.find((pid) => /cli\.js serve/.test(commandOf(pid)));

export async function measure({ moments, seed, progress }) {
  const file = await serveSlowFile();
  const rows = await deaths({
    ...{ moments, seed, progress },
    mayStay: isStateOfDead,
    async die(place, random, told) {
      const owner = startOwner(place, file.url, 'process');
      const victim = random.pick(['program', 'host']);
      await randomMoment(owner, random);
      const { listeners: listened } = place;
      const phase = owner.seen.at(-1);
      const host = victim === 'host' ? await until(() => hostOf(place), LEARNS_MS, 10) : undefined;
      const seen = owner.seen.length;
      if (host) process.kill(host, 'SIGKILL');
      else owner.child.kill('SIGKILL');
      if (host) {
        // One that was being destroyed is gone, as was wanted: the program goes on with the next.
        const goesOn = until(() => owner.seen.length > seen + 2, LEARNS_MS).then((found) =>
          found ? 'went on' : 'did not learn',
        );
        const learned = await Promise.race([owner.ended, goesOn]);
        owner.child.kill('SIGKILL');
        if (learned === 'did not learn') told(`the program did not learn in ${LEARNS_MS} ms that its host process is gone`);
        if (typeof learned === 'number' && !/HOST_GONE|HOST_START_FAILED|CLUSTER_DESTROYED/.test(owner.errors)) {
          told(`the program ended during ${owner.seen.at(-1)} with ${learned}: ${owner.errors}`);
        }
        await owner.ended;
      } else await owner.ended;
      return { phase: `${phase} (${victim} killed)`, listened };
    },
  });
  await file.end();
  return rows;
}
