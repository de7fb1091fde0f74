import { NOBODY, type Pid } from '../../process/pid.js';
import type { MessageName, Messages } from '../../wire/internal-messages.js';
import type { AgentID, FrameworkID, scheduler, TaskStatus } from '../../wire/messages.js';
import type { SchedulerConnection } from '../framework.js';
import type { Master } from '../master.js';

/** A scheduler that is a process: events of the API go to it as the messages that they are in v0. */
export class PidConnection implements SchedulerConnection {
  /** Empty before it is subscribed. */
  #framework: FrameworkID = { value: '' };

  constructor(
    private readonly master: Master,
    readonly pid: Pid,
  ) {}

  send(event: scheduler.Event, again = false): void {
    const { subscribed, offers, inverse_offers, rescind, rescind_inverse_offer, update, message, failure, error } = event;
    if (subscribed) this.#subscribed(subscribed, again);
    if (offers)
      this.#tell(
        'ResourceOffersMessage',
        this.#withPids(offers.offers, (list) => ({ offers: list })),
      );
    if (inverse_offers) {
      this.#tell(
        'InverseOffersMessage',
        this.#withPids(inverse_offers.inverse_offers, (list) => ({ inverse_offers: list })),
      );
    }
    if (rescind) this.#tell('RescindResourceOfferMessage', rescind);
    if (rescind_inverse_offer) this.#tell('RescindInverseOfferMessage', rescind_inverse_offer);
    if (update) this.#update(update.status);
    if (message) this.#tell('ExecutorToFrameworkMessage', { ...message, framework_id: this.#framework });
    if (failure?.agent_id) this.#failed(failure.agent_id, failure);
    if (error) this.#tell('FrameworkErrorMessage', error);
    // Of operations v0 knows nothing.
  }

  /** A link to it may have to tell when another scheduler comes to be there: it stays. */
  close(): void {}

  #subscribed({ framework_id, master_info = this.master.info }: scheduler.Event.Subscribed, again: boolean): void {
    this.#framework = framework_id;
    this.#tell(again ? 'FrameworkReregisteredMessage' : 'FrameworkRegisteredMessage', { framework_id, master_info });
  }

  /** Each with the pid of its agent, so that the scheduler can send messages to executors there by itself. */
  #withPids<Item extends { agent_id?: AgentID | undefined }, Named>(
    items: Item[] = [],
    named: (items: Item[]) => Named,
  ): Named & { pids: string[] } {
    return { ...named(items), pids: items.map(({ agent_id }) => this.#pidOf(agent_id)) };
  }

  #pidOf(id: AgentID | undefined): Pid {
    return this.master.agents.get(id?.value ?? '')?.pid ?? NOBODY;
  }

  /** An update with a uuid is an agent's, and to be acknowledged. */
  #update(status: TaskStatus): void {
    const { agent_id, executor_id, uuid, timestamp = this.master.seconds(), task_id } = status;
    const tasks = this.master.frameworks.get(this.#framework.value)?.tasks;
    const latest_state = uuid === undefined ? undefined : tasks?.get(task_id.value)?.state;
    this.#tell('StatusUpdateMessage', {
      update: { framework_id: this.#framework, executor_id, agent_id, status, timestamp, uuid, latest_state },
      pid: uuid === undefined ? NOBODY : this.#pidOf(agent_id),
    });
  }

  /** An executor has ended, or an agent is gone with all that was on it. */
  #failed(agent_id: AgentID, { executor_id, status = 0 }: scheduler.Event.Failure): void {
    if (!executor_id) this.#tell('LostSlaveMessage', { agent_id });
    else this.#tell('ExitedExecutorMessage', { agent_id, framework_id: this.#framework, executor_id, status });
  }

  #tell<Name extends MessageName>(name: Name, message: Messages[Name]): void {
    this.master.sendTo(this.pid, name, message);
  }
}
