import { show } from '../../problem.js';
import { suggest } from '../../suggest.js';
import type { FrameworkInState, MesosState } from '../mesos-state.js';
import { checkOptions, checkText } from '../options.js';
import { refusedSubscriptions } from './placement.js';
import { WAIT_KEYS, type WaitOptions, type Watched, watch } from './watch.js';

/** Resolves with an active framework of this name or id; see {@link MesosCluster.waitForFramework}. */
export async function waitForFramework(cluster: Watched, nameOrId: string, options: WaitOptions): Promise<FrameworkInState> {
  checkText(nameOrId, 'The framework of waitForFramework()', 'the name or the id of a framework');
  checkOptions('waitForFramework()', options, WAIT_KEYS);
  const isIt = ({ id, name }: FrameworkInState) => id === nameOrId || name === nameOrId;
  const goal = {
    waitedFor: `Framework ${nameOrId}`,
    find: ({ frameworks }: MesosState) => frameworks.find((framework) => isIt(framework) && framework.active),
    impossible: ({ completed_frameworks: ended }: MesosState) =>
      ended.some(({ id }) => id === nameOrId) ? 'it has ended, and Mesos lets no ended framework come back' : undefined,
    explain: (state: MesosState) => [
      ...whyNot(state, nameOrId, isIt),
      ...refusedSubscriptions(cluster.running.timeline.entries({ kinds: ['call'] })),
    ],
  };
  return watch(cluster, goal, options);
}

function whyNot(state: MesosState, nameOrId: string, isIt: (framework: FrameworkInState) => boolean): string[] {
  if (state.frameworks.some(isIt)) return ['it is registered, but its scheduler is not connected or has deactivated it'];
  const ended = state.completed_frameworks.some(isIt) ? ['it was there, and has ended'] : [];
  const names = state.frameworks.map(({ name }) => name);
  const near = suggest(nameOrId, names);
  return [...ended, ...(near === undefined ? [] : [`there is a framework ${show(near)}; perhaps that one is meant`])];
}
