import type { Approvers } from '../../authorizer/authorizer.js';
import { viewsFramework } from '../../authorizer/views.js';
import type { TaskState } from '../../wire/messages.js';
import type { Master } from '../master.js';
import { agentDocument, frameworkSummary } from './state.js';

/** The states that are counted. Tasks in the states that came later are in no count, as in Mesos. */
const COUNTED = [
  ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_FINISHED', 'TASK_KILLED'] as const),
  ...(['TASK_FAILED', 'TASK_LOST', 'TASK_ERROR', 'TASK_UNREACHABLE'] as const),
] satisfies TaskState[];

/** How many tasks somebody has in which state, and who else has to do with them. */
class Tally {
  readonly counts: Record<string, number> = Object.fromEntries(COUNTED.map((state) => [state, 0]));
  /** Ids of agents for a framework, of frameworks for an agent. */
  readonly others = new Set<string>();

  add(state: TaskState, other: string): void {
    this.others.add(other);
    const count = this.counts[state];
    if (count !== undefined) this.counts[state] = count + 1;
  }
}

/** `/state-summary`: agents and registered frameworks, each with the number of its tasks in each state. */
export function stateSummaryDocument(master: Master, approvers: Approvers) {
  const frameworks = [...master.frameworks.values()].filter(({ info }) => viewsFramework(approvers, info));
  const byFramework = new Map<string, Tally>();
  const byAgent = new Map<string, Tally>();
  for (const framework of frameworks) {
    const own = tallyOf(byFramework, framework.id);
    for (const tasks of [framework.tasks.values(), framework.unreachableTasks.values(), framework.completedTasks]) {
      for (const { state, agent_id } of tasks) {
        own.add(state, agent_id.value);
        tallyOf(byAgent, agent_id.value).add(state, framework.id);
      }
    }
  }
  return {
    hostname: master.info.hostname,
    cluster: master.flags.cluster,
    slaves: Array.from(master.agents.values(), (agent) => {
      const { counts, others } = tallyOf(byAgent, agent.id);
      return { ...agentDocument(master, agent, approvers), ...counts, framework_ids: [...others] };
    }),
    frameworks: frameworks.map((framework) => {
      const { counts, others } = tallyOf(byFramework, framework.id);
      return { ...frameworkSummary(framework), ...counts, slave_ids: [...others] };
    }),
  };
}

function tallyOf(tallies: Map<string, Tally>, id: string): Tally {
  const known = tallies.get(id);
  if (known) return known;
  const tally = new Tally();
  tallies.set(id, tally);
  return tally;
}
