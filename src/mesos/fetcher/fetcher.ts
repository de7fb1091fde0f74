import { withoutUrlUsers } from '../flags/url-user.js';
import type { Clock } from '../process/clock.js';
import type { CommandInfo } from '../wire/messages.js';
import type { FetcherCache } from './cache.js';
import { type Content, localContent, type User } from './content.js';
import { download } from './download.js';
import { describe, FetchError, fetchFailure } from './errors.js';
import { extract } from './extract.js';
import { Sandbox } from './sandbox.js';
import { baseName, locate, uriProblem } from './uri.js';

/** What to fetch, for whom and how. */
export interface FetchOptions {
  /** Named in the error message. */
  containerId: string;
  /** CommandInfo.uris; fetched one after the other. */
  uris: readonly CommandInfo.URI[];
  /** Absolute path of the container's sandbox, which exists. */
  sandbox: string;
  /** Who owns what is fetched, and whose permissions count for local files. Without effect unless this process is root. */
  user?: User | undefined;
  /** What relative paths are relative to; without it they fail. */
  frameworksHome?: string | undefined;
  /** For URIs with `cache` set; without it they are fetched like the others. */
  cache?: FetcherCache | undefined;
  /** A server that sends nothing for so long fails the fetch; 0 means never. */
  stallTimeoutMs: number;
  clock: Clock;
  /** Gets a line for each step; belongs into the sandbox's stderr. */
  log(line: string): void;
  /** Ends the fetch, as when the container is destroyed meanwhile. */
  signal?: AbortSignal | undefined;
}

/**
 * Fetches the URIs of a command into the sandbox, before the container is launched.
 * @throws FetchError as soon as one of them cannot be fetched.
 */
export async function fetchUris(options: FetchOptions): Promise<void> {
  const { containerId, uris, signal } = options;
  const log = (line: string) => options.log(withoutUrlUsers(line));
  for (const uri of uris) {
    const problem = uriProblem(uri);
    if (problem !== undefined) throw new FetchError(`Could not fetch: ${withoutUrlUsers(problem)}`);
  }
  const sandbox = new Sandbox(options.sandbox, options.user, signal);
  for (const uri of uris) {
    try {
      signal?.throwIfAborted();
      log(`Fetching URI '${uri.value}'`);
      await fetchUri(uri, sandbox, { ...options, log });
    } catch (error) {
      log(`Failed to fetch '${uri.value}': ${describe(error)}`);
      // Mesos's fetcher is a process, so this is how its end looks.
      const end = signal?.aborted ? 'terminated with signal Killed' : 'exited with status 1';
      throw new FetchError(fetchFailure(containerId, end), { cause: error });
    }
  }
  if (uris.length > 0) log(`Successfully fetched all URIs into '${options.sandbox}'`);
}

async function fetchUri(uri: CommandInfo.URI, sandbox: Sandbox, options: FetchOptions): Promise<void> {
  const { cache, user, log, signal } = options;
  const name = uri.output_file ?? baseName(uri.value);
  const source = () => contentOf(uri.value, options);
  const cached = uri.cache ? await cache?.acquire(user ? `${user.uid}` : 'agent', uri.value, source, signal) : undefined;
  if (!cached) {
    await store(uri, name, await source(), sandbox);
    if (wantsExtraction(uri) && (await extract(sandbox.pathOf(name), name, sandbox))) log(`Extracted '${name}'`);
  } else {
    try {
      await fetchFromCache(uri, name, cached.path, sandbox, log);
    } finally {
      await cached.release();
    }
  }
  log(`Fetched '${uri.value}' to '${sandbox.pathOf(name)}'`);
}

async function fetchFromCache(uri: CommandInfo.URI, name: string, path: string, sandbox: Sandbox, log: FetchOptions['log']) {
  log('Fetching from the cache');
  // As in Mesos an archive is extracted right from the cache, is not kept, and is known by the URI's own name.
  const archiveName = baseName(uri.value);
  if (wantsExtraction(uri) && (await extract(path, archiveName, sandbox))) log(`Extracted '${archiveName}'`);
  else await store(uri, name, await localContent(path, undefined), sandbox);
}

function wantsExtraction({ executable, extract = true }: CommandInfo.URI): boolean {
  return !executable && extract;
}

function store(uri: CommandInfo.URI, name: string, { bytes, mode }: Content, sandbox: Sandbox): Promise<void> {
  return sandbox.writeFile(name, bytes, { mode: uri.executable ? 0o755 : mode });
}

async function contentOf(value: string, options: FetchOptions): Promise<Content> {
  const location = locate(value, options.frameworksHome);
  if (location.kind === 'local') return localContent(location.path, options.user);
  return { bytes: download(location.url, options), mode: 0o644 };
}
