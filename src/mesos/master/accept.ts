import { NOBODY } from '../process/pid.js';
import { applyConversions, type Conversion, conversionsOf } from '../resources/apply-operation.js';
import { upgradeResource } from '../resources/convert.js';
import { upgradeOperation } from '../resources/operation-form.js';
import { Resources } from '../resources/resources.js';
import { validateResources } from '../resources/validate.js';
import { createTask } from '../tasks/task.js';
import type { ExecutorInfo, Filters, Offer, Resource, scheduler, TaskInfo, TaskStatus } from '../wire/messages.js';
import type { Framework } from './framework.js';
import { approversOf } from './frameworks.js';
import type { Master } from './master.js';
import { validateOffers } from './offer-validation.js';
import type { OutstandingOffer } from './offers.js';
import { type ActionOnObject, actionsOf, formatAction } from './operation-actions.js';
import { validateOperation, validateOperationForm } from './operation-validation.js';
import type { RegisteredAgent } from './registered-agent.js';
import { validateTaskGroup } from './task-group-validation.js';
import { executorResources, type LaunchContext, validateTask, validateTaskResources } from './task-validation.js';

const DEFAULT_FILTERS: Filters = { refuse_seconds: 5 };

/** What the operations of one ACCEPT work on. */
interface Acceptance {
  readonly framework: Framework;
  readonly agent: RegisteredAgent;
  readonly role: string;
  readonly offered: Resources;
  /** Volumes that may be shared with further tasks, however many use them. */
  shared: Resources;
  /** What is left of the offers after the operations so far. */
  available: Resources;
  /** Volumes that got another size, and what that has freed: later operations of the same call cannot have them. */
  resized: Resources;
  /** What operations did to the offers. */
  readonly conversions: Conversion[];
}

/** Carries out ACCEPT: the operations in their order, each on what those before it left. */
export function accept(master: Master, framework: Framework, call: scheduler.Call.Accept): void {
  const { operations = [], filters = DEFAULT_FILTERS } = call;
  const found = takeOffers(master, framework, call.offer_ids?.map(({ value }) => value) ?? []);
  if (typeof found === 'string') return refuseAll(master, framework, operations, found);

  const [{ agent, role }] = found as [OutstandingOffer];
  framework.metrics.offersAccepted += found.length;
  const offered = Resources.of(found.flatMap((offer) => [...offer.resources]));
  const acceptance: Acceptance = {
    ...{ framework, agent, role, offered, available: offered, shared: offered.shared() },
    ...{ resized: Resources.empty, conversions: [] },
  };
  const admitted = operations.filter((operation) => admit(master, acceptance, operation));
  for (const operation of admitted) perform(master, acceptance, operation);
  recover(master, acceptance, filters);
}

/** Tells the allocator what became of the offers. What operations have made is not refused by the filters. */
function recover(master: Master, acceptance: Acceptance, filters: Filters): void {
  const { framework, agent, offered, available, resized, conversions } = acceptance;
  master.allocator.updateAllocation(framework.id, agent.id, conversions);
  const converted = available.plus(resized).minus(offered);
  master.allocator.recoverResources(framework.id, agent.id, converted);
  master.allocator.recoverResources(framework.id, agent.id, available.plus(resized).minus(converted), filters);
}

/** Takes the offers out of the books. One that is not valid spoils them all; the valid ones then go back at once. */
function takeOffers(master: Master, framework: Framework, ids: readonly string[]): OutstandingOffer[] | string {
  const problem = validateOffers(master, framework, ids);
  const offers = [...new Set(ids)].flatMap((id) => master.offers.get(id) ?? []).filter((offer) => offer.framework === framework);
  for (const offer of offers) {
    if (problem) master.offers.discard(offer);
    else master.offers.remove(offer);
  }
  return problem ?? offers;
}

const tasksOf = ({ launch, launch_group }: Offer.Operation): TaskInfo[] => [
  ...(launch?.task_infos ?? []),
  ...(launch_group?.task_group.tasks ?? []),
];

