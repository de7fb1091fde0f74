import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Engine } from '../../docker/engine.js';
import { connectInnerEngine, innerEngineCommand } from '../../docker/inner-engine.js';
import { ownerLabel } from '../../docker/owner.js';
import { enginePrivileges } from '../../docker/privileges.js';
import { type ProxySettings, SETTINGS_VARIABLE } from '../../docker/proxy/settings.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import { entryPoint } from '../../mesos/process/entry-point.js';
import type { ClusterDescription, ContainerSettings, DockerDescription } from '../description.js';
import { text } from '../listen.js';
import { commandLineWithFiles } from '../program-command.js';
import type { Place } from '../programs/program-members.js';
import type { ClusterOnEngine, MemberSpec } from './cluster-on-engine.js';
import type { DockerContainer } from './container.js';
import { nameOf } from './network.js';

/** Where agents keep everything that outlives them. */
export const WORK_DIRECTORY = '/var/lib/mesos';
/** Where masters and agents find what of their flags is secret. */
export const FLAGS_DIRECTORY = '/etc/minimesos/flags';
/** Where the socket of an engine is that an agent is to use, in a directory that is shared with who listens there. */
const SOCKETS = '/var/run/minimesos';
const SOCKET = `${SOCKETS}/docker.sock`;
const ENGINE_SOCKET = '/var/run/docker.sock';
/** Where the proxy finds the directory with the socket of an engine of this machine. */
const ENGINE_DIRECTORY = '/minimesos/engine';
/** What the proxy says when it listens. */
const PROXY_HEALTHY = 'healthy';
const PROXY = '/minimesos/docker-proxy.mjs';
/** Where engines of agents find the images that were pushed. */
export const REGISTRY = 'registry:5000';

/** What the label `described` of an agent tells: what it takes to start it again. */
export interface DescribedAgent {
  readonly flags: GivenFlags;
  readonly settings: ContainerSettings | undefined;
}

/** The member that has the address of an agent, where that is not the agent itself. */
export const keeperOf = (agent: string): string => `${agent}-network`;

/** Flags of an agent in a container. */
export const agentFlags = ({ containerizers }: Pick<ClusterDescription, 'containerizers'>): GivenFlags => ({
  ...{ containerizers, launcher: 'posix', isolation: 'posix/cpu,posix/mem', systemd_enable_support: 'false' },
  // Images have few users, and none of this machine.
  ...{ switch_user: 'false', executor_registration_timeout: '5mins', registration_backoff_factor: '100ms' },
  ...{ work_dir: WORK_DIRECTORY, runtime_dir: '/var/run/mesos' },
  ...(containerizers !== 'mesos' && { docker_socket: SOCKET, docker_remove_delay: '1mins' }),
});

/** The containers of one agent: itself, and who keeps its address and listens to it in the place of an engine. */
export class AgentContainers {
  constructor(
    private readonly cluster: ClusterOnEngine,
    private readonly containerizers: ClusterDescription['containerizers'],
    private readonly description: DockerDescription,
    private readonly images: { readonly agent: string; readonly proxy: string; readonly engine: string },
  ) {}

