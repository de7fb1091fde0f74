import { Resources } from '../resources/resources.js';
import { mixesRevocable, validateResources } from '../resources/validate.js';
import { validateDisks, validateGpus, validateUniquePersistenceIds } from '../resources/validate-use.js';
import { validateCommand } from '../tasks/command-validation.js';
import { validateContainer } from '../tasks/container-validation.js';
import { validateId } from '../wire/identifier.js';
import type { ExecutorInfo, Resource, TaskInfo } from '../wire/messages.js';
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
    validateId(task.task_id.value) ??
    validateUniqueTaskId(task, context.framework) ??
    validateAgentId(task, context.agent) ??
    validatePolicies(task) ??
    prefixed('Task uses invalid check: ', validateCheck(task.check)) ??
    prefixed('Task uses invalid health check: ', validateHealthCheck(task.health_check)) ??
    validateUse(task) ??
    prefixed("Task's `CommandInfo` is invalid: ", validateCommand(task.command)) ??
    prefixed("Task's `ContainerInfo` is invalid: ", validateContainer(task.container)) ??
    validateLimits(task) ??
    validateExecutor(task, context) ??
    validateTotal(task, context)
  );
}

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

function validateUse({ resources = [], executor }: TaskInfo): string | undefined {
  if (resources.length === 0) return 'Task uses no resources';
  return (
    prefixed('Task uses invalid resources: ', validateGpus(resources) ?? validateDisks(resources, validateId)) ??
    prefixed('Task uses duplicate persistence ID: ', validateUniquePersistenceIds(resources)) ??
    prefixed('Task mixes revocable and non-revocable resources: ', mixesRevocable(resources)) ??
    prefixed('Executor mixes revocable and non-revocable resources: ', mixesRevocable(executor?.resources ?? []))
  );
}

function validateLimits({ limits = {}, resources = [] }: TaskInfo): string | undefined {
  if (Object.keys(limits).some((name) => name !== 'cpus' && name !== 'mem')) {
    return "Only cpus and mem may be included in a task's resource limits";
  }
  const requested = Resources.of(resources);
  if (limits.cpus && limits.cpus.value < requested.scalar('cpus')) {
    return 'The cpu limit must be greater than or equal to the cpu request';
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
  if (executor.type !== undefined && executor.type !== 'CUSTOM') return "'ExecutorInfo.type' must be 'CUSTOM'";
  return validateExecutorInfo(executor, framework, agent);
}

/** Rules for executors of LAUNCH and LAUNCH_GROUP alike. */
export function validateExecutorInfo(executor: ExecutorInfo, framework: Framework, agent: RegisteredAgent): string | undefined {
  const { type, command, framework_id, shutdown_grace_period, executor_id } = executor;
  const idProblem = validateId(executor_id.value);
  if (idProblem) return idProblem;
  if (type === 'DEFAULT' && command) return "'ExecutorInfo.command' must not be set for 'DEFAULT' executor";
  if (type === 'CUSTOM' && !command) return "'ExecutorInfo.command' must be set for 'CUSTOM' executor";
  if (type !== 'DEFAULT' && !command) return "'ExecutorInfo.command' must be set";
  if (!framework_id) return "'ExecutorInfo.framework_id' must be set";
  if (framework_id.value !== framework.id) {
    return `ExecutorInfo has an invalid FrameworkID (Actual: ${framework_id.value} vs Expected: ${framework.id})`;
  }
  if ((shutdown_grace_period?.nanoseconds ?? 0) < 0) return "ExecutorInfo's 'shutdown_grace_period' must be non-negative";
  const problem =
    prefixed("Executor's `CommandInfo` is invalid: ", validateCommand(command)) ??
    prefixed("Executor's `ContainerInfo` is invalid: ", validateContainer(executor.container));
  if (problem) return problem;
  const running = framework.executor(agent.id, executor_id.value);
  return running && !sameExecutor(running, executor)
    ? 'ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID'
    : undefined;
}

/** Whether two descriptions mean one executor; the order of resources does not matter. */
function sameExecutor(one: ExecutorInfo, other: ExecutorInfo): boolean {
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
