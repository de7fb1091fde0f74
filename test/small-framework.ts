import { setTimeout as pause } from 'node:timers/promises';
import { isTerminal } from '../src/mesos/tasks/task.js';
import type { Offer, scheduler, TaskInfo, TaskState, TaskStatus } from '../src/mesos/wire/messages.js';
import { Candidate } from './leader-election.js';
import { LeadingMaster } from './leading-master.js';
import { USER } from './mesos/agent/agent-fixture.js';
import { capabilities, executorTask, task } from './mesos/master/master-fixture.js';
import { SchedulerClient } from './mesos/master/scheduler-client.js';

/** What a framework does not lose with its scheduler: in production, in ZooKeeper or a database. */
export class Store {
  frameworkId: string | undefined;
  launched = 0;
  /** The tasks that are wanted, each from before its launch until it has ended; with its agent, once that is known. */
  readonly tasks = new Map<string, string | undefined>();
}

export interface SmallFrameworkOptions {
  /** How many tasks it keeps running. Default: 1. */
  readonly instances?: number;
  /** Default: true. */
  readonly partitionAware?: boolean;
  /** Where a ZooKeeper is by which several of its schedulers agree which one leads: `127.0.0.1:2181`. Default: it always leads. */
  readonly zookeeper?: string;
  /** The id of the custom executor that its tasks share; none: they are commands. */
  readonly executor?: string;
}

/** Its tasks are gone, or nobody knows whether they are. */
const isGone = (state: TaskState) => isTerminal(state) || state === 'TASK_UNREACHABLE' || state === 'TASK_UNKNOWN';
const CPUS = 0.1;

/** A framework as it should be, as small as it can be: it keeps so many tasks running, whatever goes wrong. */
export class SmallFramework {
  /** When it has given up, since it was told so, or was killed. */
  readonly ended: Promise<void>;
  #client: SchedulerClient | undefined;
  #candidate: Candidate | undefined;
  #leadingMaster: LeadingMaster | undefined;
  #over = false;

  constructor(
    /** `http://ip:port` of the one that leads, or `zk://ip:port/path` by which it is found. */
    private readonly master: string,
    private readonly store: Store,
    private readonly options: SmallFrameworkOptions = {},
  ) {
    if (master.startsWith('zk://')) this.#leadingMaster = new LeadingMaster(master);
    this.ended = this.#run();
  }

  /** Ends as a process does that is killed. */
  kill(): void {
    this.#over = true;
    this.#client?.disconnect();
    this.#candidate?.abandon();
    this.#leadingMaster?.close();
  }

  /** Does its work as long as it leads. */
  async #run(): Promise<void> {
    const { zookeeper } = this.options;
    if (zookeeper === undefined) return this.#work(() => true);
    this.#candidate = new Candidate(zookeeper);
    while (!this.#over) {
      const leadership = await this.#candidate.elected().catch(() => undefined);
      if (!leadership) return;
      let leads = true;
      const resigned = leadership.lost.then(() => {
        leads = false;
        this.#client?.disconnect();
      });
      await Promise.race([resigned, this.#work(() => leads)]);
    }
  }

  async #work(leads: () => boolean): Promise<void> {
    while (!this.#over && leads()) {
      try {
        await this.#subscribe();
      } catch {
        await pause(20); // there is no master at the moment
      }
    }
  }

  async #subscribe(): Promise<void> {
    const { hostname: ip, port } = new URL(this.master);
    const client = await SchedulerClient.attempt((await this.#leadingMaster?.find()) ?? { ip, port: Number(port) }, {
      ...{ name: 'mine', user: USER, roles: ['*'], checkpoint: true, failover_timeout: 7 * 24 * 3600 },
      ...(this.store.frameworkId !== undefined && { id: { value: this.store.frameworkId } }),
      ...capabilities(...(this.options.partitionAware === false ? [] : ['PARTITION_AWARE' as const])),
    });
    this.#client = client;
    if (this.#over) return client.disconnect();
    for await (const event of client.rest()) {
      if (this.#over) return;
      await this.#on(client, event);
    }
  }

  async #on(client: SchedulerClient, { type, subscribed, offers, update }: scheduler.Event): Promise<void> {
    if (type === 'ERROR') this.kill();
    if (subscribed) {
      client.frameworkId = subscribed.framework_id.value;
      this.store.frameworkId = client.frameworkId;
      if (this.store.tasks.size > 0) await client.reconcile(...this.store.tasks);
    }
    for (const offer of offers?.offers ?? []) this.#use(client, offer);
    if (update) await this.#learn(client, update.status);
  }

  /** What is to be launched is noted first: whoever succeeds this scheduler asks for it. */
  #use(client: SchedulerClient, offer: Offer): void {
    const cpus = offer.resources?.find(({ name }) => name === 'cpus')?.scalar?.value ?? 0;
    const missing = (this.options.instances ?? 1) - this.store.tasks.size;
    const tasks = Array.from({ length: Math.min(missing, Math.floor(cpus / CPUS)) }, () => this.#task(offer));
    for (const { task_id, agent_id } of tasks) this.store.tasks.set(task_id.value, agent_id.value);
    // Whether it arrives will be seen by updates, or by asking.
    (tasks.length > 0 ? client.launch(offer, tasks) : client.decline([offer])).catch(() => {});
  }

  #task(offer: Offer): TaskInfo {
    const id = `web-${++this.store.launched}`;
    const { executor } = this.options;
    if (executor !== undefined) return executorTask(id, offer, executor);
    return task(id, offer, { command: { value: 'sleep 100000' } });
  }

  /** Every update may come again: what it says is noted, and not counted. One without uuid comes from the master. */
  async #learn(client: SchedulerClient, status: TaskStatus): Promise<void> {
    const { task_id, agent_id, state, uuid } = status;
    const wanted = this.store.tasks.has(task_id.value);
    if (isGone(state)) this.store.tasks.delete(task_id.value);
    if (uuid !== undefined) await client.acknowledge(status);
    if (wanted && isGone(state)) await client.call('REVIVE');
    if (!wanted && !isGone(state)) await client.kill(task_id.value, agent_id?.value);
  }
}
