import type { Task } from '../wire/internal-messages.js';
import type { AgentID, scheduler, TaskID, TaskState, TaskStatus } from '../wire/messages.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import { lastKnown } from './task-updates.js';

/** Answers RECONCILE: implicitly (no tasks named) for all active tasks, explicitly for each task named. */
export function reconcile(master: Master, framework: Framework, tasks: readonly scheduler.Call.Reconcile.Task[]): void {
  if (tasks.length === 0) {
    for (const task of framework.tasks.values()) reportLatest(master, framework, task);
  }
  for (const { task_id, agent_id } of tasks) reconcileTask(master, framework, task_id, agent_id);
}

/** Reports what the master knows of one task; also the answer to KILL of a task it does not know. */
export function reconcileTask(master: Master, framework: Framework, taskId: TaskID, agentId: AgentID | undefined): void {
  const answer = (state: TaskState, message: string, extra: Partial<TaskStatus> = {}) =>
    master.updates.report(framework, {
      task_id: taskId,
      agent_id: agentId,
      state,
      reason: 'REASON_RECONCILIATION',
      message: `Reconciliation: ${message}`,
      extra,
    });

  const task = framework.tasks.get(taskId.value);
  if (task) return reportLatest(master, framework, task);

  // It may be on an agent that has not come back yet; the framework has to ask again.
  const { recoveredAgents } = master;
  if (agentId ? recoveredAgents.has(agentId.value) : recoveredAgents.size > 0) return;

  // An unreachable task is known by its agent only, which the framework has to name.
  const agent = agentId?.value ?? '';
  const since = master.registry.unreachable.get(agent);
  if (master.agents.has(agent)) answer(framework.lostOr('TASK_GONE'), 'Task is unknown to the agent');
  else if (since !== undefined) {
    answer(framework.lostOr('TASK_UNREACHABLE'), 'Task is unreachable', { unreachable_time: { nanoseconds: since } });
  } else if (master.operatedAgents.isGone(agent)) answer(framework.lostOr('TASK_GONE_BY_OPERATOR'), 'Task is gone');
  else answer(framework.lostOr('TASK_UNKNOWN'), 'Task is unknown');
}

/** The state of the latest update that was passed on, which the task's own state may be ahead of. */
function reportLatest(master: Master, framework: Framework, task: Task): void {
  master.updates.report(framework, {
    task_id: task.task_id,
    agent_id: task.agent_id,
    state: task.status_update_state ?? task.state,
    reason: 'REASON_RECONCILIATION',
    message: 'Reconciliation: Latest task state',
    extra: lastKnown(task),
  });
}
