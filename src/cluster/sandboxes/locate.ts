import { MinimesosError } from '../../errors.js';
import type { ClusterAccess } from '../access.js';
import type { AgentState, ExecutorOnAgent } from '../agent-state.js';
import { findTask, type TaskOwner } from '../find.js';
import type { AgentInState, MesosState, TaskInState } from '../mesos-state.js';
import { addressOf } from '../state-summary.js';
import type { FilePlace } from './files.js';

/** A task with its sandbox. */
export interface Located {
  readonly task: TaskInState;
  readonly place: FilePlace;
}

/** The task, and where its files are. Only the agent knows that: its state is asked.
 * @throws MinimesosError `UNKNOWN_TASK`, `AMBIGUOUS_NAME`, `NO_SANDBOX`
 */
export async function locate(
  cluster: ClusterAccess,
  taskId: string,
  owner: TaskOwner,
  signal = cluster.destroyed,
): Promise<Located> {
  const state = await cluster.state(signal);
  const task = findTask(cluster.name, state, taskId, owner);
  return { task, place: await placeOf(cluster, state, task, signal) };
}

/**
 * Where the files of a task are.
 * @throws MinimesosError `NO_SANDBOX`
 */
export async function placeOf(
  cluster: ClusterAccess,
  { slaves }: MesosState,
  task: TaskInState,
  signal = cluster.destroyed,
): Promise<FilePlace> {
  const agent = slaves.find(({ id }) => id === task.slave_id);
  if (!agent) throw new MinimesosError('NO_SANDBOX', { task: task.id, reason: 'its agent is no longer registered' });
  // One that is known here may be reached elsewhere than where others reach it.
  const url = cluster.agents.find(({ id }) => id === agent.id)?.url ?? `http://${addressOf(agent)}`;
  const described = await agentState(cluster, url, agent, task, signal);
  if (described.flags?.['containerizers'] === 'simulated') {
    throw new MinimesosError('NO_SANDBOX', { task: task.id, reason: 'tasks are simulated on this cluster, and write nothing' });
  }
  const executor = executorOf(described, task);
  if (!executor) throw new MinimesosError('NO_SANDBOX', { task: task.id, reason: 'its agent knows no executor of it' });
  // The executor of task groups gives each task a directory of its own.
  const path = executor.type === 'DEFAULT' ? `${executor.directory}/tasks/${task.id}` : executor.directory;
  return { agent: url, path };
}

async function agentState(
  { http }: ClusterAccess,
  url: string,
  agent: AgentInState,
  task: TaskInState,
  signal: AbortSignal,
): Promise<AgentState> {
  try {
    return await http.getJson<AgentState>(`${url}/state`, signal);
  } catch (cause) {
    signal.throwIfAborted();
    const reason = `its agent ${addressOf(agent)} does not answer (${(cause as Error).message})`;
    throw new MinimesosError('NO_SANDBOX', { task: task.id, reason }, { cause });
  }
}

/** The newest run of an executor that had this task. */
function executorOf(state: AgentState, task: TaskInState): ExecutorOnAgent | undefined {
  const executors = [...state.completed_frameworks, ...state.frameworks]
    .filter(({ id }) => id === task.framework_id)
    .flatMap(({ completed_executors, executors: running }) => [...completed_executors, ...running]);
  const had = ({ tasks, queued_tasks, completed_tasks }: ExecutorOnAgent) =>
    [...tasks, ...queued_tasks, ...completed_tasks].some(({ id }) => id === task.id);
  return executors.findLast(had);
}