  /** What has the agent's address; undefined: it itself. What listens there belongs to the agent, and outlives it. */
  async keeper({ number, address }: Place, member: string): Promise<MemberSpec | undefined> {
    const { dockerInDocker } = this.description;
    if (this.containerizers === 'mesos') return undefined;
    const place = {
      member: keeperOf(member),
      network: { name: this.cluster.network, ip: address.ip, aliases: [member] },
      published: this.cluster.published([address.port]),
    };
    const sockets = `${await this.cluster.volume(`${member}-sockets`)}:${SOCKETS}`;
    const work = await this.#work(member, number);
    if (dockerInDocker) {
      const data = await this.cluster.volume(`${member}-engine`);
      return {
        ...{ ...place, role: 'engine', image: this.images.engine, privileges: enginePrivileges(this.cluster.engine) },
        arguments: innerEngineCommand(SOCKET, REGISTRY),
        binds: [sockets, work, `${data}:/var/lib/docker`],
        environment: { DOCKER_TLS_CERTDIR: '' },
      };
    }
    const [source = ''] = work.split(':');
    const engine = socketOf(this.cluster.engine);
    const settings: ProxySettings = {
      ...{ cluster: this.cluster.name, owner: ownerLabel(), member, network: this.cluster.network },
      ...{ container: nameOf(this.cluster.name, keeperOf(member)), listen: SOCKET, engine: engine.inside },
      paths: [{ path: WORK_DIRECTORY, ...(source.startsWith('/') ? { source } : { volume: source }) }],
    };
    return {
      ...{ ...place, role: 'proxy', image: this.images.proxy },
      command: ['node', PROXY],
      environment: { [SETTINGS_VARIABLE]: JSON.stringify(settings) },
      files: { [PROXY]: readFileSync(entryPoint('docker-proxy.js'), 'utf8') },
      binds: [sockets, work, engine.bind],
    };
  }

  /** The engine of an agent that has one of its own. @throws MinimesosError `DOCKER_FAILED` while it does not answer */
  innerEngine(keeper: DockerContainer): Promise<Engine> {
    return connectInnerEngine(this.cluster.engine, keeper.id, SOCKET);
  }

  /** Whether what keeps an agent's address can be used by the agent. */
  async keeps(keeper: DockerContainer): Promise<boolean> {
    if (!this.description.dockerInDocker) return (await keeper.log()).includes(PROXY_HEALTHY);
    return this.innerEngine(keeper).then(
      () => true,
      () => false,
    );
  }

  /** The agent itself. @param keeper the container that has its address */
  async agent(
    { number, address }: Place,
    member: string,
    flags: GivenFlags,
    settings: ContainerSettings | undefined,
    keeper: string | undefined,
  ): Promise<MemberSpec> {
    const { environment = {}, binds = [], files } = settings ?? {};
    const work = await this.#work(member, number);
    const { arguments: words, secrets } = commandLineWithFiles(flags, FLAGS_DIRECTORY);
    const socket = keeper === undefined ? [] : [`${await this.cluster.volume(`${member}-sockets`)}:${SOCKETS}`];
    return {
      ...{ member, role: 'agent', image: settings?.image ?? this.images.agent, files, secrets },
      described: { flags, settings } satisfies DescribedAgent,
      command: ['mesos-agent', ...words],
      // What takes hold of the machine may do so only where it is asked for.
      ...(/linux|cgroups/.test(`${text(flags['launcher'])} ${text(flags['isolation'])}`) && {
        privileges: enginePrivileges(this.cluster.engine),
      }),
      environment: { ...(keeper !== undefined && { DOCKER_HOST: `unix://${SOCKET}` }), ...environment },
      binds: [work, ...socket, ...binds],
      ...(keeper === undefined
        ? {
            network: { name: this.cluster.network, ip: address.ip, aliases: [member] },
            published: this.cluster.published([address.port]),
          }
        : { network: { of: keeper } }),
    };
  }

  /** The work directory, which every agent of this place finds again. */
  async #work(member: string, number: number): Promise<string> {
    const { sandboxes } = this.description;
    const source = sandboxes === undefined ? await this.cluster.volume(`${member}-work`) : join(sandboxes, `agent-${number}`);
    return `${source}:${WORK_DIRECTORY}`;
  }
}

/**
 * How the socket of an engine gets into a container. An engine that starts again makes a new one, which is seen in its directory; for
 * engines elsewhere only the usual path is known, which need not be a file there.
 */
function socketOf({ local, address: { url } }: Engine): { readonly bind: string; readonly inside: string } {
  const path = url.startsWith('unix://') ? url.slice('unix://'.length) : ENGINE_SOCKET;
  if (!local) return { bind: `${path}:${ENGINE_SOCKET}`, inside: ENGINE_SOCKET };
  const real = realpathSync(path);
  return { bind: `${dirname(real)}:${ENGINE_DIRECTORY}:ro`, inside: join(ENGINE_DIRECTORY, basename(real)) };
}
