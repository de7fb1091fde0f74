// Master and agents with all that belongs to them, save for HTTP and for the processes of tasks, under anything that
// frameworks, operators and accidents may do to them.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Agent } from '../src/mesos/agent/agent.js';
import type { AgentContainerizer } from '../src/mesos/agent/containerizers.js';
import { StandaloneDetector } from '../src/mesos/detector/detector.js';
import { parseAgentFlags } from '../src/mesos/flags/agent-flags.js';
import { parseResources } from '../src/mesos/resources/parse.js';
import { Resources } from '../src/mesos/resources/resources.js';
import { isTerminal } from '../src/mesos/tasks/task.js';
import { AnyCluster, holds, type Scheduler, type Update } from './mesos/any-cluster.js';
import { anySteps, FRAMEWORK_STEPS, infoOf, OPERATION_STEPS, OPERATOR_STEPS, pick, type Step } from './mesos/any-steps.js';
import { thrown } from './mesos/process/thrown.js';
import { SimulatedCommands } from './mesos/simulated-commands.js';
import { propertyRuns } from './property-runs.js';

const RESOURCES = ['cpus:4;mem:4096;disk:10000;ports:[31000-32000]', 'cpus:2;cpus(eng):1;mem:2048;disk:300;ports:[31000-31010]'];
/** Agents write much; where there is a directory in memory, that takes a third of the time. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Longer than any of Mesos's own timeouts but that of an agent's return. */
const LONG = 11 * 60_000;

/** A place for an agent: a port, a directory, and what runs there. */
class Machine {
  agent: Agent | undefined;
  /** How many agents there were. */
  generation = 0;
  #remains: AgentContainerizer | undefined;

  constructor(
    private readonly cluster: WholeCluster,
    private readonly port: number,
    readonly resources: string,
  ) {}

  start(): void {
    if (this.agent?.alive) return;
    const { runtime, master, commands, directory } = this.cluster;
    const work_dir = join(directory, `${this.port}`);
    const { flags, text: flagsText } = parseAgentFlags({
      ...{ work_dir, fetcher_cache_dir: join(work_dir, 'cache'), registration_backoff_factor: '0ns', switch_user: 'false' },
    });
    const remains = this.#remains;
    this.#remains = undefined;
    this.generation++;
    this.agent = runtime.spawn(
      new Agent(runtime, {
        ...{ address: { ip: '127.0.0.1', port: this.port }, hostname: 'localhost', version: '1.12.0', flags, flagsText },
        resources: [...parseResources(this.resources)],
        ...{ detector: new StandaloneDetector(master.info), supervisor: commands, marker: 'any', containerizer: remains },
      }),
    );
    this.agent.start();
  }

  async crash(): Promise<void> {
    if (!this.agent?.alive) return;
    this.#remains = this.agent.crash();
    await this.agent.checkpointing.settled();
  }
}

class WholeCluster extends AnyCluster {
  readonly directory = mkdtempSync(join(memory, 'minimesos-any-'));
  readonly commands = new SimulatedCommands(this.runtime);
  readonly machines = RESOURCES.map((resources, index) => new Machine(this, 5051 + index, resources));

  constructor() {
    super();
    for (const machine of this.machines) machine.start();
    for (const kind of [0, 1]) this.subscribe(infoOf(kind));
  }

  machineOf(agentId: string): Machine | undefined {
    return this.machines.find(({ agent }) => agent?.alive && agent.agentId === agentId);
  }

  override check(): void {
    super.check();
    for (const { agent } of this.machines) {
      const known = this.master.agents.get(agent?.agentId ?? '');
      if (!agent?.alive || !agent.registration.registered || !known?.connected) continue;
      holds('master and agent have the same resources', agent.operations.total.equals(known.total));
      holds('operations make and lose nothing', stripped(known.total).equals(stripped(Resources.of(agent.info.resources))));
    }
  }

  /** An update that is new comes only after the one before it was acknowledged, and one that is old never again. */
  protected override heard({ updates, acknowledged }: Scheduler, update: Update): void {
    const earlier = updates.filter(({ task_id, agent_id }) => same(task_id, update.task_id) && same(agent_id, update.agent_id));
    const last = earlier.at(-1);
    if (!last || last.uuid === update.uuid) return;
    holds(
      'an old update does not come again',
      earlier.every(({ uuid }) => uuid !== update.uuid),
    );
    holds(`${last.state} was acknowledged before ${update.state}`, acknowledged.has(last.uuid));
    holds(`${last.state} is not followed by ${update.state}`, !isTerminal(last.state));
  }

  end(): void {
    this.runtime.stop();
    rmSync(this.directory, { recursive: true });
  }
}

const same = (one: { value: string }, other: { value: string }) => one.value === other.value;
const stripped = (resources: Resources) =>
  resources.transform(({ reservations: _, disk: __, shared: ___, ...resource }) => resource);

const MACHINE_STEPS: Readonly<Record<string, Step<WholeCluster>>> = {
  exit: ({ commands }, one, other) => {
    const command = pick(commands.running, one);
    if (command) commands.end(command, other === 7 ? { signal: 'SIGSEGV' } : { code: other % 2 });
  },
  crash: ({ machines }, one) => pick(machines, one)?.crash(),
  start: ({ machines }, one) => pick(machines, one)?.start(),
  restart: async ({ machines }, one) => {
    const machine = pick(machines, one);
    await machine?.crash();
    machine?.start();
  },
  shutdown: ({ machines }, one) => void pick(machines, one)?.agent?.shutdown(),
  waitLong: (cluster) => cluster.advance(LONG),
};

const STEPS: Readonly<Record<string, Step<WholeCluster>>> = {
  ...{ ...FRAMEWORK_STEPS, ...OPERATOR_STEPS, ...OPERATION_STEPS, ...MACHINE_STEPS },
};
/** How often each step comes: most of the time clusters work. */
const WEIGHTS = {
  ...{ accept: 30, allocate: 24, acknowledge: 5, acknowledgeAll: 25, exit: 12, start: 10, reactivate: 8, wait: 4, revive: 3 },
  ...{ operate: 16, operateAndLaunch: 12, operateAsOperator: 8 },
};

it('keeps its books and its promises, whatever happens to it', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps(Object.keys(STEPS), WEIGHTS), async (steps) => {
      const cluster = new WholeCluster();
      try {
        const errors = await thrown(async () => {
          await cluster.runtime.settle();
          for (const [name, one, other] of steps) {
            await STEPS[name]?.(cluster, one, other);
            await cluster.runtime.settle();
            cluster.check();
          }
        });
        expect(errors).toEqual([]);
      } finally {
        cluster.end();
      }
    }),
    propertyRuns(100),
  );
});
