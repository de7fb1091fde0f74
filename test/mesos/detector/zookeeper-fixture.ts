import { Group, type GroupOptions } from '../../../src/mesos/detector/group.js';
import { systemRandom } from '../../../src/mesos/process/random.js';
import { Runtime } from '../../../src/mesos/process/runtime.js';
import type { ZooKeeperClient } from '../../../src/zookeeper/client.js';
import { ZooKeeperServer } from '../../../src/zookeeper/server.js';
import { openTcpClient } from '../../../src/zookeeper/tcp-client.js';

export type Connection = 'within the process' | 'over TCP';
export const CONNECTIONS: readonly Connection[] = ['within the process', 'over TCP'];

const SESSION_TIMEOUT_MS = 10_000;

/** A ZooKeeper by a clock that stands still, and whoever uses it. */
export class ZooKeeperFixture {
  readonly runtime: Runtime;
  #groups = 0;
  readonly #left: (() => Promise<void>)[] = [];

  private constructor(
    runtime: Runtime,
    readonly server: ZooKeeperServer,
    private readonly connection: Connection,
  ) {
    this.runtime = runtime;
  }

  static async start(connection: Connection = 'within the process'): Promise<ZooKeeperFixture> {
    const runtime = new Runtime({ freezeMessages: true, virtualTime: true });
    const server = await ZooKeeperServer.start({ clock: runtime.clock });
    return new ZooKeeperFixture(runtime, server, connection);
  }

  open(port = 6000): ZooKeeperClient {
    const client =
      this.connection === 'over TCP'
        ? openTcpClient(this.server.connectString, SESSION_TIMEOUT_MS, systemRandom)
        : this.server.open({
            timeoutMs: SESSION_TIMEOUT_MS,
            from: { ip: '127.0.0.1', port },
            dispatch: (action) => this.runtime.dispatch(action),
          });
    this.#left.push(() => client.close());
    return client;
  }

  group(options: Partial<GroupOptions> = {}): Group {
    const address = { ip: '127.0.0.1', port: 5050 + this.#groups++ };
    const group = new Group(this.runtime, address, { path: '/mesos', open: () => this.open(address.port), ...options });
    return this.runtime.spawn(group);
  }

  /** Until it is so; what comes over sockets is nobody's to wait for. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await this.runtime.settle();
      await new Promise(setImmediate);
    }
  }

  async stop(): Promise<void> {
    this.runtime.stop();
    await Promise.all(this.#left.map((leave) => leave()));
    await this.server.stop();
  }
}
