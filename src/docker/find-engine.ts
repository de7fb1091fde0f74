import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How an engine can be reached, in the words of the HTTP client that reaches it. */
export interface EngineAddress {
  /** How it was found: `DOCKER_HOST`, `context colima`, or a path. */
  readonly source: string;
  /** `unix:///var/run/docker.sock`, `tcp://10.0.0.1:2376`, `ssh://me@host`. */
  readonly url: string;
  /** Where ca.pem, cert.pem and key.pem are; undefined: without TLS. */
  readonly certificates?: string | undefined;
}

/** What a search for engines looks at: given by tests. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

const here = (): Surroundings => ({ env: process.env, home: homedir() });

/**
 * Where engines may be, best first. What the user has said, DOCKER_HOST or a context, is the only one then; otherwise all
 * sockets that Docker, rootless Docker, Docker Desktop, Colima, Rancher and Podman are known to make.
 */
export function engineAddresses({ env, home }: Surroundings = here()): EngineAddress[] {
  const certificates =
    env['DOCKER_TLS_VERIFY'] || env['DOCKER_CERT_PATH'] ? (env['DOCKER_CERT_PATH'] ?? join(home, '.docker')) : undefined;
  const host = env['DOCKER_HOST'];
  if (host) return [{ source: 'DOCKER_HOST', url: host, ...(host.startsWith('tcp:') && { certificates }) }];
  const directory = env['DOCKER_CONFIG'] ?? join(home, '.docker');
  const context = env['DOCKER_CONTEXT'] || currentContext(directory);
  if (context && context !== 'default') return [contextAddress(directory, context)];
  const runtime = env['XDG_RUNTIME_DIR'];
  const sockets = [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.rd/docker.sock'),
    ...(runtime ? [join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
  return sockets.map((path) => ({ source: path, url: `unix://${path}` }));
}

/** Whether it is a socket that is not there. */
export const isMissing = ({ url }: EngineAddress): boolean => url.startsWith('unix://') && !existsSync(url.slice(7));

/** Whether they are what the user has said, by DOCKER_HOST or a context, and not only where engines usually are. */
export const isNamed = ([first]: readonly EngineAddress[]): boolean => /^(DOCKER_HOST$|context )/.test(first?.source ?? '');

function currentContext(directory: string): string | undefined {
  const { currentContext: name } = readJson(join(directory, 'config.json'));
  return typeof name === 'string' ? name : undefined;
}

/** As the Docker command line keeps contexts: each in a directory named by the hash of its name. */
function contextAddress(directory: string, context: string): EngineAddress {
  const hash = createHash('sha256').update(context).digest('hex');
  const { Endpoints } = readJson(join(directory, 'contexts/meta', hash, 'meta.json')) as {
    Endpoints?: { docker?: { Host?: string } };
  };
  const url = Endpoints?.docker?.Host ?? '';
  const tls = join(directory, 'contexts/tls', hash, 'docker');
  return { source: `context ${context}`, url, ...(existsSync(join(tls, 'ca.pem')) && { certificates: tls }) };
}

/** The object in a file; an empty one where there is none that can be read. */
function readJson(path: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
