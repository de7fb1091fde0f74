import { Resources } from '../resources/resources.js';
import { mixesRevocable } from '../resources/validate.js';
import { validateUniquePersistenceIds } from '../resources/validate-use.js';
import type { ExecutorInfo, TaskInfo } from '../wire/messages.js';
import {
  executorResources,
  jsonText,
  type LaunchContext,
  overlap,
  sameExecutor,
  sharesCgroups,
  validateExecutorInfo,
  validateTaskItself,
} from './task-validation.js';

/** The least an executor of a task group must have; below it only fails. */
const LEAST_CPUS = 0.01;
const LEAST_MEM_MB = 32;

/** What is wrong with a task group as a whole, in Mesos's words; undefined when it may be launched. */
export function validateTaskGroup(
  tasks: readonly TaskInfo[],
  executor: ExecutorInfo,
  context: LaunchContext,
): string | undefined {
  return (
    validateMembers(tasks, context) ??
    validateGroupExecutor(tasks, executor, context) ??
    validateTogether(tasks, executor) ??
    validateTotal(tasks, executor, context) ??
    validateCgroups(tasks, executor, context)
  );
}

function validateGroupExecutor(
  tasks: readonly TaskInfo[],
  executor: ExecutorInfo,
  { framework, agent }: LaunchContext,
): string | undefined {
  const problem = validateExecutorInfo(executor, framework, agent);
  if (problem) return problem;
  const id = executor.executor_id.value;
  if (executor.type === undefined) return "'ExecutorInfo.type' must be set";
  if (executor.type === 'UNKNOWN') return 'Unknown executor type';
  if (executor.container?.type === 'DOCKER') return 'Docker ContainerInfo is not supported on the executor';
  // A task need not name its executor.
  const differs = tasks.find((task) => task.executor && !sameExecutor(executor, task.executor));
  if (differs) return `The \`ExecutorInfo\` of task '${differs.task_id.value}' is different from executor '${id}'`;
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
  for (const task of tasks) {
    const id = task.task_id.value;
    const problem = seen.has(id) ? `Task has duplicate ID: ${id}` : validateMember(task, context);
    if (problem) return `Task '${id}' is invalid: ${problem}`;
    seen.add(id);
  }
  return undefined;
}

function validateMember(task: TaskInfo, context: LaunchContext): string | undefined {
  const problem = validateTaskItself(task, context);
  if (problem) return problem;
  const { container, health_check, limits = {} } = task;
  if (container?.network_infos?.length && (health_check?.type === 'HTTP' || health_check?.type === 'TCP')) {
    return "HTTP and TCP health checks are not supported for nested containers not joining parent's network";
  }
  if (container?.type === 'DOCKER') return 'Docker ContainerInfo is not supported on the task';
  return Object.keys(limits).length > 0 && sharesCgroups(task)
    ? "Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'."
    : undefined;
}

/** Rules for the resources of all tasks and of the executor, taken together. */
function validateTogether(tasks: readonly TaskInfo[], { resources = [] }: ExecutorInfo): string | undefined {
  const ofTasks = tasks.map((task) => task.resources ?? []);
  const total = [...resources, ...ofTasks.flat()];
  const duplicate = validateUniquePersistenceIds(total);
  if (duplicate) return `Task group and executor use duplicate persistence ID: ${duplicate}`;
  const mixed = mixesRevocable(total);
  if (mixed) return `Task group and executor mix revocable and non-revocable resources: ${mixed}`;
  if (!overlap([...ofTasks, resources])) return undefined;
  const texts = ofTasks.map((each) => String(Resources.of(each))).join(', ');
  return `There are overlapping resources in the task group's task resources { ${texts} } and/or executor resources ${jsonText(resources)}`;
}

/** All tasks of one executor, those that run already among them, share its cgroups, or none does. */
function validateCgroups(
  tasks: readonly TaskInfo[],
  { executor_id: id }: ExecutorInfo,
  { framework, agent }: LaunchContext,
): string | undefined {
  const others = [...framework.tasks.values(), ...framework.unreachableTasks.values()].filter(
    ({ agent_id, executor_id }) => agent_id.value === agent.id && executor_id?.value === id.value,
  );
  return new Set([...tasks, ...others].map(sharesCgroups)).size > 1
    ? "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor"
    : undefined;
}

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
