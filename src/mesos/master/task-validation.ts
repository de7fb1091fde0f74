import { ResourceQuantities } from '../resources/quantities.js';
import { Resources } from '../resources/resources.js';
import { mixesRevocable, validateResources } from '../resources/validate.js';
import { validateSingleAllocationRole, validateUniquePersistenceIds, validateUse } from '../resources/validate-use.js';
import { validateCommand } from '../tasks/command-validation.js';
import { validateContainer } from '../tasks/container-validation.js';
import { validateId } from '../wire/identifier.js';
import type { ExecutorInfo, Resource, TaskInfo } from '../wire/messages.js';
import { writeJson } from '../wire/write-json.js';
import { validateCheck, validateHealthCheck } from './check-validation.js';
import type { Framework } from './framework.js';
import type { RegisteredAgent } from './registered-agent.js';

/** A task that is to be launched, and what it may use. */
export interface LaunchContext {
  framework: Framework;
  agent: RegisteredAgent;
  /** What is left of the offers, after the operations before this one. */
  available: Resources;
}

/** What is wrong with the resources of tasks and their executors, in the form they were sent. */
export function validateTaskResources(task: TaskInfo): string | undefined {
  return validateResources(task.resources ?? []) ?? validateResources(task.executor?.resources ?? []);
}

/** The first thing that is wrong with a task, in Mesos's order and words; undefined when it may be launched. */
export function validateTask(task: TaskInfo, context: LaunchContext): string | undefined {
  return (
    validateTaskItself(task, context) ??
    validateExecutor(task, context) ??
    validateTogether(task) ??
    validateTotal(task, context) ??
    (sharesCgroups(task) ? undefined : "Only tasks in a task group may have 'share_cgroups' set to 'false'")
  );
}

/** The rules for a task that hold in a task group too. */
export function validateTaskItself(task: TaskInfo, context: LaunchContext): string | undefined {
  return (
    validateId(task.task_id.value) ??
    validateUniqueTaskId(task, context.framework) ??
    validateAgentId(task, context.agent) ??
    validatePolicies(task) ??
    prefixed('Task uses invalid check: ', validateCheck(task.check)) ??
    prefixed('Task uses invalid health check: ', validateHealthCheck(task.health_check)) ??
    validateNeeds(task) ??
    prefixed("Task's `CommandInfo` is invalid: ", validateCommand(task.command)) ??
    prefixed("Task's `ContainerInfo` is invalid: ", validateContainer(task.container)) ??
    validateLimits(task, context.agent)
  );
}

/** Whether a task uses the cgroups of its executor, as it does unless it says otherwise. */
export const sharesCgroups = ({ container }: Pick<TaskInfo, 'container'>): boolean =>
  container?.linux_info?.share_cgroups ?? true;

const prefixed = (prefix: string, problem: string | undefined) => problem && prefix + problem;

function validateUniqueTaskId({ task_id: { value } }: TaskInfo, framework: Framework): string | undefined {
  if (framework.tasks.has(value)) return `Task has duplicate ID: ${value}`;
  if (framework.unreachableTasks.has(value)) return `Task reuses the ID of an unreachable task: ${value}`;
  return undefined;
}

function validateAgentId({ agent_id: { value } }: TaskInfo, agent: RegisteredAgent): string | undefined {
  return value === agent.id ? undefined : `Task uses invalid agent ${value} while agent ${agent.id} is expected`;
}

function validatePolicies({ kill_policy, max_completion_time }: TaskInfo): string | undefined {
  if ((kill_policy?.grace_period?.nanoseconds ?? 0) < 0) return "Task's 'kill_policy.grace_period' must be non-negative";
  if ((max_completion_time?.nanoseconds ?? 0) < 0) return "Task's `max_completion_time` must be non-negative";
  return undefined;
}

function validateNeeds({ resources = [] }: TaskInfo): string | undefined {
  return resources.length === 0 ? 'Task uses no resources' : validateUseBy('Task', resources);
}

/** Rules for the resources of a task, or of an executor. */
function validateUseBy(user: 'Task' | 'Executor', resources: readonly Resource[]): string | undefined {
  return (
    prefixed(`${user} uses invalid resources: `, validateUse(resources, validateId)) ??
    prefixed(`${user} uses duplicate persistence ID: `, validateUniquePersistenceIds(resources)) ??
    prefixed(`Invalid ${user.toLowerCase()} resources: `, validateSingleAllocationRole(resources)) ??
    prefixed(`${user} mixes revocable and non-revocable resources: `, mixesRevocable(resources))
  );
}

/** Rules for the resources of a task and those of its executor, taken together. */
function validateTogether({ resources = [], executor }: TaskInfo): string | undefined {
  if (!executor) return undefined;
  const { resources: others = [] } = executor;
  if (overlap([resources, others])) {
    return `There are overlapping resources in the task resources ${jsonText(resources)} and executor resources ${jsonText(others)}`;
  }
  const total = Resources.of(resources).plus(others);
  return (
    prefixed('Task and its executor use duplicate persistence ID: ', validateUniquePersistenceIds(total)) ??
    prefixed('Task and its executor mix revocable and non-revocable resources: ', mixesRevocable(total))
  );
}

