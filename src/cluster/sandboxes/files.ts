import type { HttpClient } from '../../http-client.js';

/** Where files of a task are: the agent, and a path below its `/files`. */
export interface FilePlace {
  /** The URL of the agent. */
  readonly agent: string;
  readonly path: string;
}

/** A file or directory of a sandbox. */
export interface SandboxEntry {
  readonly name: string;
  /** From the sandbox: `logs/access.log`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly directory: boolean;
  /** As `ls -l` writes it: `-rw-r--r--`. */
  readonly mode: string;
  /** When it was changed last, in milliseconds since 1970, as exact as the agent tells: in seconds. */
  readonly modifiedAt: number;
}

/** What `/files/browse` says of an entry. */
interface BrowsedEntry {
  readonly path: string;
  readonly size: number;
  readonly mode: string;
  readonly mtime: number;
}

const url = ({ agent, path }: FilePlace, what: string, query = '') =>
  `${agent}/files/${what}?path=${encodeURIComponent(path)}${query}`;

/** What is in a directory; nothing for a file. Rejects as {@link HttpClient.get} does. */
export async function browse(http: HttpClient, place: FilePlace, signal: AbortSignal): Promise<BrowsedEntry[]> {
  return http.getJson<BrowsedEntry[]>(url(place, 'browse'), signal);
}

/** The whole of a file. Rejects as {@link HttpClient.get} does. */
export const download = (http: HttpClient, place: FilePlace, signal: AbortSignal): Promise<Buffer> =>
  http.get(url(place, 'download'), signal);

/** The bytes of a file from an offset on, not more than an agent gives at once. Rejects as {@link HttpClient.get} does. */
export async function readPart(http: HttpClient, place: FilePlace, offset: number, signal: AbortSignal): Promise<Buffer> {
  // The answer has the bytes of the file as they are, whatever they mean; one character of Latin-1 is one byte.
  const answer = (await http.get(url(place, 'read', `&offset=${offset}`), signal)).toString('latin1');
  return Buffer.from((JSON.parse(answer) as { data: string }).data, 'latin1');
}
