import type { Znode } from './znode.js';

const QUOTAS = '/zookeeper/quota';
const LIMITS = '/zookeeper_limits';
const STATISTICS = '/zookeeper_stats';

/**
 * Counts what lies under paths that have a limit, in znodes below `/zookeeper/quota`. As ZooKeeper does unless it is set up
 * otherwise, it counts and refuses nothing. What is counted shows in the data alone: no version changes, and nobody is told.
 */
export class Quotas {
  readonly #limited = new Set<string>();

  constructor(private readonly nodes: ReadonlyMap<string, Znode>) {}

  /** A znode is there, and may be a limit. */
  onAdded(path: string): void {
    const limited = pathWith(LIMITS, path);
    if (limited) this.#limited.add(limited);
  }

  onRemoved(path: string): void {
    const limited = pathWith(LIMITS, path);
    if (limited) this.#limited.delete(limited);
  }

  /** A znode has been created: if it is where something is to be counted, it begins with what is there. */
  begin(path: string, node: Znode): void {
    const counted = pathWith(STATISTICS, path);
    if (counted) node.data = formatted(this.#total(counted));
  }

  /** So much has been added at a path, or taken away. */
  count(path: string, znodes: number, bytes: number): void {
    if (this.#limited.size === 0) return;
    const limited = this.#limitedAbove(path);
    const statistics = limited === undefined ? undefined : this.nodes.get(`${QUOTAS}${limited}${STATISTICS}`);
    if (!statistics) return;
    const now = parsed(statistics.data);
    statistics.data = formatted({ count: now.count + znodes, bytes: now.bytes + bytes });
  }

  /** Only the nearest one counts. */
  #limitedAbove(path: string): string | undefined {
    for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (this.#limited.has(at)) return at;
    return undefined;
  }

  #total(path: string): Counted {
    const node = this.nodes.get(path);
    if (!node) return { count: 0, bytes: 0 };
    const parts = [...node.children].map((name) => this.#total(`${path}/${name}`));
    return parts.reduce(sum, { count: 1, bytes: node.data?.length ?? 0 });
  }
}

interface Counted {
  readonly count: number;
  readonly bytes: number;
}

const sum = (a: Counted, b: Counted): Counted => ({ count: a.count + b.count, bytes: a.bytes + b.bytes });

const formatted = ({ count, bytes }: Counted) => Buffer.from(`count=${count},bytes=${bytes}`);

function parsed(data: Buffer | undefined): Counted {
  const [, count = -1, bytes = -1] = /^count=(-?\d+),bytes=(-?\d+)/.exec(data?.toString() ?? '') ?? [];
  return { count: Number(count), bytes: Number(bytes) };
}

/** What a limit or a statistic is about; undefined for other paths. */
function pathWith(end: string, path: string): string | undefined {
  if (!path.endsWith(end) || !path.startsWith(`${QUOTAS}/`)) return undefined;
  return path.slice(QUOTAS.length, -end.length) || undefined;
}
