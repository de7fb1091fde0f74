import { MinimesosError } from '../../errors.js';
import { show } from '../../problem.js';
import type { MesosState } from '../mesos-state.js';
import { checkOptions } from '../options.js';
import { explainPlacement } from './placement.js';
import { WAIT_KEYS, type WaitOptions, type Watched, watch } from './watch.js';

/** Says of a state whether it is what is waited for. What it throws ends the wait. */
export type StatePredicate = (state: MesosState) => boolean | Promise<boolean>;

const LONGEST_DESCRIPTION = 160;

/** Resolves with the first state seen that satisfies the predicate; see {@link MesosCluster.waitFor}. */
export async function waitFor(cluster: Watched, predicate: StatePredicate, options: WaitOptions): Promise<MesosState> {
  if (typeof predicate !== 'function') {
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'predicate', came: show(predicate), expected: 'a function' });
  }
  checkOptions('waitFor()', options, WAIT_KEYS);
  const goal = {
    waitedFor: `What was waited for, ${oneLine(predicate)},`,
    find: async (state: MesosState) => ((await predicate(state)) ? state : undefined),
    explain: (state: MesosState) => explainPlacement(state, cluster.running.timeline.entries()),
  };
  return watch(cluster, goal, options);
}

function oneLine(predicate: StatePredicate): string {
  const text = predicate.toString().replace(/\s+/g, ' ');
  return text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION)}…` : text;
}
