import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { Agent } from '../../mesos/agent/agent.js';
import { StandaloneDetector } from '../../mesos/detector/detector.js';
import { parseAgentFlags } from '../../mesos/flags/agent-flags.js';
import type { Master } from '../../mesos/master/master.js';
import { Router } from '../../mesos/process/http/router.js';
import { HttpServer } from '../../mesos/process/http/server.js';
import { type Address, formatAddress } from '../../mesos/process/pid.js';
import { parseAttributes } from '../../mesos/resources/parse.js';
import type { AgentDescription } from '../description.js';
import type { DriverAgent } from '../driver.js';
import { agentResources, DEFAULT_PORTS, describedResources, namesPorts } from './agent-resources.js';
import type { EmbeddedContext } from './embedded-cluster.js';
import { LOOPBACK, listenOn, text } from './listen.js';
import { bindPortBlock } from './port-blocks.js';

const AGENT_ID = 'slave(1)';

/** An agent of an embedded cluster: the actor, its port, and its directories below the cluster's. */
export class EmbeddedAgent implements DriverAgent {
  readonly server: HttpServer;
  readonly #router = new Router(AGENT_ID);
  #agent: Agent | undefined;
  #address: Address = { ip: LOOPBACK, port: 0 };

  constructor(
    private readonly cluster: EmbeddedContext,
    private readonly master: Master,
    private readonly directory: string,
    private readonly description: AgentDescription,
  ) {
    this.server = new HttpServer(this.#router, (error, request) =>
      cluster.runtime.observe({
        kind: 'log',
        process: this.url,
        level: 'error',
        text: `${request} failed: ${error.stack ?? error.message}`,
      }),
    );
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
    return this.#running('id').agentId;
  }

  /** Started, and neither stopped nor killed. */
  get running(): boolean {
    return this.#agent?.alive ?? false;
  }

  async start(): Promise<void> {
    const { flags: given, resources, attributes, port } = this.description;
    const described = describedResources(resources, text(given['default_role']) ?? '*');
    const ip = text(given['ip']) ?? LOOPBACK;
    const ports = await this.#bind(ip, port, namesPorts(described));
    const hostname = text(given['hostname']) ?? ip;
    const total = agentResources(described, ports);
    const { flags, text: flagsText } = parseAgentFlags({
      // A cluster for tests has no herd of agents whose registrations have to be spread over time.
      registration_backoff_factor: '0ns',
      hostname_lookup: 'false',
      ...given,
      ip,
      hostname,
      port: String(this.#address.port),
      master: formatAddress(this.master.address),
      resources: resources === undefined ? String(total) : resourcesText(resources),
      work_dir: join(this.directory, 'work'),
      runtime_dir: join(this.directory, 'runtime'),
      fetcher_cache_dir: text(given['fetcher_cache_dir']) ?? join(this.directory, 'fetch'),
    });
    this.#agent = this.cluster.runtime.spawn(
      new Agent(this.cluster.runtime, {
        address: this.#address,
        hostname,
        version: this.cluster.version,
        resources: [...total],
        attributes: attributes === undefined ? [] : parseAttributes(attributes),
        flags,
        flagsText,
        detector: new StandaloneDetector(this.master.info),
        supervisor: this.cluster.supervisor,
        marker: this.cluster.name,
      }),
    );
    this.#agent.routes(this.#router);
    this.#agent.start();
  }

  isRegisteredWith(master: Master): boolean {
    const id = this.#agent?.agentId;
    return id !== undefined && id !== '' && master.agents.has(id);
  }

  async stop(): Promise<void> {
    const agent = this.#running('stop()');
    await agent.shutdown();
    agent.terminate();
    await this.server.close();
  }

  async kill(): Promise<void> {
    this.#running('kill()').terminate();
    await this.server.close();
  }

  /** Binds the port asked for, or the first of a block whose rest is offered to tasks; returns the ports to offer. */
  async #bind(ip: string, port: number | undefined, hasPorts: boolean): Promise<string> {
    if (port === undefined && !hasPorts) {
      const block = await bindPortBlock((first) => this.server.listen(ip, first));
      if (block) {
        this.#address = block.address;
        return block.ports;
      }
    }
    this.#address = await listenOn(this.server, ip, port, 'An agent');
    return DEFAULT_PORTS;
  }

  #running(operation: string): Agent {
    if (!this.#agent?.alive) throw new MinimesosError('AGENT_GONE', { agent: this.url, operation });
    return this.#agent;
  }
}

/** What `/flags` shows of resources: the text that was given, or the JSON. */
const resourcesText = (given: string | readonly unknown[]): string => (typeof given === 'string' ? given : JSON.stringify(given));
