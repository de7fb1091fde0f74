import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { publishServer } from '../../src/remote/publish.js';
import { createServer, type RemoteServer } from '../../src/remote/server.js';
import { cli, type Ended } from './fake-context.js';

/** Clusters in this process that commands find as they find those of other processes, and a directory to work in. */
export class TestServer implements AsyncDisposable {
  readonly cwd = mkdtempSync(join(tmpdir(), 'cli-test-'));
  readonly #before = process.env['MINIMESOS_HOME'];
  #server: RemoteServer | undefined;
  #published: { end(): void } | undefined;

  static async start(): Promise<TestServer> {
    const test = new TestServer();
    process.env['MINIMESOS_HOME'] = join(test.cwd, 'home');
    test.#server = await createServer();
    test.#published = publishServer(test.#server);
    return test;
  }

  get server(): RemoteServer {
    if (!this.#server) throw new Error('It was not started.');
    return this.#server;
  }

  async cluster(description: ClusterDescriptionInput): Promise<MesosCluster> {
    return (await this.server.clusters.create({ description })).entry.cluster;
  }

  /** Runs a command line in the directory of the test. */
  run(argv: readonly string[], world: Parameters<typeof cli>[1] = {}): Promise<Ended> {
    return cli(argv, { cwd: this.cwd, ...world });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    this.#published?.end();
    if (this.#before === undefined) delete process.env['MINIMESOS_HOME'];
    else process.env['MINIMESOS_HOME'] = this.#before;
    rmSync(this.cwd, { recursive: true });
  }
}
