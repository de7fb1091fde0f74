import type { Task } from '../wire/internal-messages.js';
import type { master as api, TaskStatus } from '../wire/messages.js';
import { describeAgent, frameworkItself } from './describe.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { RegisteredAgent } from './registered-agent.js';

const HEARTBEAT_INTERVAL_MS = 15_000;

const HEARTBEAT: api.Event = { type: 'HEARTBEAT' };

/** The reasons of updates that are news although the state of the task stays what it was. */
const CHECKED: readonly (TaskStatus.Reason | undefined)[] = [
  'REASON_TASK_CHECK_STATUS_UPDATED',
  'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED',
];

/** Somebody who watches the cluster by SUBSCRIBE of the operator API. */
export interface Subscriber {
  send(event: api.Event): void;
  /** Ends the stream after what was sent. */
  close(): void;
}

/** Those who watch the cluster, and what they are told. */
export class Subscribers {
  /** Oldest first. */
  readonly #subscribers = new Set<Subscriber>();

  /** @param limit the master's flag `max_operator_event_stream_subscribers` */
  constructor(
    private readonly master: Master,
    private readonly limit: number,
  ) {}

  /** From now on the subscriber hears of all that changes; at first, how things are. The oldest makes room when there are too many. */
  add(subscriber: Subscriber, state: api.Response.GetState): void {
    const [oldest] = this.#subscribers;
    if (oldest && this.#subscribers.size >= this.limit) {
      this.master.note(
        'warning',
        `Ended the oldest of ${this.#subscribers.size} operator event streams to make room for a new one`,
      );
      this.remove(oldest);
      oldest.close();
    }
    this.#subscribers.add(subscriber);
    subscriber.send({
      type: 'SUBSCRIBED',
      subscribed: { get_state: state, heartbeat_interval_seconds: HEARTBEAT_INTERVAL_MS / 1000 },
    });
    this.#beat(subscriber);
    if (this.limit === 0) {
      this.remove(subscriber);
      subscriber.close();
    }
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  closeAll(): void {
    for (const subscriber of this.#subscribers) subscriber.close();
    this.#subscribers.clear();
  }

  taskAdded(task: Task): void {
    // The task goes on changing, and streams may be encoded later.
    this.#tell(() => ({ type: 'TASK_ADDED', task_added: { task: { ...task, statuses: [...task.statuses] } } }));
  }

  /** Called with every status of a task. Told is one of another state than the status before it, or of a check. */
  taskUpdated({ framework_id, state }: Task, status: TaskStatus, before: TaskStatus | undefined): void {
    if (before?.state === status.state && !CHECKED.includes(status.reason)) return;
    this.#tell(() => ({ type: 'TASK_UPDATED', task_updated: { framework_id, status, state } }));
  }

  agentAdded(agent: RegisteredAgent): void {
    this.#tell(() => {
      const { agent_info, ...rest } = describeAgent(this.master, agent);
      // Unlike in GET_AGENTS, this is a message of v1, which has no such member.
      return { type: 'AGENT_ADDED', agent_added: { agent: { ...rest, agent_info: { ...agent_info, checkpoint: undefined } } } };
    });
  }

  agentRemoved({ id }: RegisteredAgent): void {
    this.#tell(() => ({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: id } } }));
  }

  frameworkAdded(framework: Framework): void {
    this.#tell(() => ({ type: 'FRAMEWORK_ADDED', framework_added: { framework: frameworkItself(framework) } }));
  }

  frameworkUpdated(framework: Framework): void {
    this.#tell(() => ({ type: 'FRAMEWORK_UPDATED', framework_updated: { framework: frameworkItself(framework) } }));
  }

  frameworkRemoved({ info }: Framework): void {
    this.#tell(() => ({ type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info: info } }));
  }

  /** Most clusters have nobody who watches: then no event is made. */
  #tell(makeEvent: () => api.Event): void {
    if (this.#subscribers.size === 0) return;
    const event = makeEvent();
    for (const subscriber of this.#subscribers) subscriber.send(event);
  }

  #beat(subscriber: Subscriber): void {
    if (!this.#subscribers.has(subscriber)) return;
    subscriber.send(HEARTBEAT);
    this.master.after(HEARTBEAT_INTERVAL_MS, () => this.#beat(subscriber));
  }
}
