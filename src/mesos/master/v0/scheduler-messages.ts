import type { Pid } from '../../process/pid.js';
import type { MessageName, Messages } from '../../wire/internal-messages.js';
import type { FrameworkID, scheduler } from '../../wire/messages.js';
import { isUuidBytes, NOT_A_UUID } from '../../wire/uuid-bytes.js';
import type { Framework } from '../framework.js';
import { DISCONNECTED } from '../frameworks.js';
import type { Master } from '../master.js';
import { validateSchedulerCall } from '../scheduler-call-validation.js';
import { PidConnection } from './pid-connection.js';

/** Says what to do with messages of a name. */
type Install = <Name extends MessageName>(name: Name, handler: (message: Messages[Name], from: Pid) => void) => void;

/** Calls of the API that v0 does not have. */
const UNSUPPORTED: readonly (scheduler.Call.Type | undefined)[] = ['ACKNOWLEDGE_OPERATION_STATUS', 'RECONCILE_OPERATIONS'];

/**
 * What v0 schedulers send: `Call`, as libmesos does, or a message for each call, as libraries of other languages do. Whoever is not
 * the scheduler that the master knows is not listened to.
 */
export class SchedulerMessages {
  constructor(private readonly master: Master) {}

  install(on: Install): void {
    on('Call', (call, from) => this.#call(call, from));
    on('RegisterFrameworkMessage', ({ framework }, from) => {
      if (framework.id?.value) return this.#refuse(from, "Registering with 'id' already set");
      this.#subscribe({ framework_info: framework }, from, false);
    });
    on('ReregisterFrameworkMessage', ({ framework, failover }, from) => {
      if (!framework.id?.value) return this.#refuse(from, "Re-registering without an 'id'");
      this.#subscribe({ framework_info: framework }, from, failover);
    });
    on('UnregisterFrameworkMessage', ({ framework_id }, from) => this.#perform(framework_id, from, { type: 'TEARDOWN' }));
    on('DeactivateFrameworkMessage', ({ framework_id }, from) => {
      this.master.metrics.count('messages_deactivate_framework');
      const framework = this.#framework(framework_id, from, 'DeactivateFrameworkMessage');
      if (framework?.connected && framework.active) this.master.frameworksOf.deactivate(framework);
    });
    // What is requested is ignored by Mesos's allocator.
    on('ResourceRequestMessage', ({ framework_id }, from) => this.#perform(framework_id, from, { type: 'REQUEST', request: {} }));
    on('LaunchTasksMessage', (message, from) => this.#launch(message, from));
    on('ReviveOffersMessage', ({ framework_id, roles }, from) =>
      this.#perform(framework_id, from, { type: 'REVIVE', revive: { roles } }),
    );
    // A kill policy is taken from calls only.
    on('KillTaskMessage', ({ framework_id, task_id }, from) =>
      this.#perform(framework_id, from, { type: 'KILL', kill: { task_id } }),
    );
    on('StatusUpdateAcknowledgementMessage', (message, from) => this.#acknowledge(message, from));
    on('FrameworkToExecutorMessage', ({ framework_id, ...message }, from) => {
      const done = this.#perform(framework_id, from, { type: 'MESSAGE', message });
      if (!done) this.master.metrics.count('invalid_framework_to_executor_messages');
    });
    on('ReconcileTasksMessage', ({ framework_id, statuses }, from) => {
      const tasks = statuses.map(({ task_id, agent_id }) => ({ task_id, agent_id }));
      this.#perform(framework_id, from, { type: 'RECONCILE', reconcile: { tasks } });
    });
    on('SubmitSchedulerRequest', (_, from) => this.master.sendTo(from, 'SubmitSchedulerResponse', { okay: false }));
  }

  #subscribe(subscribe: scheduler.Call.Subscribe, from: Pid, force: boolean): void {
    const { authentication, frameworksOf } = this.master;
    authentication.settled(from, () => {
      const { framework_info: info } = subscribe;
      const { principal = authentication.principalOf(from) } = info;
      const complete = { ...subscribe, framework_info: { ...info, ...(principal !== undefined && { principal }) } };
      frameworksOf.subscribe(new PidConnection(this.master, from), complete, { force });
    });
  }

  #call(call: Messages['Call'], from: Pid): void {
    const { type = 'UNKNOWN', subscribe } = call;
    const invalid = validateSchedulerCall(call);
    if (invalid !== undefined || type === 'UNKNOWN') {
      this.master.metrics.countInvalidCall(call);
      return this.#dropped(type, from, invalid ?? 'Nobody knows such calls');
    }
    if (subscribe && type === 'SUBSCRIBE') return this.#subscribe(subscribe, from, subscribe.force ?? false);
    const framework = this.#framework(call.framework_id, from, type);
    if (!framework) return;
    framework.metrics.call(type);
    // It may have been cut off, and not know.
    if (!framework.connected) return this.#refuse(from, DISCONNECTED);
    if (UNSUPPORTED.includes(type)) return this.#dropped(type, from, `'${type}' is not supported by the v0 API`);
    if (type !== 'UPDATE_FRAMEWORK') return this.master.call(framework, call);
    const refusal = call.update_framework && this.master.frameworksOf.update(framework, call.update_framework);
    if (refusal) this.#refuse(from, refusal.text ?? '');
  }

  /** Without tasks it is how offers are declined. */
  #launch({ framework_id, tasks, filters, offer_ids }: Messages['LaunchTasksMessage'], from: Pid): void {
    const accept = { offer_ids, filters, operations: [{ type: 'LAUNCH', launch: { task_infos: tasks } } as const] };
    if (tasks.length > 0) this.#perform(framework_id, from, { type: 'ACCEPT', accept });
    else this.#perform(framework_id, from, { type: 'DECLINE', decline: { offer_ids, filters } });
  }

  #acknowledge({ framework_id, ...acknowledge }: Messages['StatusUpdateAcknowledgementMessage'], from: Pid): void {
    const isUuid = isUuidBytes(acknowledge.uuid);
    if (!isUuid) this.#dropped('StatusUpdateAcknowledgementMessage', from, NOT_A_UUID);
    const done = isUuid && this.#perform(framework_id, from, { type: 'ACKNOWLEDGE', acknowledge });
    if (!done) this.master.metrics.count('invalid_status_update_acknowledgements');
  }

  /** Carries out what a message says as the call that it is; returns whether its sender may say so. */
  #perform(frameworkId: FrameworkID, from: Pid, call: scheduler.Call & { type: scheduler.Call.Type }): boolean {
    const framework = this.#framework(frameworkId, from, call.type);
    if (framework) this.master.call(framework, call);
    return framework !== undefined;
  }

  /** The framework of this id, if that is its scheduler. */
  #framework(id: FrameworkID | undefined, from: Pid, what: string): Framework | undefined {
    const framework = this.master.frameworks.get(id?.value ?? '');
    if (framework?.pid === from) return framework;
    const why = framework ? `Call is not from registered framework ${framework.id}` : `Framework ${id?.value} cannot be found`;
    this.#dropped(what, from, why);
    return undefined;
  }

  #dropped(what: string, from: Pid, why: string): void {
    this.master.note('warning', `Dropped ${what} of ${from}: ${why}`);
  }

  #refuse(pid: Pid, message: string): void {
    this.master.note('info', `Refused a framework at ${pid}: ${message}`);
    this.master.sendTo(pid, 'FrameworkErrorMessage', { message });
  }
}
