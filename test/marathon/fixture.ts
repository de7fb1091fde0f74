import { MesosCluster } from '../../src/index.js';
import { type Marathon, startMarathon } from '../../src/marathon/marathon.js';
import type { MarathonOptions } from '../../src/marathon/options.js';
import { Clock } from '../../src/mesos/process/clock.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of all sorts
  readonly body: any;
}

/** A Marathon on a cluster of its own, and what tests ask of it. */
export class MarathonFixture {
  readonly events: Record<string, unknown>[] = [];

  private constructor(
    readonly cluster: MesosCluster,
    readonly clock: Clock,
    public marathon: Marathon,
    private readonly failures: Error[],
  ) {
    marathon.onEvent((event) => this.events.push(event));
  }

  static async start(
    description: Parameters<typeof MesosCluster.start>[0] = { agents: 1 },
    options: Partial<MarathonOptions> = {},
  ): Promise<MarathonFixture> {
    const cluster = await MesosCluster.start({ reaction: 'immediate', ...(description as object) });
    const clock = new Clock();
    const failures: Error[] = [];
    const onFailure = (error: Error) => failures.push(error);
    const marathon = await startMarathon({ masters: cluster.leader.url, clock, onFailure, ...options });
    return new MarathonFixture(cluster, clock, marathon, failures);
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.marathon.url}${path}`, {
      method,
      headers: { Accept: 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** Resolves when a condition is true, looked at whenever something happens; rejects after a while. */
  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadline = this.clock.now() + 20_000;
    while (!(await condition())) {
      if (this.clock.now() > deadline) {
        const failures = this.failures.map(({ message }) => message).join('; ');
        throw new Error(`${what} did not come: ${JSON.stringify(this.events.slice(-5))} ${failures}`);
      }
      await this.clock.sleep(10);
    }
  }

  /** Resolves when nothing is deployed any more. */
  async deployed(): Promise<void> {
    await this.until(async () => (await this.call('GET', '/v2/deployments')).body.length === 0, 'the end of the deployments');
  }

  /** Creates an app, and waits until it is deployed. */
  async run(app: Record<string, unknown>): Promise<Answer> {
    const answer = await this.call('POST', '/v2/apps', app);
    if (answer.status !== 201) throw new Error(`the app was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    await this.deployed();
    return answer;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  async tasks(appId: string): Promise<any[]> {
    return (await this.call('GET', `/v2/apps${appId}/tasks`)).body.tasks;
  }

  typesOf(...names: string[]): string[] {
    return this.events.map(({ eventType }) => String(eventType)).filter((type) => names.includes(type));
  }

  /** Everything is gone afterwards. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.marathon.stop();
    this.clock.stop();
    await this.cluster.destroy();
  }
}

/** An app that runs for as long as it is let, and takes little. */
export const SLEEPER = { id: '/sleeper', cmd: 'sleep 1000', cpus: 0.1, mem: 16 };
