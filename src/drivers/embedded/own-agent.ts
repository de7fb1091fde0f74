import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { parseAgentFlags } from '../../mesos/flags/agent-flags.js';
import { agentAuthenticationProblems } from '../../mesos/flags/authentication-flags.js';
import { HttpServer } from '../../mesos/process/http/server.js';
import { InTurn } from '../../mesos/process/in-turn.js';
import { type Address, FIRST_AGENT, formatAddress, makePid } from '../../mesos/process/pid.js';
import type { Observation } from '../../mesos/process/runtime.js';
import type { Messages } from '../../mesos/wire/internal-messages.js';
import { loadProtobuf } from '../../mesos/wire/protobuf.js';
import { agentResources, DEFAULT_PORTS, describedResources, namesPorts, resourcesFlag } from '../agent-resources.js';
import type { AgentDescription } from '../description.js';
import type { AgentChanges } from '../driver.js';
import { hostNames, LOOPBACK, text } from '../listen.js';
import { bindPortBlock, holdPortBlock } from '../port-blocks.js';
import { startFailed } from '../start-failed.js';
import { REMOVE_DELAY } from './agent-settings.js';
import type { EmbeddedContext } from './embedded-context.js';
import type { EmbeddedMasters } from './embedded-masters.js';
import { OwnProcess } from './own-process.js';
import type { AgentPlace } from './places.js';

/** An agent of a cluster that is a process of its own. What is known of it is what it and the master tell. */
export class OwnAgent implements AgentPlace {
  readonly actor = undefined;
  readonly ownProcess = true;
  #address: Address;
  #ports = DEFAULT_PORTS;
  #configured: AgentDescription;
  #process: OwnProcess | undefined;
  #id = '';
  /** Whether it takes itself for registered. */
  #isRegistered = false;
  readonly #restarts = new InTurn();
  /** Its block is kept from its first start on, whether it runs or not. */
  #releasePorts: (() => Promise<void>) | undefined;
  #removed = false;

  constructor(
    private readonly cluster: EmbeddedContext,
    private readonly masters: EmbeddedMasters,
    readonly directory: string,
    private readonly description: AgentDescription,
  ) {
    this.#configured = description;
    this.#address = { ip: text(description.flags['ip']) ?? LOOPBACK, port: description.port ?? 0 };
  }

  get url(): string {
    return `http://${formatAddress(this.#address)}`;
  }

  get ip(): string {
    return this.#address.ip;
  }

  get port(): number {
    return this.#address.port;
  }

  get id(): string {
    return this.#id;
  }

  get running(): boolean {
    return this.#process?.running === true;
  }

  get end(): string | undefined {
    return this.#process?.end;
  }

  get registered(): boolean {
    return this.running && this.#isRegistered && this.masters.leader.hasAgent(this.#id);
  }