/** Nothing of the ACCEPT is done; each task, and each operation with an id, is told why. */
function refuseAll(master: Master, framework: Framework, operations: readonly Offer.Operation[], problem: string): void {
  for (const operation of operations) {
    const tasks = tasksOf(operation);
    for (const { task_id, agent_id } of tasks) {
      const message = `Task launched with invalid offers: ${problem}`;
      const state = framework.lostOr('TASK_DROPPED');
      master.updates.refuse(framework, { task_id, agent_id, state, reason: 'REASON_INVALID_OFFERS', message });
    }
    if (tasks.length === 0) drop(master, framework, operation, `Operation attempted with invalid offers: ${problem}`);
  }
}

/** Whether an operation is well-formed by itself, before any is carried out. */
function admit(master: Master, { framework, agent }: Acceptance, operation: Offer.Operation): boolean {
  const { type, id } = operation;
  if (type === 'LAUNCH' || type === 'LAUNCH_GROUP') {
    const problem =
      validateResources(operation.launch_group?.executor.resources ?? []) ??
      tasksOf(operation).map(validateTaskResources).find(Boolean) ??
      (id && `The \`id\` field cannot be set on ${type} operations`);
    const reason = type === 'LAUNCH' ? 'REASON_TASK_INVALID' : 'REASON_TASK_GROUP_INVALID';
    if (problem) for (const task of tasksOf(operation)) reportError(master, framework, task, reason, problem);
    return !problem;
  }
  const problem =
    validateOperationForm(operation) ??
    (operation.reserve?.source?.length ? 'Reservation updates are not yet implemented for the scheduler API.' : undefined);
  const refusal =
    (problem && `Operation attempted with invalid resources: ${problem}`) ??
    (id && (tellOfNoFeedback(framework) ?? noFeedback(agent)));
  if (refusal) drop(master, framework, operation, refusal);
  return !refusal;
}

/** v0 has no way to tell of operations; a scheduler that asks for it hears what makes its driver give up. */
function tellOfNoFeedback(framework: Framework): string | undefined {
  if (framework.pid === undefined) return undefined;
  const problem =
    "The 'id' field was set in an offer operation, but operation feedback is not supported for the SchedulerDriver API";
  const message = `${problem}; please use the HTTP scheduler API for this feature`;
  framework.send({ type: 'ERROR', error: { message } });
  return problem;
}

/** Why an agent cannot tell what becomes of an operation. */
function noFeedback(agent: RegisteredAgent): string | undefined {
  if (!agent.can('RESOURCE_PROVIDER')) {
    return `Operation requested feedback, but agent ${agent.id} does not have the required RESOURCE_PROVIDER capability`;
  }
  if (agent.can('AGENT_OPERATION_FEEDBACK')) return undefined;
  return `Operation on agent default resources requested feedback, but agent ${agent.id} does not have the required AGENT_OPERATION_FEEDBACK and RESOURCE_PROVIDER capabilities`;
}

function perform(master: Master, acceptance: Acceptance, operation: Offer.Operation): void {
  switch (operation.type) {
    case 'LAUNCH':
      return launch(master, acceptance, operation);
    case 'LAUNCH_GROUP':
      return launchGroup(master, acceptance, operation);
    case undefined:
    case 'UNKNOWN':
      return master.note('warning', `Ignored an unknown operation of framework ${acceptance.framework.id}`);
    default:
      return operate(master, acceptance, upgradeOperation(operation, acceptance.role));
  }
}

