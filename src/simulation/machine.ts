import { Agent } from '../mesos/agent/agent.js';
import type { AgentContainerizer } from '../mesos/agent/containerizers.js';
import { SimulatedCommands } from '../mesos/containerizer/simulated/simulated-commands.js';
import type { MasterDetector } from '../mesos/detector/detector.js';
import { MemoryDisk } from '../mesos/disk/memory-disk.js';
import { parseAgentFlags } from '../mesos/flags/agent-flags.js';
import type { Runtime } from '../mesos/process/runtime.js';
import { parseAttributes, parseResources } from '../mesos/resources/parse.js';
import type { TaskBehaviour } from '../mesos/tasks/task-behaviour.js';

/** As which Mesos masters and agents of simulations present themselves. */
export const SIMULATED_VERSION = '1.12.0';

/** What an agent of a simulation offers. */
export interface AgentOffering {
  /** As the agent flag `resources` has it, such as `cpus:4;mem:4096`. */
  readonly resources: string;
  /** As the agent flag `attributes` has it, such as `rack:a`. */
  readonly attributes?: string | undefined;
}

/** A machine for an agent: an address, a disk, and what runs there. Agents on it come and go. */
export class Machine {
  agent: Agent | undefined;
  /** How many agents there were. */
  generation = 0;
  /** The commands of tasks that run there, whoever looks after them. */
  readonly commands: SimulatedCommands;
  readonly #address: { ip: string; port: number };
  readonly #disk = new MemoryDisk();
  #remains: AgentContainerizer | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly detector: MasterDetector,
    number: number,
    private readonly offering: AgentOffering,
    behaviours: readonly TaskBehaviour[],
  ) {
    this.#address = { ip: `10.0.1.${number + 1}`, port: 5051 };
    this.commands = new SimulatedCommands(runtime, behaviours);
  }

  get running(): boolean {
    return this.agent?.alive ?? false;
  }

  /** Starts an agent, which takes up what the one before has left, unless one runs. */
  start(): void {
    if (this.running) return;
    const { runtime, detector } = this;
    const { ip } = this.#address;
    const { flags, text: flagsText } = parseAgentFlags({
      ...{ work_dir: '/var/lib/mesos', switch_user: 'false', ip, hostname: ip },
    });
    const remains = this.#remains;
    this.#remains = undefined;
    this.generation++;
    this.agent = runtime.spawn(
      new Agent(runtime, {
        ...{ address: this.#address, hostname: ip, version: SIMULATED_VERSION, flags, flagsText, detector },
        resources: [...parseResources(this.offering.resources)],
        attributes: this.offering.attributes === undefined ? [] : parseAttributes(this.offering.attributes),
        ...{ supervisor: this.commands, disk: this.#disk, marker: 'simulation', containerizer: remains },
      }),
    );
    this.agent.start();
  }

  /** The agent is gone at once; what it runs goes on. */
  crash(): void {
    if (this.running) this.#remains = this.agent?.crash();
  }
}
