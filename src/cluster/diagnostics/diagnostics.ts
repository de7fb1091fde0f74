import { createRequire } from 'node:module';
import { arch, release } from 'node:os';
import { resolve } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { show } from '../../problem.js';
import { formatTimeline, toJsonLines } from '../../timeline/format.js';
import type { TimelineEntry } from '../../timeline/timeline.js';
import type { ClusterAccess } from '../access.js';
import type { AgentState } from '../agent-state.js';
import { checkOptions, checkText } from '../options.js';
import type { KnownDescription } from '../start.js';
import { Archive } from './archive.js';
import { openPrivate } from './private-file.js';
import { redact } from './redact.js';
import { SandboxCollector } from './sandboxes.js';

/** How much {@link MesosCluster.diagnostics} takes along. */
export interface DiagnosticsOptions {
  /** Bytes of each file of a sandbox: of a longer one, its end is taken. Default: 1 MiB. */
  readonly maxFileBytes?: number | undefined;
  /** Bytes of all files of sandboxes together. Default: 64 MiB. */
  readonly maxTotalBytes?: number | undefined;
}

const MEBIBYTE = 2 ** 20;

/** See {@link MesosCluster.diagnostics}. */
export async function diagnostics(
  cluster: ClusterAccess,
  description: KnownDescription,
  file: string | undefined,
  options: DiagnosticsOptions,
): Promise<string | Buffer> {
  checkOptions('diagnostics()', options, { maxFileBytes: true, maxTotalBytes: true });
  if (file !== undefined) checkText(file, 'The file of diagnostics()', 'the path of a file to write');
  const limits = {
    maxFileBytes: readLimit(options.maxFileBytes ?? MEBIBYTE, 'maxFileBytes'),
    maxTotalBytes: readLimit(options.maxTotalBytes ?? 64 * MEBIBYTE, 'maxTotalBytes'),
  };
  const archive = await Archive.create(`minimesos-${cluster.name}`, cluster.clock.now());
  const notes = [...addWhatIsKnown(cluster, archive, description), ...(await addMaster(cluster, archive))];
  const sandboxes = new SandboxCollector(cluster, archive, limits);
  for (const { id, url } of cluster.agents) notes.push(...(await addAgent(cluster, archive, sandboxes, { id, url })));
  archive.add('notes.txt', lines([...notes, ...sandboxes.notes]) || 'Nothing was left out.\n');
  const content = await archive.finish();
  return file === undefined ? content : write(content, resolve(file));
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');
const json = (document: unknown) => `${JSON.stringify(redact(document), undefined, 2)}\n`;

function readLimit(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new MinimesosError('INVALID_ARGUMENT', {
    argument: `${name} of diagnostics()`,
    came: show(value),
    expected: 'a whole number of bytes from 0',
  });
}

/** What this side knows without asking anybody. Returns what has to be noted. */
function addWhatIsKnown({ running }: ClusterAccess, archive: Archive, description: KnownDescription): string[] {
  const { timeline } = running;
  const versions = {
    minimesos: (createRequire(import.meta.url)('minimesos/package.json') as { version: string }).version,
    mesos: description.mesosVersion,
    node: process.version,
    platform: `${process.platform} ${arch()} ${release()}`,
  };
  archive.add('versions.json', json(versions));
  archive.add('description.json', json(description));
  const entries = timeline.entries().map((entry) => redact(entry) as TimelineEntry);
  archive.add('timeline.txt', `${formatTimeline(entries)}\n`);
  archive.add('timeline.jsonl', toJsonLines(entries));
  const logged = entries.filter(({ kind }) => kind === 'log');
  archive.add('log.txt', lines(logged.map(({ at, source, what, details }) => logLine(at, details?.['level'], source, what))));
  return timeline.dropped === 0 ? [] : [`timeline: the ${timeline.dropped} oldest entries were no longer there`];
}

const logLine = (at: number, level: unknown, source: string, what: string) =>
  `${new Date(at).toISOString()} ${(typeof level === 'string' ? level : '').padEnd(7)} ${source}: ${what}`;

async function addMaster({ leader, http, destroyed }: ClusterAccess, archive: Archive): Promise<string[]> {
  const add = (path: string, name: string) => addDocument(() => http.getJson(`${leader.url}${path}`, destroyed), archive, name);
  return [...(await add('/state', 'master/state.json')).notes, ...(await add('/metrics/snapshot', 'master/metrics.json')).notes];
}

async function addAgent(
  { http, destroyed }: ClusterAccess,
  archive: Archive,
  sandboxes: SandboxCollector,
  { id, url }: { id: string; url: string },
): Promise<string[]> {
  const add = <Document>(path: string, name: string) =>
    addDocument(() => http.getJson<Document>(`${url}${path}`, destroyed), archive, `agents/${id}/${name}`);
  const state = await add<AgentState>('/state', 'state.json');
  const metrics = await add('/metrics/snapshot', 'metrics.json');
  if (state.document) await sandboxes.collect(url, state.document);
  return [...state.notes, ...metrics.notes];
}

/** A cluster in trouble may not answer everything: what it does not is noted, and the rest is worth having. */
async function addDocument<Document>(
  read: () => Promise<Document>,
  archive: Archive,
  name: string,
): Promise<{ document?: Document; notes: string[] }> {
  try {
    const document = await read();
    archive.add(name, json(document));
    return { document, notes: [] };
  } catch (error) {
    return { notes: [`${name}: ${(error as Error).message}`] };
  }
}

async function write(content: Buffer, file: string): Promise<string> {
  try {
    // What tasks have written may be anything.
    const opened = await openPrivate(file);
    try {
      await opened.writeFile(content);
    } finally {
      await opened.close();
    }
    return file;
  } catch (cause) {
    throw new MinimesosError('FILE_NOT_WRITABLE', { file, reason: (cause as Error).message }, { cause });
  }
}
