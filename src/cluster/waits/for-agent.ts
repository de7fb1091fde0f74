import { MinimesosError } from '../../errors.js';
import { show } from '../../problem.js';
import { ClusterAgent } from '../cluster-agent.js';
import type { AgentInState, MesosState } from '../mesos-state.js';
import { checkOptions } from '../options.js';
import { addressOf } from '../state-summary.js';
import { WAIT_KEYS, type WaitOptions, type Watched, watch } from './watch.js';

/** Which agent is waited for, in which state, and how. */
export interface AgentCondition extends WaitOptions {
  /** The agent, or its id or `ip:port`. Default: any. */
  agent?: ClusterAgent | string | undefined;
  /**
   * What the master takes it for: `active` (registered, and gets tasks), `inactive` (registered, but disconnected or
   * deactivated), or `gone` (not registered: it was stopped, removed, or found unreachable). Default: `active`.
   */
  state?: 'active' | 'inactive' | 'gone' | undefined;
  /** What else has to be true of it; not with `gone`. */
  where?: ((agent: AgentInState) => boolean) | undefined;
}

const KEYS = { ...WAIT_KEYS, agent: true, state: true, where: true } as const;
const ENDS = { active: 'registered and active', inactive: 'registered, but not active', gone: 'no longer registered' } as const;

/** Resolves with the agent as the master then has it, undefined for one that is gone; see {@link MesosCluster.waitForAgent}. */
export async function waitForAgent(cluster: Watched, condition: AgentCondition): Promise<AgentInState | undefined> {
  const { isIt, mayBeIt, name, state } = readCondition(condition);
  const goal = {
    waitedFor: `${name} that is ${ENDS[state]}`,
    find: ({ slaves, recovered_slaves }: MesosState) => {
      const found = slaves.filter(isIt);
      if (state === 'gone')
        return found.length + recovered_slaves.filter(mayBeIt).length === 0 ? { agent: undefined } : undefined;
      const agent = found.find(({ active }) => active === (state === 'active'));
      return agent && { agent };
    },
    explain: ({ slaves, unreachable_slaves: unreachable }: MesosState) => [
      ...slaves.filter(isIt).map((agent) => `agent ${addressOf(agent)} is ${agent.active ? ENDS.active : ENDS.inactive}`),
      ...(unreachable > 0 ? [`${unreachable} of the agents that were registered cannot be reached`] : []),
    ],
  };
  return (await watch(cluster, goal, condition)).agent;
}

function readCondition(condition: AgentCondition) {
  checkOptions('waitForAgent()', condition, KEYS);
  const { agent, state = 'active', where = () => true } = condition;
  const invalid = (argument: string, value: unknown, expected: string) =>
    new MinimesosError('INVALID_ARGUMENT', { argument: `${argument} of waitForAgent()`, came: show(value), expected });
  if (!Object.hasOwn(ENDS, state)) throw invalid('The state', state, `one of ${Object.keys(ENDS).join(', ')}`);
  if (typeof where !== 'function') throw invalid('where', where, 'a function');
  if (agent !== undefined && !(agent instanceof ClusterAgent) && (typeof agent !== 'string' || agent === '')) {
    throw invalid('The agent', agent, 'an agent of the cluster, its id, or its ip:port');
  }
  if (state === 'gone' && agent === undefined) throw invalid('The agent', agent, 'given with the state gone');
  if (state === 'gone' && condition.where) throw invalid('where', condition.where, 'left out with the state gone');
  // The id of a handle follows its agent: one that was stopped and started again has a new one.
  const isNamed = (each: AgentInState) =>
    agent instanceof ClusterAgent ? each.id === agent.id : agent === undefined || each.id === agent || addressOf(each) === agent;
  const name = agent === undefined ? 'An agent' : `Agent ${typeof agent === 'string' ? agent : agent.id}`;
  const id = agent instanceof ClusterAgent ? agent.id : agent;
  return {
    ...{ state, name, isIt: (each: AgentInState) => isNamed(each) && where(each) },
    /** Of one that is to come back to a new leader less is known. */
    mayBeIt: ({ id: known, hostname, port }: MesosState['recovered_slaves'][number]) =>
      known.value === id || `${hostname}:${port}` === id,
  };
}
