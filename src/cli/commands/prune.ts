import type { EngineLeftover } from '../../docker/leftovers.js';
import { readServerFiles } from '../../host/server-file.js';
import { type Command, defineCommand } from '../command.js';
import { ClusterDirectory } from '../directory.js';
import { engineAtHand } from '../engine-at-hand.js';
import { EXIT } from '../exit-codes.js';
import { abandonedDirectories, abandonedLogs, remove } from '../leftovers.js';
import { writeJson } from '../output.js';
import { counted } from '../text.js';

/** What stands for the engine itself among what failed, and begins what is on it: of these the reason says it all. */
const ENGINE = 'docker';

/** `minimesos prune` */
export const prune: Command = defineCommand({
  name: 'prune',
  about:
    'Removes what processes left behind that ended without being able to tidy up, in a power cut for instance: directories of ' +
    'clusters, files of host processes, what the working directory remembers of a cluster that is gone, and containers, networks and ' +
    'volumes of Docker, also those of a start that failed with --retain. What belongs to a process that lives is left alone, and so are ' +
    'directories kept with --retain.',
  options: { 'dry-run': { about: 'only shows what would be removed' } },
  async run(context, { options }) {
    const { json, 'dry-run': dry = false } = options;
    const directory = new ClusterDirectory(context.cwd);
    const state = directory.state();
    const isStale = state.kind === 'stale' || state.kind === 'damaged';
    // Reading them removes those of host processes that are gone.
    readServerFiles();
    const found = [...abandonedDirectories(), ...abandonedLogs()];
    const failed = dry ? [] : await remove(found);
    if (isStale && !dry) directory.clean();
    const onEngine = await pruneEngine(dry);
    failed.push(...onEngine.failed);
    const removed = [
      ...onEngine.removed,
      ...found.filter((path) => !failed.some((failure) => failure.path === path)),
      ...(isStale ? ['.minimesos'] : []),
    ];
    if (json) writeJson(context, { removed, failed });
    else {
      for (const path of removed) context.stdout.write(`${path}\n`);
      for (const { path, reason } of failed) {
        context.stderr.write(path.startsWith(ENGINE) ? `${reason}\n` : `${path} could not be removed: ${reason}\n`);
      }
      const nothing = failed.length === 0 ? 'Nothing was left behind.' : 'Nothing was removed.';
      const what = removed.length === 0 ? nothing : `${dry ? 'Would remove' : 'Removed'} ${counted(removed.length, 'leftover')}.`;
      context.stderr.write(`${what}\n`);
    }
    return failed.length > 0 ? EXIT.failed : EXIT.ok;
  },
});

/** The same on the engine of Docker, if there is one. One that cannot be asked is a failure: something may have been left there. */
async function pruneEngine(dry: boolean): Promise<{ removed: string[]; failed: { path: string; reason: string }[] }> {
  const removed: string[] = [];
  const failed: { path: string; reason: string }[] = [];
  try {
    const engine = await engineAtHand();
    if (!engine) return { removed, failed };
    const { leftoversOn, removeLeftover } = await import('../../docker/leftovers.js');
    const prune = async (leftover: EngineLeftover) => {
      const path = `${ENGINE}: cluster ${leftover.cluster}`;
      try {
        if (!dry) await removeLeftover(engine, leftover);
        removed.push(path);
      } catch (error) {
        failed.push({ path, reason: (error as Error).message });
      }
    };
    await Promise.all((await leftoversOn(engine)).map(prune));
    removed.sort();
  } catch (error) {
    failed.push({
      path: ENGINE,
      reason: `The engine of Docker could not be asked what is left there: ${(error as Error).message}`,
    });
  }
  return { removed, failed };
}
