import { onTestFinished } from 'vitest';
import { Agent } from '../../../../src/mesos/agent/agent.js';
import type { AgentContainerizer } from '../../../../src/mesos/agent/containerizers.js';
import { SimulatedCommands } from '../../../../src/mesos/containerizer/simulated/simulated-commands.js';
import { StandaloneDetector } from '../../../../src/mesos/detector/detector.js';
import { MemoryDisk } from '../../../../src/mesos/disk/memory-disk.js';
import { parseAgentFlags } from '../../../../src/mesos/flags/agent-flags.js';
import type { GivenFlags } from '../../../../src/mesos/flags/flags.js';
import type { Router } from '../../../../src/mesos/process/http/router.js';
import { HttpServer } from '../../../../src/mesos/process/http/server.js';
import { Libprocess } from '../../../../src/mesos/process/libprocess/libprocess.js';
import type { Address } from '../../../../src/mesos/process/pid.js';
import { Runtime } from '../../../../src/mesos/process/runtime.js';
import { parseResources } from '../../../../src/mesos/resources/parse.js';
import type { MasterInfo } from '../../../../src/mesos/wire/messages.js';

/** An agent in a runtime of its own, as in another process; its commands are simulated. It is gone after the test. */
export class RemoteAgent {
  readonly runtime = new Runtime({ freezeMessages: true });
  readonly commands = new SimulatedCommands(this.runtime);
  readonly log: string[] = [];
  agent!: Agent;
  readonly #server: HttpServer<Router>;
  readonly #detector: StandaloneDetector;
  readonly #disk = new MemoryDisk();
  #address: Address | undefined;
  #remains: AgentContainerizer | undefined;

  private constructor(
    master: MasterInfo,
    private readonly flags: GivenFlags,
  ) {
    this.#detector = new StandaloneDetector(master);
    this.runtime.network = new Libprocess(this.runtime);
    this.#server = new HttpServer<Router>(undefined, (error) => this.log.push(`${error.stack}`), {
      network: this.runtime.network,
    });
    this.runtime.onObservation((observation) => {
      if (observation.kind === 'log') this.log.push(observation.text);
    });
  }

  /** @param options.executorsElsewhere whether custom executors are played by somebody else than the agent */
  static async start(
    master: MasterInfo,
    { executorsElsewhere = false, flags = {} }: { executorsElsewhere?: boolean; flags?: GivenFlags } = {},
  ): Promise<RemoteAgent> {
    const remote = new RemoteAgent(master, flags);
    if (executorsElsewhere) Object.defineProperty(remote.commands, 'simulated', { value: undefined });
    await remote.start();
    onTestFinished(async () => {
      remote.runtime.stop();
      await remote.#server.close();
    });
    return remote;
  }

  /** Where it was before, if it was. */
  async start(): Promise<void> {
    this.#address = await this.#server.listen('127.0.0.1', this.#address?.port ?? 0);
    const { flags, text: flagsText } = parseAgentFlags({
      ...{ work_dir: '/agent', registration_backoff_factor: '0ns', switch_user: 'false' },
      ...this.flags,
    });
    const agent = new Agent(this.runtime, {
      ...{ address: this.#address, hostname: 'localhost', version: '1.12.0', flags, flagsText },
      resources: [...parseResources('cpus:4;mem:4096;disk:10000;ports:[31000-32000]')],
      ...{ detector: this.#detector, supervisor: this.commands, marker: 'any', disk: this.#disk, containerizer: this.#remains },
    });
    this.agent = this.runtime.spawn(agent);
    this.agent.start();
  }

  /** Its process ends without a word; its tasks go on. */
  async crash(): Promise<void> {
    this.#remains = this.agent.crash();
    await Promise.all([this.#server.close(), this.agent.checkpointing.settled()]);
  }
}
