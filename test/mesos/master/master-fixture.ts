import { onTestFinished } from 'vitest';
import { authorizerFor } from '../../../src/mesos/authorizer/local-authorizer.js';
import { guardOf } from '../../../src/mesos/authorizer/route-access.js';
import { Files } from '../../../src/mesos/files/files.js';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { parseMasterFlags } from '../../../src/mesos/flags/master-flags.js';
import { MASTER_ACCESS, masterAuthenticators } from '../../../src/mesos/master/http/access.js';
import { addMasterRoutes } from '../../../src/mesos/master/http/routes.js';
import { Master } from '../../../src/mesos/master/master.js';
import { MemoryRegistryStorage, type RegistryStorage } from '../../../src/mesos/master/registry-storage.js';
import { Router } from '../../../src/mesos/process/http/router.js';
import { HttpServer } from '../../../src/mesos/process/http/server.js';
import { Libprocess } from '../../../src/mesos/process/libprocess/libprocess.js';
import type { Address } from '../../../src/mesos/process/pid.js';
import { seededRandom } from '../../../src/mesos/process/random.js';
import { Runtime } from '../../../src/mesos/process/runtime.js';
import type { FrameworkInfo, Offer, Resource, scheduler, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { type AgentOptions, FakeAgent } from './fake-agent.js';
import { type Answer, request } from './http-client.js';
import { SchedulerClient } from './scheduler-client.js';

/** Longer than any test runs, so that no allocation happens on its own. */
const ALLOCATION_INTERVAL_MS = 10_000;

/** Pings and heartbeats come every 15 s. */
const STEP_MS = 5000;

interface FixtureOptions {
  version?: string;
  seed?: number;
  /** Whether it leads at once. */
  leads?: boolean;
  /** Whether agents may be in other runtimes; then none of this one may be gone. */
  remote?: boolean;
  /** Where the registry is, for its successors as well. */
  registry?: RegistryStorage;
}

/** A master with its HTTP side on a port of its own. It ends with the test, if not before. */
export class MasterFixture {
  /** The one that runs, or ran last. */
  master!: Master;
  address: Address = { ip: '127.0.0.1', port: 0 };
  /** What masters that could not go on have said. */
  readonly exits: string[] = [];
  readonly #failures: Error[] = [];
  readonly #server: HttpServer<Router>;
  readonly #options: Required<FixtureOptions>;
  #agents = 0;
  #stopped: Promise<void> | undefined;

  private constructor(
    readonly runtime: Runtime,
    private readonly given: GivenFlags,
    options: FixtureOptions,
  ) {
    const registry = new MemoryRegistryStorage();
    this.#options = { version: '1.12.0', seed: 1, leads: true, remote: false, registry, ...options };
    if (options.remote) runtime.network = new Libprocess(runtime);
    const failed = (error: Error) => this.#failures.push(error);
    this.#server = new HttpServer<Router>(undefined, failed, { network: runtime.network });
  }

  static async start(given: GivenFlags = {}, options: FixtureOptions = {}): Promise<MasterFixture> {
    const runtime = new Runtime({ freezeMessages: true, virtualTime: true, random: seededRandom(options.seed ?? 1) });
    const fixture = new MasterFixture(runtime, given, options);
    fixture.address = await fixture.#server.listen('127.0.0.1', 0);
    fixture.#run({});
    onTestFinished(() => fixture.stop());
    return fixture;
  }

  /** The master crashes, and another one leads at its place, with the same registry and perhaps other flags. */
  async failover(given: GivenFlags = {}): Promise<void> {
    this.#server.cutAll();
    this.master.terminate();
    await this.runtime.settle();
    this.#run(given);
  }

  #run(more: GivenFlags): void {
    const { version, leads, registry } = this.#options;
    const { flags, text, problems } = parseMasterFlags({
      allocation_interval: `${ALLOCATION_INTERVAL_MS}ms`,
      ...this.given,
      ...more,
    });
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    const authorizer = authorizerFor(flags.acls);
    const options = { address: this.address, hostname: '127.0.0.1', version, flags, flagsText: text, authorizer };
    const exiting = (reason: string) => this.exits.push(reason);
    this.master = this.runtime.spawn(new Master(this.runtime, { ...options, registry, exiting }));
    const router = new Router('master', guardOf(MASTER_ACCESS, masterAuthenticators(flags), authorizer));
    addMasterRoutes(router, this.master, new Files());
    this.#server.router = router;
    if (leads) this.master.lead();
  }

  async #end(): Promise<void> {
    this.runtime.stop();
    await this.#server.close();
    // A request that failed inside is a defect, whatever the test is about.
    if (this.#failures.length > 0) throw new Error(this.#failures.map(({ stack }) => stack).join('\n'));
  }

  /** Ends it before the test does: a test of many cases would run out of sockets. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  /** A registered agent with 4 cpus, 4096 MB, 10000 MB of disk and 1001 ports. */
  async agent(options: AgentOptions = {}): Promise<FakeAgent> {
    const port = 6000 + this.#agents++;
    const agent = this.runtime.spawn(new FakeAgent(this.runtime, this.master.pid, { ip: '127.0.0.1', port, ...options }));
    agent.register();
    await this.runtime.settle();
    return agent;
  }

  /** A subscribed framework that is MULTI_ROLE in role `*`, unless told otherwise. */
  subscribe(
    info: Partial<FrameworkInfo> = {},
    more: Partial<scheduler.Call.Subscribe> = {},
    headers: Record<string, string> = {},
  ): Promise<SchedulerClient> {
    return SchedulerClient.subscribe(this.address, { ...frameworkInfo, ...info }, more, headers);
  }

  /** Ends an agent, and after `meanwhile` starts another at its address with its id; that one has still to reregister. */
  async restart(agent: FakeAgent, meanwhile: () => Promise<void> = async () => {}): Promise<FakeAgent> {
    agent.terminate();
    await this.runtime.settle();
    await meanwhile();
    const next = this.runtime.spawn(new FakeAgent(this.runtime, this.master.pid, agent.options));
    next.agentId = agent.agentId;
    return next;
  }

  /** One agent, one framework, and the offer of the one to the other. */
  async offered(info: Partial<FrameworkInfo> = {}): Promise<{ agent: FakeAgent; client: SchedulerClient; offer: Offer }> {
    const agent = await this.agent();
    const client = await this.subscribe(info);
    return { agent, client, offer: await client.offer() };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return request(this.address, 'GET', path, { headers });
  }

  // biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
  async json(path: string, headers: Record<string, string> = {}): Promise<any> {
    return JSON.parse((await this.get(path, headers)).body);
  }

  /** A call of the operator API. */
  operator(call: object, headers: Record<string, string> = {}): Promise<Answer> {
    return request(this.address, 'POST', '/api/v1', {
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(call),
    });
  }

  post(path: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
    return request(this.address, 'POST', path, { headers, body });
  }

  /** Resolves when `holds` does, which is looked at after everything that happens. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!holds()) return;
        stop();
        resolve();
      };
      const stop = this.runtime.onObservation(check);
      check();
    });
  }

  /** Moves time, in steps that periodic timers divide into: a timer that comes late would put off all those after it. */
  async advance(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= STEP_MS) {
      this.runtime.clock.advance(Math.min(left, STEP_MS));
      await this.runtime.settle();
    }
  }

  /** Lets an agent leave so many pings unanswered that the master gives it up. */
  async lose(agent: FakeAgent): Promise<void> {
    agent.answersPings = false;
    await this.advance(90_000); // the first ping comes up to 15 s from now, and five may be missed
    agent.answersPings = true;
  }

  /** Moves time to the next allocation of all that is free. */
  allocate(): Promise<void> {
    return this.advance(ALLOCATION_INTERVAL_MS);
  }
}

