import type { Pid } from '../process/pid.js';
import { Resources } from '../resources/resources.js';
import { copyOf, isTerminal } from '../tasks/task.js';
import type { Messages, Task } from '../wire/internal-messages.js';
import type { ExecutorInfo, Resource } from '../wire/messages.js';
import type { Master } from './master.js';
import type { RegisteredAgent } from './registered-agent.js';
import { lastKnown } from './task-updates.js';

type Reregistration = Messages['ReregisterSlaveMessage'];

/** An agent that this master has in its books is back, perhaps with other resources, and with the tasks it still has. */
export function reconnect(master: Master, agent: RegisteredAgent, message: Reregistration, pid: Pid): void {
  agent.reregisteredSeconds = master.seconds();
  master.agentsOf.at(pid, agent);
  agent.change(message);
  master.allocator.updateAgent(agent.id, agent.forAllocator, agent.total);
  removeEndedExecutors(master, agent, message.executor_infos);
  welcomeBack(master, agent, tasksUnknownTo(agent, message.tasks));
  killAgain(master, agent, message.tasks);
  shutDownCompletedFrameworks(master, agent, message);
  master.operatedAgents.returned(agent);
  if (agent.connected) return;
  agent.connected = true;
  if (!agent.deactivated) master.agentsOf.activate(agent);
}

/** Whatever is to be killed and still lives. */
function killAgain(master: Master, agent: RegisteredAgent, present: readonly Task[]): void {
  for (const { framework_id, task_id, state } of present) {
    const task = agent.tasks.get(framework_id.value)?.get(task_id.value);
    if (!task || !agent.killedTasks.has(task) || isTerminal(state)) continue;
    master.sendTo(agent.pid, 'KillTaskMessage', { framework_id, task_id });
  }
}

/** Where an agent was that is not in a master's books: not back yet since that leads, lost, or nowhere that it knows. */
export type Whereabouts = 'recovered' | 'unreachable' | 'unknown';

/** An agent that this master has not, or no longer, in its books brings its tasks along. */
export function adopt(master: Master, id: string, message: Reregistration, pid: Pid, was: Whereabouts): void {
  master.metrics.count('slave_reregistrations');
  for (const info of message.frameworks) master.frameworksOf.recover(info);
  const isOfKnownFramework = ({ framework_id }: { framework_id?: { value: string } | undefined }) =>
    master.frameworks.has(framework_id?.value ?? '');
  const tasks = message.tasks.filter(isOfKnownFramework).map(copyOf);
  const executors = message.executor_infos.filter(isOfKnownFramework);

  const used = usedByFramework(tasks, executors);
  const agent = master.agentsOf.add({ ...message.agent, id: { value: id } }, pid, message, used);
  welcomeBack(master, agent, []);
  shutDownCompletedFrameworks(master, agent, message);
  for (const framework of master.frameworks.values()) {
    const resources = used.get(framework.id);
    if (resources) framework.used.set(agent.id, resources);
    // Whatever the agent does not have any more is gone; nobody will hear of it again.
    for (const [taskId, task] of framework.unreachableTasks) {
      if (task.agent_id.value === id) framework.unreachableTasks.delete(taskId);
    }
  }
  for (const executor of executors) master.frameworks.get(executor.framework_id?.value ?? '')?.addExecutor(agent.id, executor);
  for (const task of tasks) {
    const framework = master.frameworks.get(task.framework_id.value);
    if (framework) master.addTask(framework, agent, task);
    if (was !== 'recovered') reportBack(master, task, was);
  }
  master.subscribers.agentAdded(agent);
  // One that was drained to be gone may be gone again after this.
  master.operatedAgents.returned(agent);
}

function usedByFramework(tasks: readonly Task[], executors: readonly ExecutorInfo[]): Map<string, Resources> {
  const used = new Map<string, Resources>();
  const count = (frameworkId = '', resources: readonly Resource[] = []) =>
    used.set(frameworkId, (used.get(frameworkId) ?? Resources.empty).plus(resources));
  for (const task of tasks) if (!isTerminal(task.state)) count(task.framework_id.value, task.resources);
  for (const executor of executors) count(executor.framework_id?.value, executor.resources);
  return used;
}

/** Tells the framework that a task is there which it had to take for unreachable, or lost. */
function reportBack(master: Master, task: Task, was: 'unreachable' | 'unknown'): void {
  const framework = master.frameworks.get(task.framework_id.value);
  if (!framework) return;
  master.updates.report(framework, {
    task_id: task.task_id,
    agent_id: task.agent_id,
    state: task.state,
    reason: 'REASON_AGENT_REREGISTERED',
    message: was === 'unreachable' ? 'Unreachable agent re-reregistered' : 'Unknown agent reregistered',
    extra: lastKnown(task),
  });
}

function welcomeBack(
  master: Master,
  agent: RegisteredAgent,
  reconciliations: Messages['SlaveReregisteredMessage']['reconciliations'],
): void {
  master.sendTo(agent.pid, 'SlaveReregisteredMessage', {
    agent_id: { value: agent.id },
    connection: { total_ping_timeout_seconds: master.totalPingTimeoutSeconds },
    reconciliations,
  });
}

/** Tasks of this master's books that the agent no longer has: the agent is asked to report them lost. */
function tasksUnknownTo(agent: RegisteredAgent, tasks: readonly Task[]): Messages['SlaveReregisteredMessage']['reconciliations'] {
  const present = new Set(tasks.map((task) => `${task.framework_id.value}/${task.task_id.value}`));
  return [...agent.tasks].flatMap(([frameworkId, known]) => {
    const missing = [...known.values()].filter((task) => !present.has(`${frameworkId}/${task.task_id.value}`));
    if (missing.length === 0) return [];
    const statuses = missing.map(({ task_id, state }) => ({ task_id, state }));
    return [{ framework_id: { value: frameworkId }, statuses }];
  });
}

/** Executors that ended while the agent was away, and with it the message that says so. */
function removeEndedExecutors(master: Master, agent: RegisteredAgent, present: readonly ExecutorInfo[]): void {
  const alive = new Set(present.map(({ framework_id, executor_id }) => `${framework_id?.value}/${executor_id.value}`));
  for (const framework of master.frameworks.values()) {
    for (const executorId of [...(framework.executors.get(agent.id)?.keys() ?? [])]) {
      if (!alive.has(`${framework.id}/${executorId}`)) master.agentsOf.removeExecutor(framework, agent.id, executorId);
    }
  }
}

/** Frameworks that ended while the agent was away still run there. */
function shutDownCompletedFrameworks(master: Master, { pid }: RegisteredAgent, { frameworks }: Reregistration): void {
  for (const { id } of frameworks) {
    if (id && master.isCompleted(id.value)) master.sendTo(pid, 'ShutdownFrameworkMessage', { framework_id: id });
  }
}
