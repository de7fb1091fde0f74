import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type executor, readRecords, type TaskInfo, type TaskState, type TaskStatus } from 'minimesos/protocol';
import { post, readText, toData } from '../mesos/http.js';

const RETRY_MS = 100;

/** A client of Mesos's v1 executor API, for an executor that has one task. What the agent sets in the environment tells it all. */
export class ExecutorClient {
  readonly #url: URL;
  readonly #ids: { framework_id: { value: string }; executor_id: { value: string } };
  readonly #recoverySeconds: number;
  /** What the agent has not confirmed, by uuid; it is told again when the agent has been restarted. */
  readonly #updates = new Map<string, executor.Call.Update>();
  #task: TaskInfo | undefined;
  #onAcknowledged: (() => void)[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.#url = new URL(`http://${env['MESOS_AGENT_ENDPOINT']}/api/v1/executor`);
    this.#ids = {
      framework_id: { value: env['MESOS_FRAMEWORK_ID'] ?? '' },
      executor_id: { value: env['MESOS_EXECUTOR_ID'] ?? '' },
    };
    this.#recoverySeconds = env['MESOS_CHECKPOINT'] === '1' ? seconds(env['MESOS_RECOVERY_TIMEOUT'] ?? '15mins') : 0;
  }

  /** The address of the agent, at which the node is to be found as well. */
  get host(): string {
    return this.#url.hostname;
  }

  /** Events of the agent. Ends when the agent is gone and does not come back in time. */
  async *events(): AsyncGenerator<executor.Event> {
    for (let waited = 0; waited <= this.#recoverySeconds * 1000; waited += RETRY_MS) {
      try {
        for await (const record of readRecords(await this.#subscribe())) {
          waited = 0;
          const event = JSON.parse(record.toString()) as executor.Event;
          this.#note(event);
          yield event;
        }
      } catch (error) {
        console.error(`Not subscribed: ${(error as Error).message}`);
      }
      await sleep(RETRY_MS);
    }
  }

  /** Reports a state of the task. */
  async update(state: TaskState, message?: string): Promise<void> {
    if (!this.#task) return;
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64');
    const ids = { task_id: this.#task.task_id, executor_id: this.#ids.executor_id };
    const status: TaskStatus = { ...ids, state, uuid, source: 'SOURCE_EXECUTOR', ...(message && { message }) };
    this.#updates.set(uuid, { status });
    await this.#call({ type: 'UPDATE', update: { status } });
  }

  /** Resolves when the scheduler knows all that was reported. */
  async acknowledged(): Promise<void> {
    while (this.#updates.size > 0) await new Promise<void>((resolve) => this.#onAcknowledged.push(resolve));
  }

  /** Sends the scheduler a message; it may get lost. */
  async message(value: unknown): Promise<void> {
    await this.#call({ type: 'MESSAGE', message: { data: toData(value) } });
  }

  #note(event: executor.Event): void {
    if (event.launch) this.#task = event.launch.task;
    if (!event.acknowledged) return;
    this.#updates.delete(event.acknowledged.uuid);
    for (const resolve of this.#onAcknowledged.splice(0)) resolve();
  }

  async #subscribe(): Promise<AsyncIterable<Buffer>> {
    const subscribe = {
      unacknowledged_tasks: this.#task && this.#updates.size > 0 ? [this.#task] : [],
      unacknowledged_updates: [...this.#updates.values()],
    };
    const stream = await post(this.#url, { type: 'SUBSCRIBE', ...this.#ids, subscribe }, { stream: true });
    if (stream.statusCode !== 200) throw new Error(`${stream.statusCode} ${await readText(stream)}`);
    return stream;
  }

  /** What cannot be delivered now is told when the agent is back. */
  async #call(call: object): Promise<void> {
    try {
      const answer = await post(this.#url, { ...call, ...this.#ids });
      const text = await readText(answer);
      if (answer.statusCode !== 202) console.error(`The agent refuses: ${answer.statusCode} ${text}`);
    } catch (error) {
      console.error(`The agent does not answer: ${(error as Error).message}`);
    }
  }
}

/** Mesos's durations, such as `15mins`. */
function seconds(duration: string): number {
  const units: Record<string, number> = {
    ns: 1e-9,
    us: 1e-6,
    ms: 1e-3,
    secs: 1,
    mins: 60,
    hrs: 3600,
    days: 86_400,
    weeks: 604_800,
  };
  const [, amount, unit] = /^([\d.]+)([a-z]+)$/.exec(duration) ?? [];
  return Number(amount ?? 0) * (units[unit ?? ''] ?? 0);
}
