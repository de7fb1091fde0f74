import type { Resource } from 'minimesos/protocol';

/** What a task takes. */
export interface Needs {
  readonly cpus: number;
  readonly mem: number;
  readonly ports: number;
}

export interface Taken {
  readonly resources: Resource[];
  readonly ports: number[];
}

/**
 * Takes resources out of those of an offer; says instead what is missing. What is reserved for the framework's role goes
 * first, so that the rest stays for others; each piece keeps its reservation.
 */
export function take(offered: readonly Resource[], { cpus, mem, ports }: Needs): Taken | string {
  const usable = offered.filter(({ disk, revocable, shared }) => !disk && !revocable && !shared);
  const sorted = [...usable].sort((one, other) => (other.reservations?.length ?? 0) - (one.reservations?.length ?? 0));
  const taken: Resource[] = [];
  const lacking: string[] = [];
  for (const [name, amount] of Object.entries({ cpus, mem })) {
    const pieces = takeScalar(sorted, name, amount);
    if (typeof pieces === 'number') lacking.push(`${name} ${pieces} of ${amount}`);
    else taken.push(...pieces);
  }
  const { pieces, numbers } = takePorts(sorted, ports);
  if (numbers.length < ports) lacking.push(`${numbers.length} of ${ports} ports`);
  return lacking.length > 0 ? `has only ${lacking.join(', ')}` : { resources: [...taken, ...pieces], ports: numbers };
}

/** Pieces that are worth so much together, or how much there is when that is less. */
function takeScalar(offered: readonly Resource[], name: string, amount: number): Resource[] | number {
  const pieces: Resource[] = [];
  let missing = amount;
  for (const resource of offered) {
    const value = Math.min(resource.scalar?.value ?? 0, missing);
    if (resource.name !== name || value <= 0) continue;
    pieces.push({ ...resource, scalar: { value: round(value) } });
    missing = round(missing - value);
  }
  return missing > 0 ? round(amount - missing) : pieces;
}

function takePorts(offered: readonly Resource[], count: number): { pieces: Resource[]; numbers: number[] } {
  const pieces: Resource[] = [];
  const numbers: number[] = [];
  for (const resource of offered) {
    if (resource.name !== 'ports') continue;
    const here = numbersIn(resource, count - numbers.length);
    if (here.length === 0) continue;
    numbers.push(...here);
    pieces.push({ ...resource, ranges: { range: here.map((port) => ({ begin: port, end: port })) } });
  }
  return { pieces, numbers };
}

/** The first numbers of the ranges, at most so many. */
function numbersIn({ ranges }: Resource, most: number): number[] {
  const numbers: number[] = [];
  for (const { begin, end } of ranges?.range ?? []) {
    for (let port = begin; port <= end && numbers.length < most; port++) numbers.push(port);
  }
  return numbers;
}

/** Mesos counts in thousandths. */
const round = (value: number): number => Math.round(value * 1000) / 1000;
