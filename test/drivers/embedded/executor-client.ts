import type { IncomingMessage } from 'node:http';
import type { Address } from '../../../src/mesos/process/pid.js';
import type { executor, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { RecordDecoder } from '../../../src/mesos/wire/recordio.js';
import { type Answer, open, readText, request } from '../../mesos/master/http-client.js';
import { JSON_HEADERS } from '../../mesos/master/scheduler-client.js';

const PATH = '/api/v1/executor';

/** An executor on the v1 API, played by the test. */
export class ExecutorClient {
  readonly events: executor.Event[] = [];
  /** How the connection ended: by the last chunk, or cut off before it. */
  readonly ended: Promise<'ended' | 'cut'>;
  #read = 0;
  #wake: (() => void)[] = [];

  private constructor(
    private readonly address: Address,
    private readonly frameworkId: string,
    private readonly executorId: string,
    stream: IncomingMessage,
  ) {
    const decoder = new RecordDecoder();
    stream.on('data', (chunk: Buffer) => {
      for (const record of decoder.push(chunk)) this.events.push(JSON.parse(record.toString()));
      for (const wake of this.#wake.splice(0)) wake();
    });
    stream.on('error', () => {});
    this.ended = new Promise((resolve) => stream.on('close', () => resolve(stream.complete ? 'ended' : 'cut')));
  }

  /** Subscribes; rejects with the answer when that is not 200. */
  static async subscribe(
    address: Address,
    frameworkId: string,
    executorId: string,
    subscribe: { unacknowledged_tasks?: TaskInfo[]; unacknowledged_updates?: object[] } = {},
  ): Promise<ExecutorClient> {
    const ids = { framework_id: { value: frameworkId }, executor_id: { value: executorId } };
    const body = JSON.stringify({ type: 'SUBSCRIBE', ...ids, subscribe });
    const stream = await open(address, 'POST', PATH, { headers: JSON_HEADERS, body });
    if (stream.statusCode !== 200) throw new Error(`${stream.statusCode} ${await readText(stream)}`);
    return new ExecutorClient(address, frameworkId, executorId, stream);
  }

  /** Sends an update of a task; the uuid is base64. */
  async update(taskId: string, state: string, uuid: string): Promise<Answer> {
    const status = {
      task_id: { value: taskId },
      state,
      uuid,
      source: 'SOURCE_EXECUTOR',
      executor_id: { value: this.executorId },
    };
    const ids = { framework_id: { value: this.frameworkId }, executor_id: { value: this.executorId } };
    const body = JSON.stringify({ type: 'UPDATE', ...ids, update: { status } });
    return request(this.address, 'POST', PATH, { headers: JSON_HEADERS, body });
  }

  /** The next event of the type that was not looked at yet. */
  async next(type: string): Promise<executor.Event> {
    for (;;) {
      const event = this.events[this.#read++];
      if (event?.type === type) return event;
      if (event) continue;
      this.#read--;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}
