import { userInfo } from 'node:os';
import type { MesosCluster } from '../../src/index.js';
import { parseResources } from '../../src/mesos/resources/parse.js';
import { Resources } from '../../src/mesos/resources/resources.js';
import type { FrameworkInfo, Offer, TaskInfo } from '../../src/mesos/wire/messages.js';
import { SchedulerClient } from '../../src/scheduler-client.js';

/** A framework that launches what the test tells it to, and acknowledges all it hears. */
export class TestFramework {
  readonly #client: SchedulerClient;
  #offers: Offer[] = [];
  #offered = () => {};
  readonly ended: Promise<void>;

  private constructor(client: SchedulerClient) {
    this.#client = client;
    this.ended = this.#listen().catch(() => {});
  }

  static async start(cluster: MesosCluster, name: string, info: Partial<FrameworkInfo> = {}): Promise<TestFramework> {
    const capabilities = [{ type: 'MULTI_ROLE' as const }, { type: 'RESERVATION_REFINEMENT' as const }];
    const client = await SchedulerClient.subscribe(cluster.leader.url, {
      name,
      user: userInfo().username,
      roles: ['*'],
      capabilities,
      ...info,
    });
    await client.nextEvent();
    return new TestFramework(client);
  }

  get id(): string {
    return this.#client.frameworkId;
  }

  /** Launches a task as soon as there is an offer; resolves when the master has accepted the call. */
  async launch(id: string, command: string, resources = 'cpus:0.1;mem:32', more: Partial<TaskInfo> = {}): Promise<void> {
    const offer = await this.#offer(resources);
    const task: TaskInfo = {
      ...{ name: id, task_id: { value: id }, agent_id: offer.agent_id, command: { shell: true, value: command } },
      resources: [...parseResources(resources).allocate('*')],
      ...more,
    };
    const operations = [{ type: 'LAUNCH' as const, launch: { task_infos: [task] } }];
    await this.#client.call({ type: 'ACCEPT', accept: { offer_ids: [offer.id], operations, filters: { refuse_seconds: 0 } } });
  }

  /** Launches a task group of the default executor. */
  async launchGroup(executor: string, commands: Readonly<Record<string, string>>): Promise<void> {
    const offer = await this.#offer('cpus:1;mem:128');
    const resources = [...parseResources('cpus:0.1;mem:32;disk:1').allocate('*')];
    const tasks = Object.entries(commands).map(([id, value]) => ({
      ...{ name: id, task_id: { value: id }, agent_id: offer.agent_id, command: { shell: true, value }, resources },
    }));
    const launch_group = {
      executor: { type: 'DEFAULT' as const, executor_id: { value: executor }, framework_id: { value: this.id }, resources },
      task_group: { tasks },
    };
    const operations = [{ type: 'LAUNCH_GROUP' as const, launch_group }];
    await this.#client.call({ type: 'ACCEPT', accept: { offer_ids: [offer.id], operations, filters: { refuse_seconds: 0 } } });
  }

  /** Says no to an offer. */
  async decline(refuseSeconds: number): Promise<void> {
    const offer = await this.#offer('cpus:0.01');
    await this.#client.call({ type: 'DECLINE', decline: { offer_ids: [offer.id], filters: { refuse_seconds: refuseSeconds } } });
  }

  close(): void {
    this.#client.close();
  }

  async #offer(resources: string): Promise<Offer> {
    const wanted = parseResources(resources).allocate('*');
    for (;;) {
      const fitting = this.#offers.find((offer) => Resources.of(offer.resources).contains(wanted));
      this.#offers = this.#offers.filter((offer) => offer !== fitting);
      if (fitting) return fitting;
      await new Promise<void>((resolve) => {
        this.#offered = resolve;
      });
    }
  }

  async #listen(): Promise<void> {
    for (let event = await this.#client.nextEvent(); event; event = await this.#client.nextEvent()) {
      const { offers, update } = event;
      if (offers?.offers) this.#offers.push(...offers.offers);
      if (offers?.offers) this.#offered();
      const { uuid, agent_id, task_id } = update?.status ?? {};
      if (uuid && agent_id && task_id) await this.#client.call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
    }
  }
}
