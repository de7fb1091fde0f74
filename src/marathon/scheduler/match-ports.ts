import type { Random } from '../../mesos/process/random.js';
import { subtractRanges } from '../../mesos/resources/ranges.js';
import type { Value } from '../../mesos/wire/messages.js';
import type { App } from '../definitions/app.js';
import { hostPortsOf } from '../definitions/ports.js';

/** One for each port that the app wants; undefined where it wants none at the agent. */
export type HostPorts = readonly (number | undefined)[];

/**
 * The ports that a task gets of those offered: the ones it insists on, and for the others any, one after the other from one that is
 * left to chance.
 * @param offered coalesced
 * @returns a text that says what is lacking, when there are not enough
 */
export function matchPorts(app: App, offered: readonly Value.Range[], random: Random): HostPorts | string {
  const wanted = wantedPorts(app);
  const fixed = wanted.filter((port) => port !== undefined && port !== 0) as number[];
  const missing = fixed.filter((port) => !offered.some(({ begin, end }) => begin <= port && port <= end));
  if (missing.length > 0) return `ports: ${missing.join(', ')} wanted, not offered`;
  const free = subtractRanges(
    offered,
    fixed.map((port) => ({ begin: port, end: port })),
  );
  const count = wanted.filter((port) => port === 0).length;
  const any = takeAny(free, count, random);
  if (!any) return `ports: ${wanted.filter((port) => port !== undefined).length} wanted, ${countOf(offered)} offered`;
  let next = 0;
  return wanted.map((port) => (port === 0 ? any[next++] : port));
}

/** Without `requirePorts`, ports of the host network are those of balancers, and any will do at the agent. */
function wantedPorts(app: App): HostPorts {
  const ports = hostPortsOf(app);
  const isMapped = (app.container?.portMappings?.length ?? 0) > 0;
  return isMapped || app.requirePorts ? ports : ports.map(() => 0);
}

function takeAny(free: readonly Value.Range[], count: number, random: Random): number[] | undefined {
  const total = countOf(free);
  if (total < count) return undefined;
  const start = Math.floor(random.number() * total);
  return Array.from({ length: count }, (_, index) => portAt(free, (start + index) % total));
}

function portAt(ranges: readonly Value.Range[], index: number): number {
  let rest = index;
  for (const { begin, end } of ranges) {
    const size = end - begin + 1;
    if (rest < size) return begin + rest;
    rest -= size;
  }
  throw new RangeError(`There is no port ${index}.`);
}

const countOf = (ranges: readonly Value.Range[]): number => ranges.reduce((sum, { begin, end }) => sum + end - begin + 1, 0);
