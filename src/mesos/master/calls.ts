import type { scheduler } from '../wire/messages.js';
import { accept } from './accept.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import { reconcile, reconcileTask } from './reconciliation.js';

/** Carries out a valid call of a subscribed framework; SUBSCRIBE and UPDATE_FRAMEWORK, which have answers, come elsewhere. */
export function performCall(master: Master, framework: Framework, call: scheduler.Call): void {
  switch (call.type) {
    case 'TEARDOWN':
      return master.frameworksOf.remove(framework);
    case 'ACCEPT':
      return call.accept && accept(master, framework, call.accept);
    case 'DECLINE':
      return call.decline && decline(master, framework, call.decline);
    case 'ACCEPT_INVERSE_OFFERS':
      return answerInverseOffers(master, framework, 'ACCEPT', call.accept_inverse_offers);
    case 'DECLINE_INVERSE_OFFERS':
      return answerInverseOffers(master, framework, 'DECLINE', call.decline_inverse_offers);
    case 'REVIVE':
      return revive(master, framework, call.revive?.roles ?? []);
    case 'SUPPRESS':
      return suppress(master, framework, call.suppress?.roles ?? []);
    case 'KILL':
      return call.kill && kill(master, framework, call.kill);
    case 'SHUTDOWN':
      return call.shutdown && shutdown(master, framework, call.shutdown);
    case 'ACKNOWLEDGE': {
      const { agent_id, task_id, uuid } = call.acknowledge ?? {};
      if (agent_id && task_id && uuid) master.updates.acknowledge(framework, agent_id.value, task_id.value, uuid);
      return;
    }
    case 'RECONCILE':
      return reconcile(master, framework, call.reconcile?.tasks ?? []);
    case 'ACKNOWLEDGE_OPERATION_STATUS':
      return call.acknowledge_operation_status && master.operations.acknowledge(framework, call.acknowledge_operation_status);
    case 'RECONCILE_OPERATIONS':
      return call.reconcile_operations && master.operations.reconcile(framework, call.reconcile_operations.operations ?? []);
    case 'MESSAGE':
      return call.message && message(master, framework, call.message);
    default:
      // REQUEST is ignored by Mesos's allocator too.
      master.note('info', `Ignored ${call.type} of framework ${framework.id}`);
  }
}

function decline(master: Master, framework: Framework, { offer_ids = [], filters }: scheduler.Call.Decline): void {
  for (const { value } of offer_ids) {
    const offer = master.offers.get(value);
    if (offer?.framework !== framework) continue;
    framework.metrics.offersDeclined++;
    master.offers.discard(offer, filters ?? { refuse_seconds: 5 });
  }
}

function answerInverseOffers(
  master: Master,
  framework: Framework,
  answer: 'ACCEPT' | 'DECLINE',
  { inverse_offer_ids = [], filters }: scheduler.Call.AcceptInverseOffers = {},
): void {
  const ids = inverse_offer_ids.map(({ value }) => value);
  master.inverseOffers.answer(framework, answer, ids, filters);
}

/** One role that is not the framework's makes the whole call void. */
const areRolesOf = (framework: Framework, roles: readonly string[]) => roles.every((role) => framework.roles.includes(role));

function revive(master: Master, framework: Framework, roles: readonly string[]): void {
  if (!areRolesOf(framework, roles)) return;
  for (const role of roles.length > 0 ? roles : framework.roles) framework.suppressedRoles.delete(role);
  master.allocator.reviveRoles(framework.id, roles);
}

function suppress(master: Master, framework: Framework, roles: readonly string[]): void {
  if (!areRolesOf(framework, roles)) return;
  for (const role of roles.length > 0 ? roles : framework.roles) framework.suppressedRoles.add(role);
  master.allocator.suppressRoles(framework.id, roles);
}

function kill(master: Master, framework: Framework, { task_id, agent_id, kill_policy }: scheduler.Call.Kill): void {
  const task = framework.tasks.get(task_id.value);
  if (!task) {
    master.metrics.count('messages_reconcile_tasks');
    return reconcileTask(master, framework, task_id, agent_id);
  }
  if (agent_id && agent_id.value !== task.agent_id.value) {
    return master.note(
      'warning',
      `Ignored KILL of task ${task_id.value}: it is on agent ${task.agent_id.value}, not on ${agent_id.value}`,
    );
  }
  const agent = master.agents.get(task.agent_id.value);
  agent?.killedTasks.add(task);
  if (agent?.connected)
    master.sendTo(agent.pid, 'KillTaskMessage', { framework_id: { value: framework.id }, task_id, kill_policy });
}

function shutdown(master: Master, framework: Framework, { agent_id, executor_id }: scheduler.Call.Shutdown): void {
  const agent = master.agents.get(agent_id.value);
  if (agent?.connected)
    master.sendTo(agent.pid, 'ShutdownExecutorMessage', { framework_id: { value: framework.id }, executor_id });
}

function message(master: Master, framework: Framework, { agent_id, executor_id, data }: scheduler.Call.Message): void {
  const agent = master.agents.get(agent_id.value);
  if (!agent?.connected) return master.metrics.count('invalid_framework_to_executor_messages');
  master.metrics.count('valid_framework_to_executor_messages');
  master.sendTo(agent.pid, 'FrameworkToExecutorMessage', { framework_id: { value: framework.id }, agent_id, executor_id, data });
}
