import { type ChildProcess, spawn } from 'node:child_process';
import { entryPoint } from '../../mesos/process/entry-point.js';
import { MARKER_VARIABLE } from '../../mesos/process/supervisor/marker.js';
import type { EngineAddress } from '../find-engine.js';
import { ownerLabel } from '../owner.js';

/** What the reaper is told on its command line. */
export interface ReaperTask {
  readonly address: EngineAddress;
  readonly owner: string;
}

/** What it is told, a line each: that there is nothing to be afraid of any more, or which cluster is to stay. */
export const RELEASED = 'released';
export const KEEP = 'keep ';

/** One use of a reaper. */
export interface Reaper {
  /** Has a cluster stay, whatever becomes of this process. */
  keep(cluster: string): void;
  /** Ends this use: all that is to be removed is. */
  release(): void;
}

interface Held {
  readonly process: ChildProcess;
  users: number;
}

const held = new Map<string, Held>();

/**
 * Makes sure that nothing of this process is left on an engine when this process is gone, however it ends: a small process of its
 * own waits for that, and removes whatever has the label of this owner then.
 */
export function holdReaper(address: EngineAddress): Reaper {
  const reaper = held.get(address.url) ?? { process: start(address), users: 0 };
  reaper.users++;
  held.set(address.url, reaper);
  let isHeld = true;
  return {
    keep: (cluster) => void reaper.process.stdin?.write(`${KEEP}${cluster}\n`),
    release() {
      if (!isHeld) return;
      isHeld = false;
      if (--reaper.users > 0) return;
      held.delete(address.url);
      reaper.process.stdin?.end(`${RELEASED}\n`);
    },
  };
}

function start(address: EngineAddress): ChildProcess {
  // Whoever ends this process with all that it has started, by the marker or by its session, is not to end the reaper.
  const { [MARKER_VARIABLE]: _, ...env } = process.env;
  const task: ReaperTask = { address, owner: ownerLabel() };
  const child = spawn(process.execPath, [entryPoint('docker-reaper.js'), JSON.stringify(task)], {
    ...{ cwd: '/', env, detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  });
  child.on('error', () => {}); // prune removes what is left then
  child.stdin?.on('error', () => {});
  child.unref();
  // A pipe to a child is a socket, which keeps Node from ending.
  (child.stdin as unknown as { unref(): void } | null)?.unref();
  return child;
}
