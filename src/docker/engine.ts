import type Docker from 'dockerode';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { type EngineAddress, engineAddresses, isMissing } from './find-engine.js';
import { inTime } from './in-time.js';

/** The API that is spoken: that of Docker 20.10, which Podman speaks as well. Older ones lack what is asked for here. */
const API_VERSION = '1.41';

/** How long an engine may take to say who it is. */
const HELLO_MS = 10_000;

/** An engine that answers: Docker, or what speaks its API. */
export interface Engine {
  readonly docker: Docker;
  readonly address: EngineAddress;
  /** `20.10.24` */
  readonly version: string;
  /** Whether it is on this machine itself, so that addresses of containers can be reached from here. */
  readonly local: boolean;
}

/**
 * Finds an engine, and makes sure that it can be used.
 * @param addresses where to look, best first
 * @throws MinimesosError `DOCKER_NOT_FOUND` with all that was tried, `DOCKER_NO_PERMISSION`, `DOCKER_TOO_OLD`
 */
export async function connectEngine(addresses: readonly EngineAddress[] = engineAddresses()): Promise<Engine> {
  const tried: { source: string; reason: string }[] = [];
  for (const address of addresses) {
    if (isMissing(address)) {
      tried.push({ source: address.source, reason: addresses.length > 1 ? 'no such socket' : `no such socket: ${address.url}` });
      continue;
    }
    try {
      return await hello(address);
    } catch (error) {
      if (isMinimesosError(error, 'DOCKER_TOO_OLD', 'DOCKER_NO_PERMISSION')) throw error;
      tried.push({ source: address.source, reason: (error as Error).message });
    }
  }
  throw new MinimesosError('DOCKER_NOT_FOUND', { tried });
}

async function hello(address: EngineAddress): Promise<Engine> {
  const docker = await client(address);
  let version: Docker.DockerVersion;
  let info: { OperatingSystem?: string };
  try {
    const late = () => new Error(`nothing came within ${HELLO_MS / 1000} s`);
    [version, info] = await inTime(HELLO_MS, Promise.all([docker.version(), docker.info()]), late);
  } catch (error) {
    const failure = error as NodeJS.ErrnoException & { statusCode?: number };
    if (failure.code === 'EACCES') throw new MinimesosError('DOCKER_NO_PERMISSION', { engine: address.url }, { cause: error });
    if (failure.statusCode === 400 && /version/i.test(failure.message)) {
      const details = { engine: address.url, came: failure.message, needed: API_VERSION };
      throw new MinimesosError('DOCKER_TOO_OLD', details, { cause: error });
    }
    throw error;
  }
  if (isOlder(version.ApiVersion, API_VERSION)) {
    const came = `API ${version.ApiVersion} of version ${version.Version}`;
    throw new MinimesosError('DOCKER_TOO_OLD', { engine: address.url, came, needed: API_VERSION });
  }
  // An engine in a virtual machine has the same socket, and containers that only its own machine reaches.
  const local = address.url.startsWith('unix:') && process.platform === 'linux' && info.OperatingSystem !== 'Docker Desktop';
  return { docker, address, version: version.Version, local };
}

/** Loaded when the first engine is asked: most clusters need none. */
async function client({ url, certificates }: EngineAddress): Promise<Docker> {
  const { default: Dockerode } = await import('dockerode');
  const version = `v${API_VERSION}`;
  if (url.startsWith('unix://')) return new Dockerode({ socketPath: url.slice(7), version });
  if (!URL.canParse(url)) throw new Error(`${url || 'nothing'} is no address of an engine`);
  const { protocol, hostname: host, port, username } = new URL(url);
  if (protocol === 'ssh:') {
    const agent = process.env['SSH_AUTH_SOCK'];
    return new Dockerode({
      protocol: 'ssh',
      host,
      port: port || 22,
      username,
      version,
      ...(agent && { sshOptions: { agent } }),
    });
  }
  if (certificates === undefined) return new Dockerode({ protocol: 'http', host, port: port || 2375, version });
  const { readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFileSync(join(certificates, name)));
  return new Dockerode({ protocol: 'https', host, port: port || 2376, version, ca: ca ?? '', cert: cert ?? '', key: key ?? '' });
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = than.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
