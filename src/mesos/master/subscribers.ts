import { ALL_APPROVED, type Approvers } from '../authorizer/authorizer.js';
import { viewsFramework, viewsTask } from '../authorizer/views.js';
import type { Task } from '../wire/internal-messages.js';
import type { master as api, FrameworkInfo, TaskStatus } from '../wire/messages.js';
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
  /** What it may see. Default: everything. */
  readonly approvers?: Approvers;
  send(event: api.Event): void;
  /** Ends the stream after what was sent. */
  close(): void;
}

/** Those who watch the cluster, and what they are told. */
export class Subscribers {
  /** Oldest first. */
  readonly #subscribers = new Set<Subscriber>();

  constructor(private readonly master: Master) {}

  /**
   * From now on the subscriber hears of all that changes; at first, how things are. When there are too many (flag
   * `--max_operator_event_stream_subscribers`) the oldest makes room.
   */
  add(subscriber: Subscriber, state: api.Response.GetState): void {
    const { max_operator_event_stream_subscribers: limit } = this.master.flags;
    const [oldest] = this.#subscribers;
    if (oldest && this.#subscribers.size >= limit) {
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
    if (limit === 0) {
      this.remove(subscriber);
      subscriber.close();
    }
  }

  get size(): number {
    return this.#subscribers.size;
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
    this.#tell(this.#seesTask(task), () => ({
      type: 'TASK_ADDED',
      task_added: { task: { ...task, statuses: [...task.statuses] } },
    }));
  }

  /** Called with every status of a task. Told is one of another state than the status before it, or of a check. */
  taskUpdated(task: Task, status: TaskStatus, before: TaskStatus | undefined): void {
    if (before?.state === status.state && !CHECKED.includes(status.reason)) return;
    const { framework_id, state } = task;
    this.#tell(this.#seesTask(task), () => ({ type: 'TASK_UPDATED', task_updated: { framework_id, status, state } }));
  }

  agentAdded(agent: RegisteredAgent): void {
    this.#tell(seesAll, (approvers) => {
      const { agent_info, ...rest } = describeAgent(this.master, agent, approvers);
      // Unlike in GET_AGENTS, this is a message of v1, which has no such member.
      return { type: 'AGENT_ADDED', agent_added: { agent: { ...rest, agent_info: { ...agent_info, checkpoint: undefined } } } };
    });
  }

  agentRemoved({ id }: RegisteredAgent): void {
    this.#tell(seesAll, () => ({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: id } } }));
  }

  frameworkAdded(framework: Framework): void {
    const make = () => ({ type: 'FRAMEWORK_ADDED' as const, framework_added: { framework: frameworkItself(framework) } });
    this.#tell(seesFramework(framework.info), make);
  }

  frameworkUpdated(framework: Framework): void {
    const make = () => ({ type: 'FRAMEWORK_UPDATED' as const, framework_updated: { framework: frameworkItself(framework) } });
    this.#tell(seesFramework(framework.info), make);
  }

  frameworkRemoved({ info }: Framework): void {
    this.#tell(seesFramework(info), () => ({ type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info: info } }));
  }

  #seesTask(task: Task): Sees {
    const info = this.master.frameworks.get(task.framework_id.value)?.info;
    return (approvers) => !info || (viewsTask(approvers, info, task) && viewsFramework(approvers, info));
  }

  /** Most clusters have nobody who watches: then no event is made. Those who may see the same are told the same event. */
  #tell(sees: Sees, makeEvent: (approvers: Approvers) => api.Event): void {
    const events = new Map<Approvers, api.Event | undefined>();
    for (const subscriber of this.#subscribers) {
      const { approvers = ALL_APPROVED } = subscriber;
      if (!events.has(approvers)) events.set(approvers, sees(approvers) ? makeEvent(approvers) : undefined);
      const event = events.get(approvers);
      if (event) subscriber.send(event);
    }
  }

  #beat(subscriber: Subscriber): void {
    if (!this.#subscribers.has(subscriber)) return;
    subscriber.send(HEARTBEAT);
    this.master.after(HEARTBEAT_INTERVAL_MS, () => this.#beat(subscriber));
  }
}

/** Whether a subscriber is told of something. */
type Sees = (approvers: Approvers) => boolean;

const seesAll: Sees = () => true;

const seesFramework =
  (info: FrameworkInfo): Sees =>
  (approvers) =>
    viewsFramework(approvers, info);
