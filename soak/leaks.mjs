// What a process holds, before and after something that should leave nothing: handles, descriptors, children, files, heap, and how late its
// event loop is. Needs --expose-gc.
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sleep } from './until.mjs';

const IDLE_MS = 1000;
/** Ten seconds: connections that are kept for the next request are closed after five. */
const MOST_LOOKS = 200;

/** Handles by what they are; those of the channel to the parent are always there. */
function handles() {
  const counted = {};
  for (const name of process.getActiveResourcesInfo()) if (name !== 'Timeout') counted[name] = (counted[name] ?? 0) + 1;
  return counted;
}

const look = () => ({
  handles: Object.values(handles()).reduce((sum, count) => sum + count, 0),
  descriptors: readdirSync('/proc/self/fd').length,
  children: readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean).length,
  files: readdirSync(tmpdir()).length,
});

/** Connections that were cut take a moment until the system has forgotten them: what counts is the least that is reached. */
async function settledLook(wanted = {}) {
  let seen = look();
  for (let looks = 0; looks < MOST_LOOKS && Object.keys(wanted).some((key) => seen[key] > wanted[key]); looks++) {
    await sleep(50);
    seen = look();
  }
  return seen;
}

async function snapshot(wanted) {
  const seen = await settledLook(wanted);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const utilization = performance.eventLoopUtilization();
  delay.enable();
  await sleep(IDLE_MS);
  delay.disable();
  const busy = performance.eventLoopUtilization(utilization).utilization * 100;
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await sleep(10);
  }
  return { ...seen, heapMb: process.memoryUsage().heapUsed / 1024 / 1024, delayMs: delay.percentile(50) / 1e6, busy };
}

/**
 * Does `action`, and returns figures of what is there afterwards beyond what was there before.
 * @param times how often what is done in `action` is done, for the growth of the heap for each
 * @param mostHeapMb what the heap may grow by in all: lists that keep so many and no more, and code that was compiled meanwhile
 * @param mostDescriptors where a cluster lives on, more or fewer of its connections are kept for a while
 */
export async function withoutLeaks(action, { times, each, mostHeapMb = 8, mostDescriptors = 0 }) {
  const before = await snapshot();
  await action();
  const after = await snapshot(before);
  const more = (key) => Math.max(0, after[key] - before[key]);
  const grown = after.heapMb - before.heapMb;
  return [
    { figure: 'handles more than before', value: more('handles'), most: 0 },
    { figure: 'descriptors more than before', value: more('descriptors'), most: mostDescriptors },
    { figure: 'child processes more than before', value: more('children'), most: 0 },
    { figure: 'files and directories more than before', value: more('files'), most: 0 },
    { figure: 'heap after collection, before', value: before.heapMb, unit: 'MB' },
    { figure: 'heap after collection, grown by', value: grown, unit: 'MB', most: mostHeapMb },
    { figure: `the same for each ${each}`, value: (grown * 1024) / times, unit: 'KB' },
    { figure: 'event-loop delay when idle, median, before', value: before.delayMs, unit: 'ms' },
    { figure: 'event-loop delay when idle, median, after', value: after.delayMs, unit: 'ms', most: before.delayMs + 5 },
    { figure: 'event loop busy when idle, before', value: before.busy, unit: '%' },
    { figure: 'event loop busy when idle, after', value: after.busy, unit: '%', most: before.busy + 20 },
  ];
}
