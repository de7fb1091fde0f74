import { upgradeResource } from '../resources/convert.js';
import { Resources } from '../resources/resources.js';
import { createTask } from '../tasks/task.js';
import type { ExecutorInfo, Filters, Offer, Resource, scheduler, TaskInfo, TaskStatus } from '../wire/messages.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { OutstandingOffer } from './offers.js';
import type { RegisteredAgent } from './registered-agent.js';
import { validateTaskGroup } from './task-group-validation.js';
import { executorResources, validateTask, validateTaskResources } from './task-validation.js';

const DEFAULT_FILTERS: Filters = { refuse_seconds: 5 };

/** What the operations of one ACCEPT work on. */
interface Acceptance {
  readonly framework: Framework;
  readonly agent: RegisteredAgent;
  readonly role: string;
  /** What is left of the offers after the operations so far. */
  available: Resources;
}

/** Carries out ACCEPT: the operations in their order, each on what those before it left. */
export function accept(master: Master, framework: Framework, call: scheduler.Call.Accept): void {
  const { operations = [], filters = DEFAULT_FILTERS } = call;
  const found = takeOffers(master, framework, call.offer_ids?.map(({ value }) => value) ?? []);
  if (typeof found === 'string') return refuseAll(master, framework, operations, 'offers', found);

  const [first] = found as [OutstandingOffer];
  const acceptance: Acceptance = {
    framework,
    agent: first.agent,
    role: first.role,
    available: Resources.of(found.flatMap((offer) => [...offer.resources])),
  };
  const invalid = operations.flatMap(tasksOf).map(validateTaskResources).find(Boolean);
  if (invalid) refuseAll(master, framework, operations, 'resources', invalid);
  else for (const operation of operations) perform(master, acceptance, operation);
  master.allocator.recoverResources(framework.id, acceptance.agent.id, acceptance.available, filters);
}

/** Takes the offers out of the books. One that is not valid spoils them all; the valid ones then go back at once. */
function takeOffers(master: Master, framework: Framework, ids: readonly string[]): OutstandingOffer[] | string {
  const problem = ids.length === 0 ? 'No offers specified' : problemOfOffers(master, framework, ids);
  const offers = [...new Set(ids)].flatMap((id) => master.offers.get(id) ?? []).filter((offer) => offer.framework === framework);
  for (const offer of offers) {
    if (problem) master.offers.discard(offer);
    else master.offers.remove(offer);
  }
  return problem ?? offers;
}

function problemOfOffers(master: Master, framework: Framework, ids: readonly string[]): string | undefined {
  let first: OutstandingOffer | undefined;
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) !== index) return `Duplicate offer ${id} in offer list`;
    const offer = master.offers.get(id);
    if (!offer) return `Offer ${id} is no longer valid`;
    if (offer.framework !== framework) {
      return `Offer ${id} has invalid framework ${offer.framework.id} while framework ${framework.id} is expected`;
    }
    first ??= offer;
    if (offer.role !== first.role) {
      return `Aggregated offers must be allocated to the same role. Offer ${id} uses role '${offer.role}' but another is using role '${first.role}'`;
    }
    if (offer.agent !== first.agent) {
      return `Aggregated offers must belong to one single agent. Offer ${id} uses agent ${offer.agent.id} and agent ${first.agent.id}`;
    }
  }
  return undefined;
}

const tasksOf = ({ launch, launch_group }: Offer.Operation): TaskInfo[] => [
  ...(launch?.task_infos ?? []),
  ...(launch_group?.task_group.tasks ?? []).map((task) => ({ ...task, executor: launch_group?.executor })),
];

/** Nothing of the ACCEPT is done; each task, and each operation with an id, is told why. */
function refuseAll(
  master: Master,
  framework: Framework,
  operations: readonly Offer.Operation[],
  what: 'offers' | 'resources',
  problem: string,
): void {
  for (const operation of operations) {
    const invalid = operation.launch_group ? 'REASON_TASK_GROUP_INVALID' : 'REASON_TASK_INVALID';
    for (const { task_id, agent_id } of tasksOf(operation)) {
      if (what === 'resources') reportError(master, framework, { task_id, agent_id }, invalid, problem);
      else {
        const message = `Task launched with invalid offers: ${problem}`;
        const state = framework.lostOr('TASK_DROPPED');
        master.updates.report(framework, { task_id, agent_id, state, reason: 'REASON_INVALID_OFFERS', message });
      }
    }
    const text = what === 'offers' ? `Operation attempted with invalid offers: ${problem}` : problem;
    if (tasksOf(operation).length === 0) reportOperationError(framework, operation, text);
  }
}

