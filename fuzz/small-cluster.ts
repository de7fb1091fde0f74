import { Agent } from '../src/mesos/agent/agent.js';
import { SimulatedCommands } from '../src/mesos/containerizer/simulated/simulated-commands.js';
import { StandaloneDetector } from '../src/mesos/detector/detector.js';
import type { Disk } from '../src/mesos/disk/disk.js';
import { MemoryDisk } from '../src/mesos/disk/memory-disk.js';
import { Files } from '../src/mesos/files/files.js';
import { parseAgentFlags } from '../src/mesos/flags/agent-flags.js';
import { parseMasterFlags } from '../src/mesos/flags/master-flags.js';
import { addMasterRoutes } from '../src/mesos/master/http/routes.js';
import { Master } from '../src/mesos/master/master.js';
import type { Registry } from '../src/mesos/master/registry.js';
import type { RegistryStorage } from '../src/mesos/master/registry-storage.js';
import type { HttpResponse } from '../src/mesos/process/http/message.js';
import { Router } from '../src/mesos/process/http/router.js';
import { seededRandom } from '../src/mesos/process/random.js';
import { Runtime } from '../src/mesos/process/runtime.js';
import { parseResources } from '../src/mesos/resources/parse.js';
import { USUAL_BEHAVIOUR } from '../src/mesos/tasks/task-behaviour.js';
import { checkAgents, checkMaster } from '../src/simulation/invariants.js';
import { type Asked, Asker } from './requests.js';

const VERSION = '1.11.0';
const OFFER = /"offers":\[\{[\s\S]*?"id":\{"value":"([^"]+)"/;
const FRAMEWORK = /"framework_id":\{"value":"([^"]+)"/;
const HOST = { hostname: 'localhost', version: VERSION };
/** Read once: a cluster is made for each input. */
const MASTER_FLAGS = flagsOf(parseMasterFlags({}));
const AGENT_FLAGS = flagsOf(
  parseAgentFlags({ work_dir: '/agent', registration_backoff_factor: '0ns', switch_user: 'false', strict: 'false' }),
);
const RESOURCES = [...parseResources('cpus:4;mem:4096;disk:10000;ports:[31000-32000]')];

const SCHEDULER = '/api/v1/scheduler';
const headers = { 'content-type': 'application/json', accept: 'application/json' };
/** A call of the framework of the same cluster; what has an @ is known only then. */
export const schedulerCall = (type: string, members: object = {}, more: object = {}): Asked => ({
  target: SCHEDULER,
  headers: { ...headers, 'mesos-stream-id': '@stream' },
  body: { type, framework_id: { value: '@framework' }, ...members, ...more },
});
export const subscription = (info: object): Asked => ({
  target: SCHEDULER,
  headers,
  body: { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'u', name: 'n', ...info } } },
});

/** A framework, and a task of it that waits for its executor. */
const LAUNCH: readonly Asked[] = [
  subscription({ roles: ['*'], capabilities: [{ type: 'MULTI_ROLE' }], checkpoint: true }),
  schedulerCall('ACCEPT', {
    accept: {
      offer_ids: [{ value: '@offer' }],
      operations: [
        {
          type: 'LAUNCH',
          launch: {
            task_infos: [
              {
                ...{ name: 't', task_id: { value: 't' }, agent_id: { value: '@agent' } },
                resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, allocation_info: { role: '*' } }],
                executor: { executor_id: { value: 't' }, command: { value: 'sleep 100' } },
              },
            ],
          },
        },
      ],
    },
  }),
];

function flagsOf<Flags>({ flags, text: flagsText }: { readonly flags: Flags; readonly text: Readonly<Record<string, string>> }) {
  return { flags, flagsText };
}

const storageOf = (registry: Registry): RegistryStorage => ({
  join: () => ({ masters: 1, fetch: (fetched) => fetched(registry.handOver()), store: (_, stored) => stored(), leave: () => {} }),
});

/**
 * A master and an agent on a machine in memory, whose time stands still: the same requests have the same answers, ids included, so
 * that an input is enough to repeat what it led to. One takes a few milliseconds.
 */
