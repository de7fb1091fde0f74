import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { formatTimeline } from '../timeline/format.js';

/** More than this is no longer read; the last entries are the ones before the failure. */
const MOST_LINES = 200;

/** What goes on whether or not anything happens. */
const HEARTBEATS = new Set(['PingSlaveMessage', 'PongSlaveMessage', 'HEARTBEAT']);

/**
 * What happened on a cluster during a test, for a test that failed.
 * @param since the sequence of the last entry before the test
 */
export function failureReport(cluster: MesosCluster, since: number): string {
  const entries = cluster.timeline({ since }).filter(({ what }) => !HEARTBEATS.has(what));
  const shown = entries.slice(-MOST_LINES);
  const omitted = entries.length - shown.length;
  const count = omitted > 0 ? ` (the last ${shown.length} of ${entries.length} entries)` : '';
  if (shown.length === 0) return `Nothing happened on cluster ${cluster.name} during this test.`;
  return `What happened on cluster ${cluster.name} during this test${count}:\n${formatTimeline(shown, { color: wantsColor() })}`;
}

/** As other programs decide it. */
function wantsColor(): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = process.env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return !no && process.stderr.isTTY === true;
}