function perform(master: Master, acceptance: Acceptance, operation: Offer.Operation): void {
  switch (operation.type) {
    case 'LAUNCH':
      return launch(master, acceptance, operation);
    case 'LAUNCH_GROUP':
      return launchGroup(master, acceptance, operation);
    default:
      reportOperationError(
        acceptance.framework,
        operation,
        `${operation.type ?? 'An operation of unknown type'} is not supported by minimesos yet`,
      );
      master.note('warning', `Dropped operation ${operation.type} of framework ${acceptance.framework.id}: not supported yet`);
  }
}

function launch(master: Master, acceptance: Acceptance, operation: Offer.Operation): void {
  for (const given of operation.launch?.task_infos ?? []) {
    const task = complete(given, acceptance);
    const problem = operation.id ? 'The `id` field cannot be set on LAUNCH operations' : validateTask(task, acceptance);
    if (problem) {
      reportError(master, acceptance.framework, task, 'REASON_TASK_INVALID', problem);
      continue;
    }
    const { framework, agent } = acceptance;
    const startsExecutor = !task.executor || !framework.executor(agent.id, task.executor.executor_id.value);
    book(master, acceptance, [task], task.executor);
    master.sendTo(agent.pid, 'RunTaskMessage', { framework: framework.info, task, launch_executor: startsExecutor });
  }
}

function launchGroup(master: Master, acceptance: Acceptance, operation: Offer.Operation): void {
  if (!operation.launch_group) return;
  const { framework, agent } = acceptance;
  const tasks = (operation.launch_group.task_group.tasks ?? []).map((task) => complete(task, acceptance));
  const executor = completeExecutor(operation.launch_group.executor, acceptance.role);
  const problem = operation.id
    ? 'The `id` field cannot be set on LAUNCH_GROUP operations'
    : validateTaskGroup(tasks, executor, acceptance);
  if (problem) {
    for (const task of tasks) reportError(master, framework, task, 'REASON_TASK_GROUP_INVALID', problem);
    return;
  }
  const startsExecutor = !framework.executor(agent.id, executor.executor_id.value);
  const members = tasks.map((task) => ({ ...task, executor }));
  book(master, acceptance, members, executor);
  master.sendTo(agent.pid, 'RunTaskGroupMessage', {
    framework: framework.info,
    executor,
    task_group: { tasks: members },
    launch_executor: startsExecutor,
  });
}

/** Enters tasks and their executor into the books and takes what they need from what is available. */
function book(master: Master, acceptance: Acceptance, tasks: readonly TaskInfo[], executor: ExecutorInfo | undefined): void {
  const { framework, agent } = acceptance;
  const needed = Resources.of(tasks.flatMap(({ resources = [] }) => resources)).plus(
    executorResources(executor, framework, agent),
  );
  acceptance.available = acceptance.available.minus(needed);
  framework.used.set(agent.id, framework.usedOn(agent.id).plus(needed));
  if (executor && !framework.executor(agent.id, executor.executor_id.value)) framework.addExecutor(agent.id, executor);
  for (const info of tasks) {
    const task = createTask(info, { value: framework.id });
    master.addTask(framework, agent, task);
    master.observeTask(framework.id, task);
  }
}

/** The task as it is from here on: resources refined and allocated, members that Mesos infers filled in. */
function complete(task: TaskInfo, { framework, role }: Acceptance): TaskInfo {
  const { health_check: check, executor } = task;
  const ours = { value: framework.id };
  const inferred = check?.command ? 'COMMAND' : check?.http ? 'HTTP' : undefined;
  return {
    ...task,
    resources: allocated(task.resources, role),
    ...(executor && { executor: completeExecutor({ ...executor, framework_id: executor.framework_id ?? ours }, role) }),
    ...(check && check.type === undefined && inferred && { health_check: { ...check, type: inferred } }),
  };
}

const completeExecutor = (executor: ExecutorInfo, role: string): ExecutorInfo => ({
  ...executor,
  resources: allocated(executor.resources, role),
});

const allocated = (resources: readonly Resource[] = [], role: string): Resource[] =>
  resources.map((resource) => ({ ...upgradeResource(resource), allocation_info: resource.allocation_info ?? { role } }));

function reportError(
  master: Master,
  framework: Framework,
  { task_id, agent_id }: Pick<TaskInfo, 'task_id' | 'agent_id'>,
  reason: TaskStatus.Reason,
  message: string,
): void {
  master.updates.report(framework, { task_id, agent_id, state: 'TASK_ERROR', reason, message });
}

/** Only operations with an id have somebody who waits for an answer. */
function reportOperationError(framework: Framework, { id }: Offer.Operation, message: string): void {
  if (!id) return;
  framework.connection?.send({
    type: 'UPDATE_OPERATION_STATUS',
    update_operation_status: { status: { operation_id: id, state: 'OPERATION_ERROR', message } },
  });
}
