import { setTimeout as sleep } from 'node:timers/promises';
import { readMarkers, readPlaces, readProcessTable } from '../../../../src/mesos/process/supervisor/process-table.js';

export function isAlive(pid: number): boolean {
  return readProcessTable()?.has(pid) ?? false;
}

/** Live processes that have the text in a marker, or work or write below the path. */
export function processesWith(text: string): number[] {
  const all = [...(readProcessTable()?.keys() ?? [])];
  return all.filter((pid) => [...readMarkers(pid), ...readPlaces(pid)].some((found) => found.includes(text)));
}

/** Looks again and again until `look` returns something; fails after half a minute, naming what it waited for. */
export async function eventually<Result>(what: string, look: () => Result | undefined | false): Promise<Result> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const result = look();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > deadline) throw new Error(`Waited 30 s in vain for: ${what}`);
    await sleep(10);
  }
}
