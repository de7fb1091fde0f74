// How much a cluster on a simulated machine holds, and how fast its time passes. Built and run by simulated.mjs.
import { resolveDescription } from '../src/cluster/description.js';
import { EmbeddedCluster } from '../src/drivers/embedded/embedded-cluster.js';
import type { SchedulerConnection } from '../src/mesos/master/framework.js';
import type { Master } from '../src/mesos/master/master.js';
import { Process } from '../src/mesos/process/process.js';
import { Runtime } from '../src/mesos/process/runtime.js';
import type { Offer, scheduler, TaskInfo } from '../src/mesos/wire/messages.js';

const scalar = (name: string, value: number) => ({
  name,
  type: 'SCALAR' as const,
  scalar: { value },
  allocation_info: { role: '*' },
});

async function start(agents: number, runsFor: [string, string]): Promise<EmbeddedCluster> {
  const description = resolveDescription({
    ...{ containerizers: 'simulated', clock: 'virtual', timeout: '5mins' },
    agents: [{ count: agents, resources: 'cpus:4;mem:4096;disk:10000;ports:[31000-32000]' }],
    behaviours: [{ runsFor }],
  });
  const cluster = new EmbeddedCluster('bench', description);
  await cluster.start();
  return cluster;
}

/** Milliseconds of the start, and kilobytes of memory for each agent. */
export async function measureStart(agents: number) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const cluster = await start(agents, ['1mins', '1mins']);
  const milliseconds = performance.now() - started;
  globalThis.gc?.();
  const kilobytes = (process.memoryUsage().rss - before) / agents / 1024;
  await cluster.destroy();
  return { milliseconds, kilobytes };
}

/** A scheduler without HTTP that launches so many tasks, as many as fit, and acknowledges all it is told. */
class Launcher {
  launched = 0;
  running = 0;
  ended = 0;
  #frameworkId = '';

  constructor(
    private readonly master: Master,
    private readonly wanted: number,
    private readonly perOffer: number,
  ) {
    const connection: SchedulerConnection = { streamId: '1', close: () => {}, send: (event) => this.#received(event) };
    const framework_info = { user: 'nobody', name: 'bench', roles: ['*'], capabilities: [{ type: 'MULTI_ROLE' as const }] };
    master.subscribe(connection, { framework_info });
  }

  #call(call: scheduler.Call): void {
    const framework = this.master.frameworks.get(this.#frameworkId);
    if (framework) this.master.call(framework, { framework_id: { value: this.#frameworkId }, ...call });
  }

  #received({ subscribed, offers, update }: scheduler.Event): void {
    if (subscribed) this.#frameworkId = subscribed.framework_id.value;
    for (const offer of offers?.offers ?? []) this.#answer(offer);
    if (!update) return;
    const { agent_id, task_id, uuid, state } = update.status;
    if (state === 'TASK_RUNNING') this.running++;
    else if (state !== 'TASK_STARTING') this.ended++;
    if (agent_id && uuid) this.#call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
  }

  #answer({ id, agent_id, resources }: Offer): void {
    const cpus = resources?.find(({ name }) => name === 'cpus')?.scalar?.value ?? 0;
    const count = Math.min(this.wanted - this.launched, this.perOffer, Math.floor(cpus / 0.03));
    const task_infos = Array.from({ length: count }, (): TaskInfo => {
      const task_id = { value: `task-${this.launched++}` };
      return {
        ...{ task_id, name: 'task', agent_id, command: { value: 'work' } },
        resources: [scalar('cpus', 0.02), scalar('mem', 8)],
      };
    });
    const operations = [{ type: 'LAUNCH' as const, launch: { task_infos } }];
    if (count > 0) this.#call({ type: 'ACCEPT', accept: { offer_ids: [id], operations, filters: { refuse_seconds: 0 } } });
    else this.#call({ type: 'DECLINE', decline: { offer_ids: [id], filters: { refuse_seconds: 1e6 } } });
  }
}

/** Seconds until so many tasks have been launched and have finished, on 1,000 agents. */
export async function measureTasks(tasks: number, done: () => void = () => {}): Promise<number> {
  const cluster = await start(1000, ['1mins', '10mins']);
  const started = performance.now();
  const launcher = new Launcher(leaderOf(cluster), tasks, 40);
  while (launcher.ended < tasks) await cluster.runtime.advance(10_000);
  const seconds = (performance.now() - started) / 1000;
  done();
  await cluster.destroy();
  return seconds;
}

const HOURS = 10;

/** Hours of a cluster of 100 agents and 10,000 tasks that pass in a second. */
export async function measureHours(): Promise<number> {
  const cluster = await start(100, ['1000days', '1000days']);
  const launcher = new Launcher(leaderOf(cluster), 10_000, 100);
  while (launcher.running < 10_000) await cluster.runtime.advance(1000);
  const started = performance.now();
  await cluster.runtime.advance(HOURS * 60 * 60_000);
  const seconds = (performance.now() - started) / 1000;
  await cluster.destroy();
  return HOURS / seconds;
}

const leaderOf = (cluster: EmbeddedCluster): Master => {
  const [leader] = cluster.masters as unknown as { actor(operation: string): Master }[];
  if (!leader) throw new Error('The cluster has no master.');
  return leader.actor('the bench');
};

const MESSAGES = 200_000;

/** A message that goes to and fro between two actors, with the seam for faults beside without one. */
export async function measureSeam(rounds: number): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const without = await bounce(
      new (class extends Runtime {
        override pass(_traffic: unknown, deliver: () => void): void {
          deliver();
        }
      })(),
    );
    ratios.push((await bounce(new Runtime())) / without);
  }
  return ratios.sort((one, other) => one - other)[Math.floor(rounds / 2)] as number;
}

class Bouncer extends Process {
  left = MESSAGES;

  constructor(runtime: Runtime, id: string, other: string) {
    super(runtime, id, { ip: '127.0.0.1', port: 1 });
    this.on('PingSlaveMessage', () => this.bounce(other));
  }

  bounce(other: string): void {
    if (this.left-- > 0) this.send(other, 'PingSlaveMessage', { connected: true });
  }
}

async function bounce(runtime: Runtime): Promise<number> {
  const one = runtime.spawn(new Bouncer(runtime, 'one', 'other@127.0.0.1:1'));
  runtime.spawn(new Bouncer(runtime, 'other', 'one@127.0.0.1:1'));
  const started = performance.now();
  one.bounce('other@127.0.0.1:1');
  await runtime.settle();
  runtime.stop();
  return performance.now() - started;
}
