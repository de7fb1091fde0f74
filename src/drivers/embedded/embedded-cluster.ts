import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { Files } from '../../mesos/files/files.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { parseMasterFlags } from '../../mesos/flags/master-flags.js';
import { addMasterRoutes } from '../../mesos/master/http/routes.js';
import { Master } from '../../mesos/master/master.js';
import { Router } from '../../mesos/process/http/router.js';
import { HttpServer } from '../../mesos/process/http/server.js';
import type { Address } from '../../mesos/process/pid.js';
import { Runtime } from '../../mesos/process/runtime.js';
import { Supervisor } from '../../mesos/process/supervisor/client.js';
import type { AgentDescription, ClusterDescription, MasterDescription } from '../description.js';
import type { DriverAgent, DriverCluster, DriverMember } from '../driver.js';
import { EmbeddedAgent } from './embedded-agent.js';
import { LOOPBACK, listenOn, text } from './listen.js';

/** What the members of an embedded cluster share. */
export interface EmbeddedContext {
  readonly name: string;
  readonly version: string;
  readonly runtime: Runtime;
  readonly supervisor: Supervisor;
  /** Everything the cluster writes is below this directory. */
  readonly directory: string;
  /** The last things that were logged, for errors. */
  lastLogLines(): string[];
  /** Resolves when `holds` does, rejects when the cluster's start or growth takes too long. */
  until(what: string, holds: () => boolean): Promise<void>;
}

const KEPT_LOG_LINES = 20;

/** Masters and agents as actors of this process; tasks as processes of this machine. */
export class EmbeddedCluster implements DriverCluster, EmbeddedContext {
  readonly version: string;
  readonly runtime: Runtime;
  readonly supervisor: Supervisor;
  readonly directory: string;
  readonly #description: ClusterDescription;
  readonly #log: string[] = [];
  readonly #masters: { member: DriverMember; master: Master; server: HttpServer }[] = [];
  readonly #agents: EmbeddedAgent[] = [];
  #directories = 0;
  #destroyed: Promise<void> | undefined;

  constructor(
    readonly name: string,
    description: ClusterDescription,
  ) {
    this.#description = description;
    this.version = description.mesosVersion;
    this.runtime = new Runtime({ freezeMessages: process.env['MINIMESOS_FREEZE_MESSAGES'] === '1' });
    this.runtime.onObservation((observation) => {
      if (observation.kind !== 'log') return;
      this.#log.push(`${observation.level} ${observation.process}: ${observation.text}`);
      if (this.#log.length > KEPT_LOG_LINES) this.#log.shift();
    });
    this.supervisor = Supervisor.acquire();
    this.directory = mkdtempSync(join(tmpdir(), `minimesos-${name}-`));
    this.supervisor.addDirectory(this.directory);
  }

  get masters(): readonly DriverMember[] {
    return this.#masters.map(({ member }) => member);
  }

  get agents(): readonly DriverAgent[] {
    return this.#agents.filter(({ running }) => running);
  }

  async start(): Promise<void> {
    for (const description of this.#description.masters) await this.#startMaster(description);
    await Promise.all(this.#description.agents.map((description) => this.addAgent(description)));
  }

  async addAgent(description: AgentDescription): Promise<DriverAgent> {
    const [leader] = this.#masters;
    if (!leader) throw new Error('An agent needs a master.');
    const agent = new EmbeddedAgent(this, leader.master, join(this.directory, `agent-${this.#directories++}`), description);
    this.#agents.push(agent);
    await agent.start();
    await this.until(`agent ${agent.url} to be registered`, () => agent.isRegisteredWith(leader.master));
    return agent;
  }

  onChange(listener: () => void): () => void {
    return this.runtime.onObservation(listener);
  }

  destroy(): Promise<void> {
    this.#destroyed ??= this.#end();
    return this.#destroyed;
  }

  lastLogLines(): string[] {
    return [...this.#log];
  }

  until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!holds()) return;
        end();
        resolve();
      };
      const stopObserving = this.runtime.onObservation(check);
      const { timeoutMs } = this.#description;
      const timer = this.runtime.clock.delay(timeoutMs, () => {
        end();
        const timeout = formatDuration(timeoutMs);
        reject(new MinimesosError('START_TIMEOUT', { cluster: this.name, waitedFor: what, timeout, log: this.lastLogLines() }));
      });
      const end = () => {
        stopObserving();
        timer.cancel();
      };
      check();
    });
  }

  async #startMaster({ port, flags: given }: MasterDescription): Promise<void> {
    const router = new Router('master');
    const server = new HttpServer(router, (error, request) => this.#failed(error, request));
    const ip = text(given['ip']) ?? LOOPBACK;
    const address = await listenOn(server, ip, port, 'The master');
    const hostname = text(given['hostname']) ?? ip;
    const { flags, text: flagsText } = parseMasterFlags({
      cluster: this.name,
      ...given,
      ip,
      hostname,
      port: String(address.port),
      work_dir: join(this.directory, 'master'),
    });
    const master = this.runtime.spawn(new Master(this.runtime, { address, hostname, version: this.version, flags, flagsText }));
    addMasterRoutes(router, master, new Files());
    this.#masters.push({ member: member(address), master, server });
  }

  #failed(error: Error, request: string): void {
    this.runtime.observe({
      kind: 'log',
      process: this.name,
      level: 'error',
      text: `${request} failed: ${error.stack ?? error.message}`,
    });
  }

  /** Kill first, tidy later: nothing here may keep what comes after it from being done. */
  async #end(): Promise<void> {
    const servers = [...this.#masters.map(({ server }) => server), ...this.#agents.map(({ server }) => server)];
    this.runtime.stop();
    const problems: unknown[] = [];
    const attempts = [this.supervisor.killAll(this.name), ...servers.map((server) => server.close())];
    for (const attempt of await Promise.allSettled(attempts)) if (attempt.status === 'rejected') problems.push(attempt.reason);
    try {
      rmSync(this.directory, { recursive: true, force: true });
      this.supervisor.removeDirectory(this.directory);
    } catch (error) {
      problems.push(error);
    }
    await this.supervisor.release().catch((error: unknown) => problems.push(error));
    if (problems.length > 0) throw problems[0];
  }
}

export const member = ({ ip, port }: Address): DriverMember => ({ url: `http://${ip}:${port}`, ip, port });