export class SmallCluster {
  readonly runtime: Runtime;
  readonly master: Master;
  readonly agent: Agent;
  readonly routers: { readonly master: Router; readonly agent: Router };
  readonly #defects: unknown[] = [];
  /** What requests may name as `@framework` and the like, once it is known. */
  readonly #names: Record<string, string> = {};

  private constructor(
    readonly disk: Disk,
    registry?: Registry,
  ) {
    const onDefect = (error: unknown) => this.#defects.push(error);
    this.runtime = new Runtime({ freezeMessages: true, random: seededRandom(1), beginsAt: 1_700_000_000_000, onDefect });
    const { runtime } = this;
    this.master = runtime.spawn(
      new Master(runtime, {
        ...{ address: { ip: '127.0.0.1', port: 5050 }, ...HOST, ...MASTER_FLAGS, exiting: () => {} },
        ...(registry && { registry: storageOf(registry) }),
      }),
    );
    this.master.lead();
    const options = { address: { ip: '127.0.0.1', port: 5051 }, ...HOST, ...AGENT_FLAGS };
    const commands = new SimulatedCommands(runtime, [USUAL_BEHAVIOUR]);
    this.agent = runtime.spawn(
      new Agent(runtime, {
        ...{ ...options, resources: RESOURCES },
        ...{ detector: new StandaloneDetector(this.master.info), supervisor: commands, marker: 'fuzz', disk },
      }),
    );
    this.agent.start();
    this.routers = { master: new Router(this.master.id), agent: new Router(this.agent.id) };
    addMasterRoutes(this.routers.master, this.master, new Files());
    this.agent.routes(this.routers.agent);
  }

  /**
   * Resolves when the agent has registered.
   * @param disk with what an agent has left there
   * @param registry what the master before has left
   */
  static async start(disk: Disk = new MemoryDisk(), registry?: Registry): Promise<SmallCluster> {
    const cluster = new SmallCluster(disk, registry);
    await cluster.runtime.settle();
    return cluster;
  }

  /** Has a task that waits for its executor. */
  launch(): Promise<void> {
    return this.converse(this.routers.master, LAUNCH);
  }

  /** Makes requests, one after the other, and lets time pass after each. */
  async converse(router: Router, requests: readonly Asked[]): Promise<void> {
    const asker = new Asker(router, (chunk) => this.#learn(chunk));
    for (const asked of requests) {
      // One that is not answered when all is done waits for the end of a container, say.
      asker.ask(this.#told(asked)).then(
        (response) => this.#answered(response),
        (error: unknown) => this.#defects.push(error),
      );
      await this.pass();
      await this.check();
    }
    asker.leave();
    await this.check();
  }

  /** Lets what is under way happen, and a second pass, in which there are offers. */
  async pass(): Promise<void> {
    await this.runtime.settle();
    this.runtime.clock.advance(1000);
    await this.runtime.settle();
  }

  /** Throws what an actor threw meanwhile, and what does not hold of master and agent. */
  async check(): Promise<void> {
    await this.runtime.settle();
    if (this.#defects.length > 0) throw this.#defects[0];
    checkMaster(this.master);
    checkAgents(this.master, [this.agent]);
  }

  stop(): void {
    this.runtime.stop();
  }

  /** A request with what it names by `@framework`, `@offer`, `@agent` and `@stream`. */
  #told(asked: Asked): Asked {
    this.#names['agent'] = this.agent.agentId;
    return JSON.parse(JSON.stringify(asked).replace(/@(framework|stream|offer|agent)/g, (_, name) => this.#names[name] ?? ''));
  }

  /** Learns from an event of a scheduler. */
  #learn(event: string): void {
    for (const [name, what] of [['offer', OFFER] as const, ['framework', FRAMEWORK] as const]) {
      const value = what.exec(event)?.[1];
      if (value !== undefined) this.#names[name] = value;
    }
  }

  #answered({ headers: given }: HttpResponse): void {
    const stream = given?.['Mesos-Stream-Id'];
    if (stream !== undefined) this.#names['stream'] = stream;
  }
}
