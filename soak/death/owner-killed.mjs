// The process that uses the library gets SIGKILL.
import { deaths } from './deaths.mjs';
import { randomMoment, startOwner } from './owner-process.mjs';
import { serveSlowFile } from './slow-file.mjs';

export const about = 'the process that uses the library gets SIGKILL';
export const counts = { moments: { bounded: 12, long: 200 } };

export async function measure({ moments, seed, progress }) {
  const file = await serveSlowFile();
  const rows = await deaths({
    ...{ moments, seed, progress },
    async die(place, random) {
      const owner = startOwner(place, file.url);
      await randomMoment(owner, random);
      const { listeners: listened } = place;
      owner.child.kill('SIGKILL');
      await owner.ended;
      return { phase: owner.seen.at(-1), listened };
    },
  });
  await file.end();
  return rows;
}
