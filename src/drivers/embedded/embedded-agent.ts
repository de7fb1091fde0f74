import { MinimesosError } from '../../errors.js';
import { Agent } from '../../mesos/agent/agent.js';
import { type AgentContainerizer, asksForDocker } from '../../mesos/agent/containerizers.js';
import { AGENT_ACCESS, agentAuthenticators } from '../../mesos/agent/http/access.js';
import { parseAgentFlags } from '../../mesos/flags/agent-flags.js';
import { agentAuthenticationProblems } from '../../mesos/flags/authentication-flags.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import type { PathFinder } from '../../mesos/process/http/router.js';
import { InTurn } from '../../mesos/process/in-turn.js';
import { FIRST_AGENT, makePid } from '../../mesos/process/pid.js';
import { DEFAULT_PORTS, describedResources, namesPorts } from '../agent-resources.js';
import type { AgentDescription } from '../description.js';
import type { AgentChanges } from '../driver.js';
import { LOOPBACK, listenOn, text } from '../listen.js';
import { bindPortBlock, holdPortBlock } from '../port-blocks.js';
import { type AgentSettings, agentSettings } from './agent-settings.js';
import type { EmbeddedContext } from './embedded-context.js';
import type { EmbeddedMasters } from './embedded-masters.js';
import { EmbeddedMember } from './embedded-member.js';
import { ownProcessNeeded } from './own-process-needed.js';
import type { AgentPlace } from './places.js';
import type { MemberServer } from './shared-server.js';

/** Where an agent lives. */
export interface AgentHome {
  /** What is its own of the cluster's files. */
  readonly directory: string;
  /** What its pid begins with, where it shares an address with others. Default: `slave(1)`. */
  readonly name?: string | undefined;
  /** Its part of a server that it shares. Default: one of its own. */
  readonly server?: MemberServer | undefined;
}

/** An agent of an embedded cluster: the actor, its port, and its directories below the cluster's. */
export class EmbeddedAgent extends EmbeddedMember implements AgentPlace {
  readonly directory: string;
  readonly #name: string;
  readonly #sharesServer: boolean;
  #fixed: AgentSettings | undefined;
  /** The ports it offers when its description names none. */
  #ports = DEFAULT_PORTS;
  /** How it is configured now: as described, or as it was restarted last. */
  #configured: AgentDescription;
  #agent: Agent | undefined;
  /** What the last one has left running. What that one knew is on disk. */
  #remains: AgentContainerizer | undefined;
  /** Resolves when the last one has written all that it knew. */
  #written: () => Promise<void> = () => Promise.resolve();
  /** Resolves when the agent has ended in an orderly way and its port is free. */
  #left: Promise<void> = Promise.resolve();
  readonly #restarts = new InTurn();
  #releasePorts: () => Promise<void> = () => Promise.resolve();
  #lastId = '';
  /** Why the last one aborted, if it did. */
  #aborted: string | undefined;
  #removed = false;

  constructor(
    cluster: EmbeddedContext,
    private readonly masters: EmbeddedMasters,
    { directory, name = FIRST_AGENT, server }: AgentHome,
    private readonly description: AgentDescription,
  ) {
    super(cluster, server);
    this.directory = directory;
    this.#name = name;
    this.#sharesServer = server !== undefined;
    this.#configured = description;
  }

  /** Where it shares an address, what it answers is below its name; the first one answers without, too. */
  override get url(): string {
    return this.#name === FIRST_AGENT ? super.url : `${super.url}/${this.#name}`;
  }

  get id(): string {
    return this.#agent?.agentId || this.#lastId;
  }

  protected get flags(): GivenFlags {
    return this.#configured.flags;
  }

  get running(): boolean {
    return this.#agent?.alive ?? false;
  }