/** Headers that say that one is the principal and has its secret. */
export const as = (principal: string, secret = 'secret') => ({ Authorization: `Basic ${btoa(`${principal}:${secret}`)}` });

/** An agent with the running task t1, the rest of which is offered. */
export async function running(info: Partial<FrameworkInfo> = {}, flags: GivenFlags = {}) {
  const fixture = await MasterFixture.start(flags);
  const { agent, client, offer } = await fixture.offered(info);
  await client.launch(offer, [task('t1', offer)]);
  agent.update(client.frameworkId, 't1', 'TASK_RUNNING');
  await client.updateOf('t1', 'TASK_RUNNING');
  await fixture.allocate();
  return { fixture, agent, client, frameworkId: client.frameworkId, agentId: agent.agentId, rest: await client.offer() };
}

export const frameworkInfo: FrameworkInfo = {
  user: 'somebody',
  name: 'a framework',
  roles: ['*'],
  capabilities: [{ type: 'MULTI_ROLE' }],
};

/** The capabilities of a framework, which are MULTI_ROLE and these. */
export const capabilities = (...types: FrameworkInfo.Capability.Type[]): Pick<FrameworkInfo, 'capabilities'> => ({
  capabilities: [{ type: 'MULTI_ROLE' }, ...types.map((type) => ({ type }))],
});

export const scalar = (name: string, value: number, more: Partial<Resource> = {}): Resource => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...more,
});

/** 0.1 cpus and 32 MB, unless told otherwise. */
export const resources = (quantities: Record<string, number> = { cpus: 0.1, mem: 32 }): Resource[] =>
  Object.entries(quantities).map(([name, value]) => scalar(name, value));

/** A command task on the agent of an offer. */
export const task = (id: string, { agent_id }: Pick<Offer, 'agent_id'>, more: Partial<TaskInfo> = {}): TaskInfo => ({
  name: id,
  task_id: { value: id },
  agent_id,
  resources: resources(),
  command: { value: 'true' },
  ...more,
});

/** A task for a custom executor. */
export const executorTask = (
  id: string,
  offer: Pick<Offer, 'agent_id'>,
  executorId: string,
  more: Partial<TaskInfo> = {},
): TaskInfo => ({
  ...task(id, offer),
  command: undefined,
  executor: { executor_id: { value: executorId }, command: { value: 'true' }, resources: resources() },
  ...more,
});
