import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../../../src/index.js';
import { isTerminal } from '../../../../src/mesos/tasks/task.js';
import type { ContainerInfo, FrameworkInfo, Offer, Resource, TaskInfo, TaskStatus } from '../../../../src/mesos/wire/messages.js';
import { USER } from '../../agent/agent-fixture.js';
import { resources } from '../../master/master-fixture.js';
import { SchedulerClient } from '../../master/scheduler-client.js';

/** Node and busybox. */
export const IMAGE = 'minimesos-test/task:1';

/** What the program docker says. */
export const docker = async (...words: string[]): Promise<string> => (await promisify(execFile)('docker', words)).stdout.trim();

/** Names of the containers with a label, those that have ended included. */
export const containersWith = async (label: string): Promise<string[]> =>
  (await docker('ps', '--all', '--filter', `label=${label}`, '--format', '{{.Names}}')).split('\n').filter(Boolean);

/** A task in a container. */
export const dockerTask = (command: TaskInfo['command'], more: Partial<ContainerInfo.DockerInfo> = {}): Partial<TaskInfo> => ({
  command,
  container: { type: 'DOCKER', docker: { image: IMAGE, ...more } },
});

/** A cluster whose agents run containers of Docker, and a framework on it. */
export class DockerFixture {
  static readonly #started: DockerFixture[] = [];
  readonly #statuses: TaskStatus[] = [];
  readonly #offers: Offer[] = [];
  #tasks = 0;

  private constructor(
    readonly cluster: MesosCluster,
    readonly framework: SchedulerClient,
  ) {
    void this.#read();
  }

  static async start(description: ClusterDescriptionInput = {}, info: Partial<FrameworkInfo> = {}): Promise<DockerFixture> {
    const cluster = await MesosCluster.start({ reaction: 'immediate', containerizers: 'docker,mesos', ...description });
    return DockerFixture.on(cluster, info);
  }

  /** A framework on a cluster that is there. */
  static async on(cluster: MesosCluster, info: Partial<FrameworkInfo> = {}): Promise<DockerFixture> {
    const { hostname: ip, port } = new URL(cluster.leader.url);
    const framework = await SchedulerClient.subscribe(
      { ip, port: Number(port) },
      { name: 'docker', user: USER, roles: ['*'], capabilities: [{ type: 'MULTI_ROLE' }], ...info },
    );
    const fixture = new DockerFixture(cluster, framework);
    DockerFixture.#started.push(fixture);
    return fixture;
  }

  static async stopAll(): Promise<void> {
    for (const { cluster, framework } of DockerFixture.#started.splice(0)) {
      framework.disconnect();
      await cluster.destroy();
      expect(await containersWith(`minimesos.cluster=${cluster.name}`)).toEqual([]);
    }
  }

  /** Launches a task; returns its id. `ports` are so many of the offered ones, which it is given; `needed` has to be offered. */
  async launch(
    more: Partial<TaskInfo> | ((ports: number[]) => Partial<TaskInfo>),
    { ports = 0, given = resources(), before = [] as object[], needed = (_: Resource): boolean => true } = {},
  ): Promise<string> {
    const id = `t${++this.#tasks}`;
    // What a task has left comes back as an offer of its own: all that are there are accepted together.
    const offered = () => this.#offers.flatMap(({ resources: all = [] }) => all);
    const isEnough = () =>
      offered().some(({ name, scalar }) => name === 'mem' && (scalar?.value ?? 0) > 256) && offered().some(needed);
    await expect.poll(isEnough, { timeout: 30_000, interval: 20 }).toBe(true);
    const offers = this.#offers.splice(0);
    const [offer] = offers as [Offer];
    const [range] = offers.flatMap(({ resources: all = [] }) => all).find(({ name }) => name === 'ports')?.ranges?.range ?? [];
    const begin = range?.begin ?? 0;
    const chosen = Array.from({ length: ports }, (_, index) => begin + index);
    const portResource: Resource = {
      name: 'ports',
      type: 'RANGES',
      ranges: { range: [{ begin, end: begin + ports - 1 }] },
      allocation_info: { role: '*' },
    };
    const task: TaskInfo = {
      ...{ name: id, task_id: { value: id }, agent_id: offer.agent_id },
      resources: [...given, ...(ports > 0 ? [portResource] : [])],
      ...(typeof more === 'function' ? more(chosen) : more),
    };
    const answer = await this.framework.accept(offers, [...before, { type: 'LAUNCH', launch: { task_infos: [task] } }], 0);
    expect(answer.status).toBe(202);
    return id;
  }

  /** The first status of a task in a state; rejects when it ends otherwise. */
  async status(
    id: string,
    state: TaskStatus['state'],
    matches: (status: TaskStatus) => boolean = () => true,
  ): Promise<TaskStatus> {
    let found: TaskStatus | undefined;
    await expect
      .poll(
        () => {
          const all = this.#statuses.filter(({ task_id }) => task_id.value === id);
          found = all.find((status) => status.state === state && matches(status));
          return found ? state : all.map((each) => `${each.state} ${each.message ?? ''}`).join('; ');
        },
        { timeout: 30_000, interval: 20 },
      )
      .toBe(state);
    return found as TaskStatus;
  }

  /** How a task has ended. */
  async end(id: string): Promise<Pick<TaskStatus, 'state' | 'message' | 'reason'>> {
    await expect.poll(() => this.states(id).some(isTerminal), { timeout: 30_000, interval: 20 }).toBe(true);
    const { state, message = '', reason } = this.#statuses.findLast(({ task_id }) => task_id.value === id) as TaskStatus;
    return { state, message, ...(reason && { reason }) };
  }

  states(id: string): TaskStatus['state'][] {
    return this.#statuses.filter(({ task_id }) => task_id.value === id).map(({ state }) => state);
  }

  /** Runs a task to its end, and gives what it has written. */
  async run(
    command: string,
    more: Partial<ContainerInfo.DockerInfo> = {},
    ofContainer: Partial<ContainerInfo> = {},
  ): Promise<{ state: string; message: string; stdout: string; stderr: string }> {
    const task = dockerTask({ value: command }, more);
    const container = { ...task.container, ...ofContainer } as ContainerInfo;
    const id = await this.launch({ ...task, container });
    const { state, message = '' } = await this.end(id);
    const [stdout, stderr] = await Promise.all([this.file(id, 'stdout'), this.file(id, 'stderr')]);
    return { state, message, stdout, stderr };
  }

  async file(id: string, name: string): Promise<string> {
    return String(await this.cluster.sandbox(id).read(name));
  }

  async #read(): Promise<void> {
    for await (const { update, offers } of this.framework.rest()) {
      this.#offers.push(...(offers?.offers ?? []));
      if (!update) continue;
      this.#statuses.push(update.status);
      if (update.status.uuid) await this.framework.acknowledge(update.status).catch(() => {});
    }
  }
}

afterEach(() => DockerFixture.stopAll());