/** Whether ranges or sets of different users have a part in common: then all together are less than the sum. */
export function overlap(users: readonly (readonly Resource[])[]): boolean {
  const bags = users.map((resources) => Resources.of(resources).nonShared()); // what is shared may be in several
  const sum = new Map<string, number>();
  for (const quantities of bags.map((bag) => ResourceQuantities.ofResources(bag))) {
    for (const name of quantities.names) sum.set(name, (sum.get(name) ?? 0) + quantities.get(name));
  }
  const together = ResourceQuantities.ofResources(Resources.sum(bags));
  return !together.equals(ResourceQuantities.of(Object.fromEntries(sum)));
}

/** Resources as Mesos prints those of a message. */
export const jsonText = (resources: readonly Resource[]): string =>
  `[${resources.map((resource) => writeJson('Resource', resource)).join(',')}]`;

function validateLimits({ limits = {}, resources = [] }: TaskInfo, agent: RegisteredAgent): string | undefined {
  if (Object.keys(limits).length === 0) return undefined;
  if (!agent.can('TASK_RESOURCE_LIMITS')) return 'Agent is not capable of handling task resource limits';
  if (Object.keys(limits).some((name) => name !== 'cpus' && name !== 'mem')) {
    return "Only cpus and mem may be included in a task's resource limits";
  }
  const requested = Resources.of(resources);
  if (limits.cpus && requested.named('cpus').isEmpty)
    return 'When a CPU limit is specified, a CPU request must also be specified';
  if (limits.cpus && limits.cpus.value < requested.scalar('cpus')) {
    return 'The cpu limit must be greater than or equal to the cpu request';
  }
  if (limits.mem && requested.named('mem').isEmpty) {
    return 'When a memory limit is specified, a memory request must also be specified';
  }
  if (limits.mem && limits.mem.value < requested.scalar('mem')) {
    return 'The memory limit must be greater than or equal to the memory request';
  }
  return undefined;
}

function validateExecutor(task: TaskInfo, { framework, agent }: LaunchContext): string | undefined {
  const { executor } = task;
  if ((task.command === undefined) === (executor === undefined)) {
    return 'Task should have at least one (but not both) of CommandInfo or ExecutorInfo present';
  }
  if (!executor) return undefined;
  const problem = validateExecutorInfo(executor, framework, agent);
  if (problem) return problem;
  if (executor.type !== undefined && executor.type !== 'CUSTOM') return "'ExecutorInfo.type' must be 'CUSTOM'";
  if (!executor.command) return "'ExecutorInfo.command' must be set";
  const resources = Resources.of(executor.resources ?? []);
  return resources.shared().isEmpty ? undefined : `Executor resources ${resources} should not contain any shared resources`;
}

/** Rules for executors of LAUNCH and LAUNCH_GROUP alike. */
export function validateExecutorInfo(executor: ExecutorInfo, framework: Framework, agent: RegisteredAgent): string | undefined {
  const { command, container, framework_id, shutdown_grace_period, executor_id, resources = [] } = executor;
  const problem =
    validateExecutorType(executor) ??
    validateId(executor_id.value) ??
    ((shutdown_grace_period?.nanoseconds ?? 0) < 0 ? "ExecutorInfo's 'shutdown_grace_period' must be non-negative" : undefined) ??
    prefixed("Executor's `CommandInfo` is invalid: ", validateCommand(command)) ??
    prefixed("Executor's `ContainerInfo` is invalid: ", validateContainer(container));
  if (problem) return problem;
  if (!framework_id) return "'ExecutorInfo.framework_id' must be set";
  if (framework_id.value !== framework.id) {
    return `ExecutorInfo has an invalid FrameworkID (Actual: ${framework_id.value} vs Expected: ${framework.id})`;
  }
  const misuse = validateUseBy('Executor', resources);
  if (misuse) return misuse;
  const running = framework.executor(agent.id, executor_id.value);
  return running && !sameExecutor(running, executor)
    ? 'ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID'
    : undefined;
}

function validateExecutorType({ type, command, container }: ExecutorInfo): string | undefined {
  if (type === 'CUSTOM') return command ? undefined : "'ExecutorInfo.command' must be set for 'CUSTOM' executor";
  if (type !== 'DEFAULT') return undefined;
  if (command) return "'ExecutorInfo.command' must not be set for 'DEFAULT' executor";
  if (!container) return undefined;
  if (container.type !== 'MESOS') return "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor";
  return container.mesos?.image ? "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor" : undefined;
}

/** Whether two descriptions mean one executor; the order of resources does not matter. */
export function sameExecutor(one: ExecutorInfo, other: ExecutorInfo): boolean {
  const { resources: left = [], ...restOfOne } = one;
  const { resources: right = [], ...restOfOther } = { ...other, framework_id: one.framework_id };
  return Resources.of(left).equals(Resources.of(right)) && canonical(restOfOne) === canonical(restOfOther);
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

function validateTotal(task: TaskInfo, { framework, agent, available }: LaunchContext): string | undefined {
  const total = Resources.of(task.resources ?? []).plus(executorResources(task.executor, framework, agent));
  if (available.contains(total)) return undefined;
  return `Total resources ${total} required by task and its executor is more than available ${available}`;
}

/** What an executor adds to the needs of a task: nothing when it runs already. */
export function executorResources(executor: ExecutorInfo | undefined, framework: Framework, agent: RegisteredAgent): Resource[] {
  if (!executor || framework.executor(agent.id, executor.executor_id.value)) return [];
  return executor.resources ?? [];
}
