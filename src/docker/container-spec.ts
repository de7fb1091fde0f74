import type Docker from 'dockerode';
import { Header, Pack, ReadEntry } from 'tar';
import { MinimesosError } from '../errors.js';
import type { Engine } from './engine.js';
import { reasonOf, statusOf, understood } from './engine-failure.js';

/** A port of a container that is also one of the machine of the engine. */
export interface PublishedPort {
  readonly port: number;
  /** Undefined: a free one. */
  readonly hostPort?: number | undefined;
  /** On which address of the machine. */
  readonly hostIp: string;
}

/** What a container is to be. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What runs in it; undefined: what the image says. */
  readonly command?: readonly string[] | undefined;
  /** What that is called with, where it is what the image says. */
  readonly arguments?: readonly string[] | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly binds?: readonly string[] | undefined;
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Files that whoever runs in it alone may read. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly published?: readonly PublishedPort[] | undefined;
  /** What it needs of the machine besides; none for most. */
  readonly privileges?: Docker.HostConfig | undefined;
  /** Its place in a network; that of another container; or that of the machine. */
  readonly network:
    | { readonly name: string; readonly ip?: string | undefined; readonly aliases: readonly string[] }
    | { readonly of: string }
    | 'host';
}

/**
 * Makes a container, and does not start it.
 * @throws MinimesosError `IMAGE_NOT_FOUND`, `DOCKER_FAILED`, `DOCKER_DISK_FULL`, `DOCKER_GONE`
 */
export async function createContainer({ docker }: Engine, spec: ContainerSpec): Promise<Docker.Container> {
  try {
    const container = await docker.createContainer(optionsOf(spec));
    const files = [...filesOf(spec.files, 0o644), ...filesOf(spec.secrets, spec.secrets && (await modeOfSecrets(container)))];
    if (files.length > 0) await container.putArchive(archive(files) as unknown as NodeJS.ReadableStream, { path: '/' });
    return container;
  } catch (error) {
    if (statusOf(error) === 404 && /no such image/i.test(reasonOf(error))) {
      throw new MinimesosError('IMAGE_NOT_FOUND', { image: spec.image, reason: reasonOf(error) }, { cause: error });
    }
    throw understood(error, `create the container ${spec.name}`);
  }
}

/**
 * Starts a container.
 * @throws MinimesosError `PORT_TAKEN`, `DOCKER_FAILED`, `DOCKER_DISK_FULL`, `DOCKER_GONE`
 */
export async function startContainer(container: Docker.Container, { name, published = [] }: ContainerSpec): Promise<void> {
  try {
    await container.start();
  } catch (error) {
    const reason = reasonOf(error);
    const [, ip, port] = /(?:Bind for|listen tcp4?) ([\d.]+):(\d+)/.exec(reason) ?? [];
    if (ip !== undefined && published.some(({ hostPort }) => hostPort === Number(port))) {
      throw new MinimesosError(
        'PORT_TAKEN',
        { owner: `The container ${name}`, ip, port: Number(port), reason },
        { cause: error },
      );
    }
    throw understood(error, `start the container ${name}`);
  }
}

function optionsOf(spec: ContainerSpec): Docker.ContainerCreateOptions {
  const { name, image, labels, command, environment = {}, binds = [], published = [], privileges, network } = spec;
  const [program, ...words] = command ?? [];
  const ports = published.map(({ port }) => [`${port}/tcp`, {}] as const);
  const bindings = published.map(({ port, hostPort = '', hostIp }) => {
    return [`${port}/tcp`, [{ HostIp: hostIp, HostPort: String(hostPort) }]] as const;
  });
  return {
    ...{ name, Image: image, Labels: { ...labels } },
    ...(program !== undefined ? { Entrypoint: [program], Cmd: words } : spec.arguments && { Cmd: [...spec.arguments] }),
    Env: Object.entries(environment).map(([variable, value]) => `${variable}=${value}`),
    ...(network !== 'host' &&
      'name' in network && { Hostname: network.aliases[0] ?? name, ExposedPorts: Object.fromEntries(ports) }),
    HostConfig: {
      ...privileges,
      Binds: [...binds],
      // A file that grows without end is of no use to anybody.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '20m', 'max-file': '2' } },
      NetworkMode: network === 'host' ? 'host' : 'of' in network ? `container:${network.of}` : network.name,
      ...(network !== 'host' && 'name' in network && { PortBindings: Object.fromEntries(bindings) }),
    },
    ...(network !== 'host' &&
      'name' in network && { NetworkingConfig: { EndpointsConfig: { [network.name]: endpoint(network) } } }),
  };
}

const endpoint = ({ ip, aliases }: { readonly ip?: string | undefined; readonly aliases: readonly string[] }) => ({
  Aliases: [...aliases],
  ...(ip !== undefined && { IPAMConfig: { IPv4Address: ip } }),
});

interface FileInContainer {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

const filesOf = (files: Readonly<Record<string, string>> = {}, mode = 0): FileInContainer[] =>
  Object.entries(files).map(([path, content]) => ({ path, content, mode }));

/** Files are root's. Users of an image are names, of which only the image knows who they are: for them they are open within the container. */
async function modeOfSecrets(container: Docker.Container): Promise<number> {
  const { User } = (await container.inspect()).Config;
  return /^(0|root)?(:|$)/.test(User) ? 0o600 : 0o644;
}

/** A tar archive of files with their directories, as the engine takes them. */
function archive(files: readonly FileInContainer[]): Pack {
  // All at once: entries that nobody works at yet count as much as those that somebody does, and with more than it takes none would be.
  const pack = new Pack({ jobs: files.length + 1 });
  for (const { path, content, mode } of files) {
    const data = Buffer.from(content);
    const header = new Header({
      path: path.slice(1),
      mode,
      uid: 0,
      gid: 0,
      size: data.length,
      type: 'File',
      mtime: new Date(0),
    });
    const entry = new ReadEntry(header);
    entry.end(data);
    pack.add(entry);
  }
  pack.end();
  return pack;
}
