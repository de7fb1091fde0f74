import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { LABELS } from '../../../src/docker/labels.js';
import { ownerLabel } from '../../../src/docker/owner.js';
import type { SharedPath } from '../../../src/docker/proxy/settings.js';
import { docker, dockerDone, type Ran } from '../real-docker.js';

export const TASK_IMAGE = 'minimesos-test/task:1';

const program = fileURLToPath(new URL('../../../dist/docker-proxy.js', import.meta.url));
let count = 0;

/** An agent's address and its Docker, without the agent. */
export class ProxiedAgent {
  constructor(
    readonly name: string,
    readonly directory: string,
    readonly network: string,
  ) {}

  get socket(): string {
    return join(this.directory, 'docker.sock');
  }

  docker(words: readonly string[], input?: string | Buffer): Promise<Ran> {
    return docker(['-H', `unix://${this.socket}`, ...words], input);
  }

  done(words: readonly string[], input?: string | Buffer): Promise<string> {
    return dockerDone(['-H', `unix://${this.socket}`, ...words], input);
  }

  /** Where it is, as the host reaches it. */
  address(): Promise<string> {
    return dockerDone(['inspect', '--format', `{{(index .NetworkSettings.Networks "${this.network}").IPAddress}}`, this.name]);
  }

  logs(): Promise<string> {
    return dockerDone(['logs', this.name]);
  }
}

/** The network of a cluster with proxies; all of it is gone after `remove`. */
export class ProxiedCluster {
  readonly name = `proxied-${process.pid}-${++count}`;
  readonly agents: ProxiedAgent[] = [];
  readonly #labels = ['--label', `${LABELS.cluster}=${this.name}`, '--label', `${LABELS.owner}=${ownerLabel()}`];

  static async start(agents = 1, paths: readonly SharedPath[] = []): Promise<ProxiedCluster> {
    const cluster = new ProxiedCluster();
    await dockerDone(['network', 'create', ...cluster.#labels, cluster.name]);
    for (let index = 0; index < agents; index++) await cluster.add(paths);
    return cluster;
  }

  async add(paths: readonly SharedPath[] = [], binds: readonly string[] = []): Promise<ProxiedAgent> {
    const name = `${this.name}-agent-${this.agents.length + 1}`;
    const directory = mkdtempSync(join(tmpdir(), 'minimesos-proxied-'));
    const agent = new ProxiedAgent(name, directory, this.name);
    this.agents.push(agent);
    const settings = {
      cluster: this.name,
      owner: ownerLabel(),
      member: name,
      network: this.name,
      container: name,
      listen: '/run/minimesos/docker.sock',
      engine: '/run/engine/docker.sock',
      paths,
    };
    const mounts = [
      '/var/run/docker.sock:/run/engine/docker.sock',
      `${directory}:/run/minimesos`,
      `${program}:/proxy.js:ro`,
      ...binds,
    ];
    await dockerDone([
      ...['run', '--detach', '--name', name, '--network', this.name, ...this.#labels, '--label', `${LABELS.role}=address`],
      ...mounts.flatMap((mount) => ['--volume', mount]),
      ...['--env', `MINIMESOS_DOCKER_PROXY=${JSON.stringify(settings)}`, TASK_IMAGE, 'node', '/proxy.js'],
    ]);
    await vi.waitFor(async () => expect(await agent.logs()).toMatch(/^healthy: /m), { timeout: 30_000 });
    return agent;
  }

  /** What of this cluster is on the engine: containers, networks and volumes. */
  async left(): Promise<string[]> {
    const filter = ['--filter', `label=${LABELS.cluster}=${this.name}`, '--quiet'];
    const lists = [
      ['ps', '--all', ...filter],
      ['network', 'ls', ...filter],
      ['volume', 'ls', ...filter],
    ];
    return (await Promise.all(lists.map((words) => dockerDone(words)))).flatMap((text) => text.split('\n').filter(Boolean));
  }

  async remove(): Promise<void> {
    const filter = ['--filter', `label=${LABELS.cluster}=${this.name}`, '--quiet'];
    const containers = (await dockerDone(['ps', '--all', ...filter])).split('\n').filter(Boolean);
    if (containers.length > 0) await docker(['rm', '--force', '--volumes', ...containers]);
    const volumes = (await dockerDone(['volume', 'ls', ...filter])).split('\n').filter(Boolean);
    if (volumes.length > 0) await docker(['volume', 'rm', ...volumes]);
    await docker(['network', 'rm', this.name]);
    for (const { directory } of this.agents) rmSync(directory, { recursive: true, force: true });
  }
}

/** A server that answers each connection with `text`, for `node --eval`. */
export const tcpServer = (port: number, text: string) => `require('net').createServer((c) => c.end('${text}')).listen(${port})`;

/** A server that answers each datagram with itself in capitals. */
export const udpServer = (port: number) =>
  `const s = require('dgram').createSocket('udp4'); s.on('message', (m, r) => s.send(String(m).toUpperCase(), r.port, r.address)).bind(${port})`;
