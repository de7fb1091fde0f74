import type { Timer } from '../process/clock.js';
import { isTerminal } from '../tasks/task.js';
import type { StatusUpdate } from '../wire/internal-messages.js';
import { Retransmission } from './retransmission.js';

/** An update that wants to be acknowledged. */
export type AcknowledgeableUpdate = StatusUpdate & { uuid: string };

/** The updates of one task, as they have to outlive the agent. */
export interface UpdatesCheckpoint {
  readonly taskId: string;
  /** Not acknowledged, oldest first. */
  readonly pending: readonly AcknowledgeableUpdate[];
  /** Uuids of all updates ever taken. */
  readonly received: readonly string[];
  readonly terminated: boolean;
}

interface Stream {
  /** Not acknowledged, oldest first; only the first one is on its way. */
  readonly pending: AcknowledgeableUpdate[];
  /** Uuids of all updates ever taken. */
  readonly received: Set<string>;
  readonly sending: Retransmission;
}

export interface StatusUpdateManagerOptions {
  /** Sends an update to the master. */
  forward(update: AcknowledgeableUpdate): void;
  delay(milliseconds: number, action: () => void): Timer;
}

/**
 * Sees to it that schedulers get the updates of each task in order and surely: the next one is sent when the one before is
 * acknowledged; what is not acknowledged is sent again and again. Mesos's TaskStatusUpdateManager.
 */
export class StatusUpdateManager {
  readonly #streams = new Map<string, Map<string, Stream>>();
  #paused = true;

  constructor(private readonly options: StatusUpdateManagerOptions) {}

  /** Takes an update. False when it was taken before. */
  update(update: AcknowledgeableUpdate): boolean {
    const stream = this.#streamOf(update);
    if (stream.received.has(update.uuid)) return false;
    stream.received.add(update.uuid);
    stream.pending.push(update);
    if (stream.pending.length === 1) this.#send(stream);
    return true;
  }

  /**
   * Notes an acknowledgement. `unexpected` when it is not for the update on its way; `terminated` when the task's end is
   * acknowledged by it.
   */
  acknowledge(frameworkId: string, taskId: string, uuid: string): 'unexpected' | 'acknowledged' | 'terminated' {
    const stream = this.#streams.get(frameworkId)?.get(taskId);
    const update = stream?.pending[0];
    if (!stream || update?.uuid !== uuid) return 'unexpected';
    stream.sending.stop();
    stream.pending.shift();
    // Whatever was said of the task after its end is of no interest to anybody.
    if (isTerminal(update.status.state)) {
      this.#close(frameworkId, taskId);
      return 'terminated';
    }
    this.#send(stream);
    return 'acknowledged';
  }

  /** Holds everything back, as there is no master to send it to. */
  pause(): void {
    this.#paused = true;
    for (const stream of this.#all()) stream.sending.stop();
  }

  /** Sends what is on its way once more, now: there is somebody new to receive it. */
  resume(frameworkId?: string): void {
    if (frameworkId === undefined) this.#paused = false;
    for (const stream of this.#all(frameworkId)) this.#send(stream);
  }

  /** Forgets all updates of a framework. */
  cleanup(frameworkId: string): void {
    for (const stream of this.#all(frameworkId)) stream.sending.stop();
    this.#streams.delete(frameworkId);
  }

  /** Takes over the updates of a predecessor; they are sent when the master is there. */
  recover(frameworkId: string, updates: readonly UpdatesCheckpoint[]): void {
    if (updates.length === 0) return;
    const streams = updates.map(({ taskId, pending, received }): [string, Stream] => [
      taskId,
      { pending: [...pending], received: new Set(received), sending: this.#sending() },
    ]);
    this.#streams.set(frameworkId, new Map(streams));
  }

  *#all(frameworkId?: string): Generator<Stream> {
    for (const [id, streams] of this.#streams) if (frameworkId === undefined || id === frameworkId) yield* streams.values();
  }

  #streamOf({ framework_id, status }: StatusUpdate): Stream {
    const streams = this.#streams.get(framework_id.value) ?? new Map<string, Stream>();
    this.#streams.set(framework_id.value, streams);
    const known = streams.get(status.task_id.value);
    if (known) return known;
    const stream: Stream = { pending: [], received: new Set(), sending: this.#sending() };
    streams.set(status.task_id.value, stream);
    return stream;
  }

  #close(frameworkId: string, taskId: string): void {
    const streams = this.#streams.get(frameworkId);
    streams?.delete(taskId);
    if (streams?.size === 0) this.#streams.delete(frameworkId);
  }

  #sending(): Retransmission {
    return new Retransmission((milliseconds, action) => this.options.delay(milliseconds, action));
  }

  #send({ pending: [update], sending }: Stream): void {
    if (update && !this.#paused) sending.start(() => this.options.forward(update));
  }
}
