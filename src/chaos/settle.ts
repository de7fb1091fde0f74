import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { pause } from '../mesos/process/pause.js';
import { type ChaosProblem, findProblems } from './check.js';
import type { ClusterWatch } from './watch.js';

/** How often a cluster is looked at, with so much of its own time in between, before what is wrong counts. */
const LOOKS = 12;
/** All looks together are more than the 10 minutes after which Mesos repeats an update at the latest. */
const BETWEEN_MS = 75_000;
/** Time for programs, which do not notice that the cluster's time is moved. */
const REAL_PAUSE_MS = 250;
/** Time for schedulers to come back: some wait longer and longer before they try again. */
const AWAY_PAUSE_MS = 2000;

const keyOf = ({ check, text, framework }: ChaosProblem) => JSON.stringify([check, framework, text]);

/**
 * Looks at a cluster until nothing is wrong that was wrong all the time, and resolves with what still is after 15 minutes of
 * the cluster's time.
 * @param expected the frameworks whose schedulers should be there now
 */
export async function settle(
  cluster: MesosCluster,
  watch: ClusterWatch,
  expected: () => ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ChaosProblem[]> {
  let lasting: Map<string, ChaosProblem> | undefined;
  for (let look = 0; look < LOOKS && lasting?.size !== 0; look++) {
    signal.throwIfAborted();
    await pause(REAL_PAUSE_MS);
    // Who is away comes back in real time, which must not be too long for its failover timeout.
    const there = expected();
    const frameworks = await cluster.frameworks();
    if (frameworks.every(({ id, connected }) => connected || !there.has(id))) await cluster.clock.advance(BETWEEN_MS);
    else await pause(AWAY_PAUSE_MS);
    await pause(REAL_PAUSE_MS);
    const found = new Map(findProblems(await watch.look(there)).map((problem) => [keyOf(problem), problem]));
    lasting = new Map([...(lasting ?? found)].filter(([key]) => found.has(key)));
  }
  return [...(lasting?.values() ?? [])];
}
