import { isTerminal } from '../mesos/tasks/task.js';
import type { AgentID, scheduler, TaskState, TaskStatus } from '../mesos/wire/messages.js';

/** An update that wants to be acknowledged. */
export type Update = TaskStatus & { agent_id: AgentID; uuid: string };

/**
 * What one side of the connection of a scheduler knows of what has passed over it, over all its subscriptions: what the master
 * has said, or what of that the scheduler has heard.
 */
export class Knowledge {
  /** The offers that were made and neither answered nor lost. */
  readonly offers = new Set<string>();
  /** Updates that have to be acknowledged, each time they come. */
  readonly updates: Update[] = [];
  readonly acknowledged = new Set<string>();
  /** By uuid: what came and was not acknowledged since. */
  readonly waiting = new Map<string, Update>();
  /** By task id: what was said last. */
  readonly latest = new Map<string, TaskStatus>();
  /** Agents by the tasks that were to be launched there. */
  readonly launched = new Map<string, AgentID>();

  constructor(readonly frameworkId: string) {}

  /** An event comes. */
  heard({ subscribed, offers, rescind, update }: scheduler.Event): void {
    if (subscribed) this.offers.clear(); // those of the stream before it
    for (const { id } of offers?.offers ?? []) this.offers.add(id.value);
    if (rescind) this.offers.delete(rescind.offer_id.value);
    if (!update) return;
    const { status } = update;
    this.latest.set(status.task_id.value, status);
    if (!isUpdate(status)) return;
    this.updates.push(status);
    this.waiting.set(status.uuid, status);
  }

  /** A call goes. */
  called({ accept, decline, acknowledge }: scheduler.Call): void {
    for (const { value } of [...(accept?.offer_ids ?? []), ...(decline?.offer_ids ?? [])]) this.offers.delete(value);
    for (const { launch, launch_group } of accept?.operations ?? []) {
      for (const { task_id, agent_id } of [...(launch?.task_infos ?? []), ...(launch_group?.task_group.tasks ?? [])]) {
        this.launched.set(task_id.value, agent_id);
      }
    }
    if (acknowledge?.uuid === undefined) return;
    this.acknowledged.add(acknowledge.uuid);
    this.waiting.delete(acknowledge.uuid);
  }

  /** Tasks that were to be launched and of which more is to be expected, with their agents. */
  open(): [taskId: string, agentId: string][] {
    return [...this.launched].flatMap(([id, { value }]) => (isOver(this.latest.get(id)?.state) ? [] : [[id, value]]));
  }
}

export const isUpdate = (status: TaskStatus): status is Update => status.uuid !== undefined && status.agent_id !== undefined;

/** Whether nothing more is to be expected of a task. */
export const isOver = (state: TaskState | undefined): boolean =>
  state !== undefined && (isTerminal(state) || state === 'TASK_UNKNOWN');
