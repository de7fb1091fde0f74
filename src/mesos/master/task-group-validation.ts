import { Resources } from '../resources/resources.js';
import type { ExecutorInfo, TaskInfo } from '../wire/messages.js';
import { executorResources, type LaunchContext, validateExecutorInfo, validateTask } from './task-validation.js';

/** The least an executor of a task group must have; below it only fails. */
const LEAST_CPUS = 0.01;
const LEAST_MEM_MB = 32;

/** What is wrong with a task group as a whole, in Mesos's words; undefined when it may be launched. */
export function validateTaskGroup(
  tasks: readonly TaskInfo[],
  executor: ExecutorInfo,
  context: LaunchContext,
): string | undefined {
  return validateGroupExecutor(executor, context) ?? validateMembers(tasks, context) ?? validateTotal(tasks, executor, context);
}

function validateGroupExecutor(executor: ExecutorInfo, { framework, agent }: LaunchContext): string | undefined {
  if (executor.type === undefined || executor.type === 'UNKNOWN') return "'ExecutorInfo.type' must be set";
  const problem = validateExecutorInfo(executor, framework, agent);
  if (problem) return problem;
  const id = executor.executor_id.value;
  const resources = Resources.of(executor.resources ?? []);
  const amount = (name: string) => (resources.named(name).isEmpty ? undefined : resources.scalar(name));
  const [cpus, mem, disk] = [amount('cpus'), amount('mem'), amount('disk')];
  if (cpus === undefined || cpus < LEAST_CPUS) {
    return `Executor '${id}' uses less CPUs (${cpus ?? 'None'}) than the minimum required (${LEAST_CPUS})`;
  }
  if (mem === undefined || mem < LEAST_MEM_MB) {
    return `Executor '${id}' uses less memory (${mem === undefined ? 'None' : `${mem}MB`}) than the minimum required (${LEAST_MEM_MB}MB)`;
  }
  return disk === undefined ? `Executor '${id}' uses no disk` : undefined;
}

function validateMembers(tasks: readonly TaskInfo[], context: LaunchContext): string | undefined {
  const seen = new Set<string>();
  // Each task is looked at as if the whole offer was its own: what they need together is checked afterwards.
  for (const task of tasks) {
    const id = task.task_id.value;
    const problem = seen.has(id) ? `Task has duplicate ID: ${id}` : validateMember(task, context);
    if (problem) return `Task '${id}' is invalid: ${problem}`;
    seen.add(id);
  }
  return undefined;
}

function validateMember(task: TaskInfo, context: LaunchContext): string | undefined {
  if (task.container?.type === 'DOCKER') return 'Docker ContainerInfo is not supported on the task';
  if (task.container?.network_infos && (isNetworked(task.health_check?.type) || isNetworked(task.check?.type))) {
    return 'HTTP and TCP health checks are not supported for nested containers joining CNI networks';
  }
  const available = Resources.of(task.resources ?? []);
  // A member may do without a command, and what it says of an executor does not count: it runs in that of the group.
  return validateTask({ ...task, command: task.command ?? {}, executor: undefined }, { ...context, available });
}

const isNetworked = (type: string | undefined) => type === 'HTTP' || type === 'TCP';

function validateTotal(
  tasks: readonly TaskInfo[],
  executor: ExecutorInfo,
  { framework, agent, available }: LaunchContext,
): string | undefined {
  const total = Resources.of(tasks.flatMap(({ resources = [] }) => resources)).plus(
    executorResources(executor, framework, agent),
  );
  if (available.contains(total)) return undefined;
  return `Total resources ${total} required by task group and its executor are more than available ${available}`;
}