/** An operation that changes resources: in the books at once, on the agent a little later. */
function operate(master: Master, acceptance: Acceptance, operation: Offer.Operation): void {
  const { framework, agent, available } = acceptance;
  const { type = 'UNKNOWN' } = operation;
  const used = Array.from(master.frameworks.values(), (one) => one.usedOn(agent.id));
  const problem = validateOperation(operation, { agent, used, framework, principal: framework.info.principal });
  if (problem) return drop(master, framework, operation, `${problem}; on agent ${agent}`);
  const forbidden = unauthorized(master, framework, actionsOf(operation));
  if (forbidden) return drop(master, framework, operation, forbidden);
  const source = operation.create_disk?.source ?? operation.destroy_disk?.source;
  if (source) {
    const missing = `${available} does not contain ${Resources.of([source])}`;
    return drop(master, framework, operation, `Invalid ${type} Operation: ${missing}`);
  }
  const conversions = conversionsOf(operation);
  if (operation.destroy) rescindCopies(master, agent, Resources.of(operation.destroy.volumes));
  const applied = applyConversions(available, conversions);
  const resizes = type === 'GROW_VOLUME' || type === 'SHRINK_VOLUME';
  if ('error' in applied) {
    return drop(master, framework, operation, resizes ? `Invalid ${type} operation: ${applied.error}` : applied.error);
  }
  if (resizes) {
    acceptance.available = available.minus(Resources.sum(conversions.map(({ consumed }) => consumed)));
    acceptance.resized = acceptance.resized.plus(Resources.sum(conversions.map(({ converted }) => converted)));
  } else {
    acceptance.available = applied.resources;
    acceptance.shared = applied.resources.shared();
  }
  acceptance.conversions.push(...conversions);
  master.operations.apply(agent, operation, framework);
}

/** Why a framework may not do something, in Mesos's words; undefined when it may. */
function unauthorized(master: Master, { info }: Framework, actions: readonly ActionOnObject[]): string | undefined {
  const approvers = approversOf(master, info);
  const refused = actions.find(({ action, object }) => !approvers.approved(action, object));
  return refused && `Principal '${info.principal ?? ''}' no authorized to ${formatAction(refused)}`;
}

const launching = ({ info }: Framework, task_info: TaskInfo): ActionOnObject => ({
  action: 'RUN_TASK',
  object: { task_info, framework_info: info },
});

/** Nobody may accept a volume that is about to be destroyed: a shared one may be in other offers too. */
function rescindCopies(master: Master, agent: RegisteredAgent, volumes: Resources): void {
  for (const offer of [...agent.offers]) {
    const offered = offer.resources.unallocate();
    if (volumes.map((volume) => Resources.of([volume]).unallocate()).some((volume) => offered.contains(volume))) {
      master.offers.rescind(offer);
    }
  }
}

function launch(master: Master, acceptance: Acceptance, operation: Offer.Operation): void {
  for (const given of operation.launch?.task_infos ?? []) {
    const task = complete(infer(given, acceptance.framework), acceptance);
    const forbidden = unauthorized(master, acceptance.framework, [launching(acceptance.framework, task)]);
    if (forbidden) {
      reportError(master, acceptance.framework, task, 'REASON_TASK_UNAUTHORIZED', forbidden);
      continue;
    }
    const problem = validateTask(task, launchContext(acceptance));
    if (problem) {
      reportError(master, acceptance.framework, task, 'REASON_TASK_INVALID', problem);
      continue;
    }
    const { framework, agent } = acceptance;
    const startsExecutor = !task.executor || !framework.executor(agent.id, task.executor.executor_id.value);
    book(master, acceptance, [task], task.executor);
    framework.metrics.operation('LAUNCH');
    master.sendTo(agent.pid, 'RunTaskMessage', {
      framework: framework.info,
      task,
      pid: framework.pid ?? NOBODY,
      launch_executor: startsExecutor,
    });
  }
}

