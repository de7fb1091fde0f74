import { Router } from '../src/mesos/process/http/router.js';
import { HttpServer } from '../src/mesos/process/http/server.js';
import { Libprocess } from '../src/mesos/process/libprocess/libprocess.js';
import { messageRequest } from '../src/mesos/process/libprocess/message-request.js';
import type { Address, Pid } from '../src/mesos/process/pid.js';
import { Process } from '../src/mesos/process/process.js';
import { Runtime } from '../src/mesos/process/runtime.js';
import { type Messages, wireName } from '../src/mesos/wire/internal-messages.js';
import { loadProtobuf } from '../src/mesos/wire/protobuf.js';

const uuid = 'AAECAwQFRgeICQoLDA0ODw==';
const ids = { executor_id: { value: 'task-1' }, agent_id: { value: '6f533b95-9078-42f4-af94-1202244c445d-S0' } };
const timestamp = 1795397308.895664;

/** The message that there is most of in a cluster. */
const UPDATE: Messages['StatusUpdateMessage'] = {
  update: {
    framework_id: { value: '6f533b95-9078-42f4-af94-1202244c445d-0000' },
    status: { ...ids, task_id: { value: 'task-1' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', timestamp, uuid },
    ...{ ...ids, timestamp, uuid },
  },
  pid: 'executor(1)@127.0.0.1:41569',
};

/** An agent of which only the messages are there. */
class Actor extends Process {
  #received = 0;
  #awaited: { count: number; resolve: () => void } | undefined;

  constructor(runtime: Runtime, address: Address) {
    super(runtime, 'slave(1)', address);
    this.on('StatusUpdateMessage', () => {
      if (++this.#received === this.#awaited?.count) this.#awaited.resolve();
    });
  }

  /** Resolves when so many more have come. */
  received(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { count: this.#received + count, resolve };
    });
  }

  linkTo(pids: readonly Pid[]): void {
    for (const pid of pids) this.link(pid);
  }

  tell(to: Pid): void {
    this.send(to, 'StatusUpdateMessage', UPDATE);
  }
}

/** One end of what is measured; the other one is `libprocess-peer.mjs`, in a process of its own. */
export class End {
  private constructor(
    private readonly runtime: Runtime,
    private readonly server: HttpServer,
    private readonly actor: Actor,
  ) {}

  static async open(): Promise<End> {
    const runtime = new Runtime();
    runtime.network = new Libprocess(runtime);
    const server = new HttpServer(new Router('slave(1)'), () => {}, { network: runtime.network });
    const address = await server.listen('127.0.0.1', 0);
    return new End(runtime, server, runtime.spawn(new Actor(runtime, address)));
  }

  get port(): number {
    return this.actor.address.port;
  }

  /** A message to this end, as it is on the wire. */
  async message(): Promise<Buffer> {
    const { encode } = await loadProtobuf();
    const body = encode('internal.StatusUpdateMessage', UPDATE);
    return messageRequest('executor(1)@127.0.0.1:41569', this.actor.pid, wireName('StatusUpdateMessage'), body);
  }

  /** Messages a second that come in, once `begin` was called, until there were so many. */
  async measureIn(count: number, begin: () => void): Promise<number> {
    const all = this.actor.received(count);
    const before = performance.now();
    begin();
    await all;
    return (count * 1000) / (performance.now() - before);
  }

  /** Messages a second that go out over links to all these ports. */
  async measureOut(ports: readonly number[], count: number): Promise<number> {
    const pids = ports.map((port) => `master@127.0.0.1:${port}`);
    this.actor.linkTo(pids);
    await this.runtime.settle();
    const before = performance.now();
    for (let sent = 0; sent < count; ) {
      for (let batch = 0; batch < 1000; batch++, sent++) this.actor.tell(pids[sent % pids.length] as Pid);
      await this.runtime.settle();
    }
    return (count * 1000) / (performance.now() - before);
  }

  async close(): Promise<void> {
    this.runtime.stop();
    await this.server.close();
  }
}