  async start(): Promise<void> {
    this.cluster.assertAlive('start()');
    await loadProtobuf(); // What is said between it and this process is in it: without, nothing is to be started.
    if (this.cluster.description.containerizers.includes('docker')) {
      // What it makes there is the cluster's to remove.
      const { docker_socket } = parseAgentFlags(this.#configured.flags).flags;
      await this.cluster.machine.docker(docker_socket);
    }
    if (this.port === 0) await this.#choosePort();
    this.#releasePorts ??= await holdPortBlock(this.port);
    if (this.#removed) await this.#releasePorts();
    this.cluster.assertAlive('start()'); // Nothing would end what is started now.
    this.#isRegistered = false;
    const started = new OwnProcess(this.cluster, {
      ...{ program: 'agent', directory: this.directory, flags: this.#flags },
      observed: (observation) => this.#process === started && this.#observed(observation),
      ended: () => {
        if (this.#process !== started) return;
        this.#isRegistered = false;
        this.#observe('agent ended');
      },
    });
    this.#process = started;
    const cleansUp = text(this.#configured.flags['recover']) === 'cleanup';
    const failed = (error: unknown) => {
      if (!cleansUp) throw startFailed(this.cluster.name, error);
    };
    const at = await started.ready.catch(failed);
    if (cleansUp) return started.ended;
    if (at) this.#address = at.address;
    await this.cluster.until(`agent ${this.url} to be registered`, () => {
      if (!started.running) this.#running('start()');
      return this.registered;
    });
  }

  async stop(): Promise<void> {
    const process = this.#running('stop()');
    this.#observe('stopped agent');
    process.signal('SIGUSR1');
    await process.gone(this.cluster.description.timeoutMs);
  }

  async kill(): Promise<void> {
    const process = this.#running('kill()');
    this.#observe('killed agent');
    await process.kill();
  }

  async pause(): Promise<void> {
    this.#running('pause()').signal('SIGSTOP');
    this.#observe('paused agent');
  }

  async resume(): Promise<void> {
    this.#running('resume()').signal('SIGCONT');
    this.#observe('resumed agent');
  }

  restart(changes: AgentChanges = {}): Promise<void> {
    return this.#restarts.run(() => this.cluster.turns.start(() => this.#restart(changes)));
  }

  look(): void {
    this.#process?.say({ type: 'look' });
  }

  silence(): void {}

  abandon(): void {
    this.#process = undefined;
    this.#isRegistered = false;
    this.#configured = this.description;
  }

  async close(): Promise<void> {
    this.#removed = true;
    const process = this.#process;
    await Promise.all([process?.killAll(), this.#releasePorts?.()]);
  }

  async #restart(changes: AgentChanges): Promise<void> {
    if (this.#removed) throw new MinimesosError('AGENT_GONE', { agent: this.url, operation: 'restart()' });
    const before = this.#configured;
    const configured = { ...before, ...changes, flags: { ...before.flags, ...changes.flags } };
    const problems = agentAuthenticationProblems(parseAgentFlags(configured.flags).flags);
    if (problems.length > 0) {
      throw new MinimesosError('INVALID_DESCRIPTION', { source: 'restart()', described: 'an agent', problems });
    }
    this.#observe('restarted agent');
    await this.#process?.kill();
    this.#configured = configured;
    try {
      await this.start();
    } catch (error) {
      this.#configured = before; // a change that was refused does not stand in the way of the next restart
      throw error;
    }
  }

  /** The first port of a block whose rest is offered to tasks, as for all agents. */
  async #choosePort(): Promise<void> {
    const { resources, port } = this.#configured;
    if (port !== undefined || namesPorts(describedResources(resources, '*'))) return;
    const server = new HttpServer(undefined, () => {});
    const block = await bindPortBlock((first) => server.listen(this.ip, first));
    if (!block) return;
    this.#releasePorts = await holdPortBlock(block.address.port);
    await server.close();
    this.#address = block.address;
    this.#ports = block.ports;
  }

  get #flags() {
    const { flags, resources, attributes } = this.#configured;
    const { description } = this.cluster;
    const { ip } = this.#address;
    const total = agentResources(describedResources(resources, text(flags['default_role']) ?? '*'), this.#ports);
    return {
      ...{ registration_backoff_factor: '0ns', hostname_lookup: 'false', gc_disk_headroom: '0', hostname: ip },
      docker_remove_delay: REMOVE_DELAY,
      fetcher_cache_dir: join(this.directory, 'fetch'),
      ...flags,
      containerizers: description.containerizers,
      ...{ ip, port: String(this.port), master: this.masters.place, resources: resourcesFlag(total) },
      ...(attributes !== undefined && { attributes: typeof attributes === 'string' ? attributes : JSON.stringify(attributes) }),
      ...{ work_dir: join(this.directory, 'work'), runtime_dir: join(this.directory, 'runtime') },
      ...{
        mesos_version: description.mesosVersion,
        reaction: description.reaction,
        http_names: hostNames(description, {}).join(','),
      },
    };
  }

  #observed(observation: Observation): void {
    if (observation.kind === 'exited' && observation.process.startsWith('master@')) this.#isRegistered = false;
    if (observation.kind !== 'message') return;
    const { name, message } = observation;
    if (name !== 'SlaveRegisteredMessage' && name !== 'SlaveReregisteredMessage') return;
    this.#id = (message as Messages['SlaveRegisteredMessage']).agent_id.value;
    this.#isRegistered = true;
  }

  #running(operation: string): OwnProcess {
    if (this.#process?.running) return this.#process;
    throw new MinimesosError('AGENT_GONE', { agent: this.url, operation, reason: this.end });
  }

  #observe(what: string): void {
    this.cluster.runtime.observe({ kind: 'act', process: makePid(FIRST_AGENT, this.#address), what, agent: this.#id });
  }
}