  get end(): string | undefined {
    return this.running ? undefined : (this.#agent?.aborted ?? this.#aborted);
  }

  /** Whether it runs, and it and the leading master agree that it is registered. */
  get registered(): boolean {
    return (
      this.#agent?.alive === true && this.#agent.registration.registered && this.masters.leader.hasAgent(this.#agent.agentId)
    );
  }

  /** The one that runs, if one does. */
  get actor(): Agent | undefined {
    return this.#agent?.alive ? this.#agent : undefined;
  }

  /** Starts it for the first time, or again after a reset. Resolves when the master has registered it. */
  async start(): Promise<void> {
    await this.bound(async () => {
      if (!this.#fixed) await this.#prepare();
      if (!this.server.listening) await this.#listenAgain();
    });
    await this.#run();
    if (this.#fixed?.flags.recover === 'cleanup') await this.#left;
    else await this.#registered();
  }

  async stop(): Promise<void> {
    const agent = this.#running('stop()');
    this.#observe('stopped agent');
    void agent.shutdown();
    await this.#left;
  }

  async kill(): Promise<void> {
    const agent = this.#running('kill()');
    this.#observe('killed agent');
    await this.#crash(agent);
    await this.#freePort();
  }

  restart(changes: AgentChanges = {}): Promise<void> {
    return this.#restarts.run(() => this.cluster.turns.start(() => this.#restart(changes)));
  }

  async pause(): Promise<void> {
    throw ownProcessNeeded(this.url, 'pause()');
  }

  async resume(): Promise<void> {
    throw ownProcessNeeded(this.url, 'resume()');
  }

  /** Its detector tells. */
  look(): void {}

  /** The first part of a reset: nothing of the agent goes on, save for its port. */
  abandon(): void {
    const containerizer = this.#agent?.containerizer ?? this.#remains?.containerizer;
    this.#lastId = this.id;
    this.#agent = undefined;
    this.#remains = undefined;
    this.#configure(this.description);
    for (const id of containerizer?.containers() ?? []) containerizer?.destroy(id);
  }

  /** Takes the agent off the cluster for good; its actor has ended. */
  async close(): Promise<void> {
    this.#removed = true;
    // What is still being written would make the directory anew after it was deleted.
    await Promise.all([this.server.end(), this.#releasePorts(), this.#written()]);
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
    // The port of one that runs stays bound, so that nobody else gets it.
    if (this.#agent?.alive) await this.#crash(this.#agent);
    // Nothing that was sent to the one before may reach this one.
    await this.cluster.runtime.delivered();
    this.#configure(configured);
    try {
      await this.start();
    } catch (error) {
      this.#configure(before); // a change that was refused does not stand in the way of the next restart
      throw error;
    }
  }

  /** Notes what a user has done to the agent. */
  #observe(what: string): void {
    this.cluster.runtime.observe({ kind: 'act', process: makePid(this.#name, this.address), what, agent: this.id });
  }

  async #prepare(): Promise<void> {
    const { flags, resources, port } = this.#configured;
    this.#ports = await this.#bind(text(flags['ip']) ?? LOOPBACK, port, namesPorts(describedResources(resources, '*')));
    this.#fixed = this.#fixedBy(this.#configured);
  }

  /** The address stays; all else may be different from now on. */
  #configure(configured: AgentDescription): void {
    this.#configured = configured;
    if (this.#fixed) this.#fixed = this.#fixedBy(configured);
  }

  #fixedBy(configured: AgentDescription): AgentSettings {
    const place = { address: this.address, directory: this.directory, name: this.#name, ports: this.#ports };
    return agentSettings(this.cluster, place, this.masters.place, configured);
  }

  async #run(): Promise<void> {
    if (!this.#fixed) throw new Error('The agent has not been started.');
    const { runtime, machine, credential } = this.cluster;
    const { flags } = this.#fixed;
    const docker = asksForDocker(flags) ? (await machine.docker(flags.docker_socket)).make : undefined;
    const detector = this.masters.elections.detectorOf(this.address);
    const agent = runtime.spawn(
      new Agent(runtime, {
        ...this.#fixed,
        detector,
        docker,
        disk: machine.diskOf(this.directory),
        containerizer: this.#remains,
      }),
    );
    this.#agent = agent;
    this.#written = () => agent.checkpointing.settled();
    this.#remains = undefined;
    this.#left = agent.ended.then(() => this.#leave(agent));
    this.server.router = onDemand(() => {
      const authenticators = agentAuthenticators(agent.flags, () => runtime.clock.seconds(), credential);
      const router = this.routerOf(agent, AGENT_ACCESS, authenticators);
      agent.routes(router);
      return router;
    });
    try {
      agent.start();
    } catch (error) {
      await this.#crash(agent);
      throw error;
    }
  }

  #registered(): Promise<void> {
    return this.cluster.until(`agent ${this.url} to be registered`, () => {
      const { registration } = this.#running('start()');
      if (registration.refused) {
        const reason = `the master refused the authentication of agent ${this.url}, whose credential it does not know`;
        throw new MinimesosError('START_FAILED', { cluster: this.cluster.name, reason });
      }
      return this.registered;
    });
  }

  /** The connections go first: a process that dies says no goodbye on them. */
  async #crash(agent: Agent): Promise<void> {
    this.server.router = undefined;
    this.server.cutAll();
    this.#lastId = agent.agentId || this.#lastId; // one that could not recover has not got to know who it is
    this.#aborted = agent.aborted;
    this.#agent = undefined;
    this.#remains = agent.crash();
    await this.#written();
  }

  /** An agent has ended by itself; one that was killed, or was succeeded already, is not looked at any more. */
  async #leave(agent: Agent): Promise<void> {
    if (this.#agent !== agent) return;
    await this.#crash(agent);
    await this.#freePort();
  }

  async #freePort(): Promise<void> {
    await this.server.close();
    if (this.server.listening || this.#removed) return; // meanwhile it is back, or gone for good
    const release = await holdPortBlock(this.port);
    if (this.server.listening || this.#removed) return release();
    this.#releasePorts = release;
  }

  async #listenAgain(): Promise<void> {
    await listenOn(this.server, this.ip, this.port, 'An agent');
    const release = this.#releasePorts;
    this.#releasePorts = () => Promise.resolve();
    await release();
  }

  /** Binds the port asked for, or the first of a block whose rest is offered to tasks; returns the ports to offer. */
  async #bind(ip: string, port: number | undefined, hasPorts: boolean): Promise<string> {
    if (port === undefined && !hasPorts && !this.#sharesServer) {
      const block = await bindPortBlock((first) => this.server.listen(ip, first));
      if (block) {
        this.address = block.address;
        return block.ports;
      }
    }
    this.address = await listenOn(this.server, ip, port, 'An agent');
    return DEFAULT_PORTS;
  }

  #running(operation: string): Agent {
    if (this.#agent?.alive) return this.#agent;
    throw new MinimesosError('AGENT_GONE', { agent: this.url, operation, reason: this.end });
  }
}

/** A router that is made for the first request: most agents of a large cluster never get one. */
function onDemand(make: () => PathFinder): PathFinder {
  let made: PathFinder | undefined;
  return {
    find: (path) => {
      made ??= make();
      return made.find(path);
    },
  };
}
