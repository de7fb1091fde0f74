import { expect } from 'vitest';
import { Agent } from '../../src/mesos/agent/agent.js';
import type { AgentContainerizer } from '../../src/mesos/agent/containerizers.js';
import { SimulatedCommands } from '../../src/mesos/containerizer/simulated/simulated-commands.js';
import { StandaloneDetector } from '../../src/mesos/detector/detector.js';
import { MemoryDisk } from '../../src/mesos/disk/memory-disk.js';
import { parseAgentFlags } from '../../src/mesos/flags/agent-flags.js';
import { parseResources } from '../../src/mesos/resources/parse.js';
import { USUAL_BEHAVIOUR } from '../../src/mesos/tasks/task-behaviour.js';
import type { scheduler } from '../../src/mesos/wire/messages.js';
import { checkAgents, UpdateOrder } from '../../src/simulation/invariants.js';
import { isOver } from '../../src/simulation/knowledge.js';
import { AnyCluster, type Scheduler } from './any-cluster.js';
import { FRAMEWORK_STEPS, infoOf, OPERATION_STEPS, OPERATOR_STEPS, pick, type Step } from './any-steps.js';

const RESOURCES = ['cpus:4;mem:4096;disk:10000;ports:[31000-32000]', 'cpus:2;cpus(eng):1;mem:2048;disk:300;ports:[31000-31010]'];
/** Longer than any of Mesos's own timeouts but that of an agent's return. */
const LONG = 11 * 60_000;

/** Some tasks heed no SIGTERM. */
const STUBBORN = { ...USUAL_BEHAVIOUR, probability: 0.25, stopsAfter: 'never' as const };

/** A place for an agent: a port, a directory, and what runs there. */
class Machine {
  agent: Agent | undefined;
  /** How many agents there were. */
  generation = 0;
  readonly #disk = new MemoryDisk();
  #remains: AgentContainerizer | undefined;

  constructor(
    private readonly cluster: WholeCluster,
    private readonly port: number,
    readonly resources: string,
  ) {}

  start(): void {
    if (this.agent?.alive) return;
    const { runtime, master, commands } = this.cluster;
    const work_dir = `/agent-${this.port}`;
    const { flags, text: flagsText } = parseAgentFlags({
      ...{ work_dir, registration_backoff_factor: '0ns', switch_user: 'false' },
    });
    const remains = this.#remains;
    this.#remains = undefined;
    this.generation++;
    this.agent = runtime.spawn(
      new Agent(runtime, {
        ...{ address: { ip: '127.0.0.1', port: this.port }, hostname: 'localhost', version: '1.12.0', flags, flagsText },
        resources: [...parseResources(this.resources)],
        ...{
          detector: new StandaloneDetector(master.info),
          supervisor: commands,
          marker: 'any',
          disk: this.#disk,
          containerizer: remains,
        },
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

/** Master and agents with all that belongs to them, save for HTTP and for the processes of tasks. */
export class WholeCluster extends AnyCluster {
  readonly commands = new SimulatedCommands(this.runtime, [STUBBORN]);
  readonly machines = RESOURCES.map((resources, index) => new Machine(this, 5051 + index, resources));

  readonly #updateOrder = new UpdateOrder();

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
    checkAgents(
      this.master,
      this.machines.map(({ agent }) => agent),
    );
  }

  protected override heard(scheduler: Scheduler, event: scheduler.Event): void {
    const checkpoint = this.master.frameworks.get(scheduler.frameworkId)?.info.checkpoint === true;
    const generation = this.machineOf(event.update?.status.agent_id?.value ?? '')?.generation;
    this.#updateOrder.check(scheduler, event, { checkpoint, generation });
  }

  /** Everybody is there again and does what is expected: then no task is in doubt, and what is killed leaves nothing. */
  async settleDown(): Promise<void> {
    await this.#comeBack();
    await this.#until(
      'every task has ended or lives on an agent',
      () => this.#askForTasks(),
      () => this.#doubtful().length === 0,
    );
    const kill = () => {
      for (const framework of this.connected) {
        for (const id of framework.tasks.keys()) this.call(framework, { type: 'KILL', kill: { task_id: { value: id } } });
      }
    };
    const isIdle = () =>
      this.commands.running.size === 0 &&
      [...this.master.agents.values()].every((agent) => agent.tasks.size === 0 && this.master.usedOn(agent).isEmpty) &&
      this.machines.every(({ agent }) => agent?.frameworks.size === 0);
    await this.#until('nothing is left of tasks that were killed', kill, isIdle);
  }

  async #comeBack(): Promise<void> {
    for (const machine of this.machines) machine.start();
    for (const framework of this.master.frameworks.values()) if (!framework.connected) this.subscribe(framework.info);
    await this.runtime.settle();
  }

  /** Updates are acknowledged, and now and then somebody asks. */
  #askForTasks(): void {
    for (const framework of this.connected) {
      const { launched, latest } = this.schedulers.get(framework.id) ?? { launched: new Map(), latest: new Map() };
      const open = [...launched].filter(([id]) => !isOver(latest.get(id)?.state));
      const tasks = open.map(([id, agentId]) => AnyCluster.named(id, agentId));
      if (tasks.length > 0) this.call(framework, { type: 'RECONCILE', reconcile: { tasks } });
    }
  }

  /** Tasks of which a scheduler believes that they live, but that no agent has. */
  #doubtful(): string[] {
    return this.connected.flatMap(({ id: frameworkId, tasks }) => {
      const { launched, latest } = this.schedulers.get(frameworkId) ?? { launched: new Map(), latest: new Map() };
      return [...launched].flatMap(([id, { value: agentId }]) => {
        if (isOver(latest.get(id)?.state)) return [];
        const executor = this.machineOf(agentId)?.agent?.frameworks.get(frameworkId)?.taskExecutors.get(id);
        return executor && tasks.has(id) ? [] : [`${id} ${latest.get(id)?.state}`];
      });
    });
  }

  async #until(what: string, act: () => void, isSo: () => boolean): Promise<void> {
    for (let round = 0; round < 60; round++) {
      this.acknowledgeAll();
      act();
      await this.advance(round < 10 ? 15_000 : LONG);
      this.check();
      await this.#comeBack(); // agents that were marked gone, or whose frameworks' time was over
      if (isSo()) return;
    }
    expect.fail(`It does not come about that ${what}: ${this.#doubtful()}`);
  }

  end(): void {
    this.runtime.stop();
  }
}

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

export const STEPS: Readonly<Record<string, Step<WholeCluster>>> = {
  ...{ ...FRAMEWORK_STEPS, ...OPERATOR_STEPS, ...OPERATION_STEPS, ...MACHINE_STEPS },
};
/** How often each step comes: most of the time clusters work. */
export const WEIGHTS = {
  ...{ accept: 30, allocate: 24, acknowledge: 5, acknowledgeAll: 25, exit: 12, start: 10, reactivate: 8, wait: 4, revive: 3 },
  ...{ operate: 16, operateAndLaunch: 12, operateAsOperator: 8 },
};