function launchGroup(master: Master, acceptance: Acceptance, operation: Offer.Operation): void {
  if (!operation.launch_group) return;
  const { framework, agent } = acceptance;
  const tasks = (operation.launch_group.task_group.tasks ?? []).map((task) => complete(task, acceptance));
  const executor = completeExecutor(operation.launch_group.executor, acceptance.role);
  // Of several Mesos tells of the last; the missing space is Mesos's.
  const forbidden = tasks.findLast((task) => unauthorized(master, framework, [launching(framework, task)]));
  if (forbidden) {
    const message = `Task '${forbidden.task_id.value}' is not authorized to${formatAction(launching(framework, forbidden))}`;
    for (const task of tasks) reportError(master, framework, task, 'REASON_TASK_GROUP_UNAUTHORIZED', message);
    return;
  }
  const problem = validateTaskGroup(tasks, executor, launchContext(acceptance));
  if (problem) {
    for (const task of tasks) reportError(master, framework, task, 'REASON_TASK_GROUP_INVALID', problem);
    return;
  }
  const startsExecutor = !framework.executor(agent.id, executor.executor_id.value);
  const members = tasks.map((task) => ({ ...task, executor }));
  book(master, acceptance, members, executor);
  framework.metrics.operation('LAUNCH_GROUP');
  master.sendTo(agent.pid, 'RunTaskGroupMessage', {
    framework: framework.info,
    executor,
    task_group: { tasks: members },
    launch_executor: startsExecutor,
  });
}

/** What tasks may use: of shared volumes as many copies as they like. */
function launchContext({ framework, agent, available, shared }: Acceptance): LaunchContext {
  return { framework, agent, available: shared.isEmpty ? available : available.nonShared().plus(shared) };
}

/** Enters tasks and their executor into the books and takes what they need from what is available. */
function book(master: Master, acceptance: Acceptance, tasks: readonly TaskInfo[], executor: ExecutorInfo | undefined): void {
  const { framework, agent } = acceptance;
  const needed = Resources.of(tasks.flatMap(({ resources = [] }) => resources)).plus(
    executorResources(executor, framework, agent),
  );
  const copies = needed.shared().minus(acceptance.available.shared());
  if (!copies.isEmpty) acceptance.conversions.push({ consumed: Resources.empty, converted: copies });
  acceptance.available = acceptance.available.plus(copies).minus(needed);
  framework.used.set(agent.id, framework.usedOn(agent.id).plus(needed));
  if (executor && !framework.executor(agent.id, executor.executor_id.value)) framework.addExecutor(agent.id, executor);
  for (const info of tasks) {
    const task = createTask(info, { value: framework.id });
    master.addTask(framework, agent, task);
    master.observeTask(framework.id, task);
  }
}

/** The task as it is from here on: its resources refined and allocated. */
const complete = (task: TaskInfo, { role }: Acceptance): TaskInfo => ({
  ...task,
  resources: allocated(task.resources, role),
  ...(task.executor && { executor: completeExecutor(task.executor, role) }),
});

/** What LAUNCH, unlike LAUNCH_GROUP, lets frameworks leave out: whose the executor is, and the type of an obvious health check. */
function infer(task: TaskInfo, framework: Framework): TaskInfo {
  const { health_check: check, executor } = task;
  const kinds = [check?.command && ('COMMAND' as const), check?.http && ('HTTP' as const)].filter((kind) => kind !== undefined);
  const [type = check?.type] = check?.type === undefined && kinds.length === 1 ? kinds : [];
  return {
    ...task,
    ...(executor && { executor: { ...executor, framework_id: executor.framework_id ?? { value: framework.id } } }),
    ...(check && type && { health_check: { ...check, type } }),
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
  master.updates.refuse(framework, { task_id, agent_id, state: 'TASK_ERROR', reason, message });
}

/** An operation is not carried out. Only those with an id have somebody who waits for an answer. */
function drop(master: Master, framework: Framework, { id, type = 'UNKNOWN' }: Offer.Operation, message: string): void {
  master.note('warning', `Dropped operation ${type} of framework ${framework.id}: ${message}`);
  master.metrics.operations.enter(type, 'OPERATION_ERROR');
  if (!id) return;
  framework.send({
    type: 'UPDATE_OPERATION_STATUS',
    update_operation_status: { status: { operation_id: id, state: 'OPERATION_ERROR', message } },
  });
}
