import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What there is on it, by names. */
export interface Things {
  containers: string[];
  networks: string[];
  volumes: string[];
}

/** As much of an engine as it takes to remove things from it, for what a real one does only by chance. All that it has matches all labels. */
export class FakeEngine implements AsyncDisposable {
  /** What it was asked to remove, in this order. */
  readonly removed: string[] = [];
  /** Answers nothing any more, as one that was stopped by a signal. */
  standsStill = false;
  readonly #server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://engine').pathname.replace(/^\/v[\d.]+/, '');
    const [, kind = '', name = ''] = path.split('/');
    if (this.standsStill) return;
    if (path === '/events') return response.flushHeaders();
    let status = 200;
    let document: unknown = {};
    if (request.method === 'DELETE') {
      this.removed.push(`${kind} ${name}`);
      const refusal = this.refuse(kind as keyof Things, name);
      status = refusal === undefined ? 204 : 403;
      document = { message: refusal };
      if (refusal === undefined)
        this.things[kind as keyof Things] = this.things[kind as keyof Things].filter((each) => each !== name);
    } else if (path === '/version') document = { ApiVersion: '1.41', Version: '20.10.24' };
    else if (path === '/containers/json') document = this.things.containers.map((Id) => ({ Id, Names: [`/${Id}`], Labels: {} }));
    else if (path === `/containers/${name}/json`) document = { State: { Running: true } };
    else if (path === '/networks') document = this.things.networks.map((Id) => ({ Id, Name: Id, Labels: {} }));
    else if (path === '/volumes') document = { Volumes: this.things.volumes.map((Name) => ({ Name, Labels: {} })) };
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(status === 204 ? undefined : JSON.stringify(document));
  });

  private constructor(
    private readonly directory: string,
    readonly things: Things,
    private readonly refuse: (kind: keyof Things, name: string) => string | undefined,
  ) {}

  /** @param refuse why it does not remove this one, if it does not */
  static async of(things: Things, refuse: (kind: keyof Things, name: string) => string | undefined = () => undefined) {
    return new FakeEngine(await mkdtemp(join(tmpdir(), 'minimesos-engine-')), things, refuse);
  }

  get address() {
    return { url: `unix://${this.#socket}`, source: 'test' };
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#socket);
    await once(this.#server, 'listening');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  get #socket(): string {
    return join(this.directory, 'docker.sock');
  }
}
