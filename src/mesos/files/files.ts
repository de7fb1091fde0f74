import type { Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Principal } from '../process/http/authenticator.js';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  jsonTextResponse,
  textResponse,
} from '../process/http/message.js';
import { numify } from '../process/http/numify.js';
import type { Router } from '../process/http/router.js';
import type { FileInfo } from '../wire/messages.js';
import { AttachedPaths, normalized } from './attached-paths.js';
import { contentTypeOf } from './content-types.js';
import { groupName, userName } from './owners.js';

/** At most this much is read at once, whatever length is asked for. */
const MAX_READ_BYTES = 16 * 4096;

/** What is behind a path. */
interface Found {
  real: string;
  info: Stats;
}

/**
 * The `files` process of a master or agent: what is attached to it can be listed, read and downloaded, by the `/files`
 * endpoints and by the operator calls LIST_FILES and READ_FILE.
 */
export class Files extends AttachedPaths {
  addRoutes(router: Router): void {
    const add = (route: string, handler: HttpHandler, about: string) => router.add('files', route, handler, about);
    add('/browse', (request) => withPath(request, (path) => this.#browse(request, path)), 'Lists the directory at path.');
    add('/read', (request) => withPath(request, (path) => this.#read(request, path)), 'Reads the file at path: offset, length.');
    add('/download', (request) => withPath(request, (path) => this.#download(request, path)), 'Sends the file at path.');
    add('/debug', (request) => jsonResponse(this.entries(), request), 'Shows what is behind the virtual paths.');
  }

  /**
   * What is in a directory, for LIST_FILES; nothing for a file. An HTTP answer when there is no such path, or when the
   * principal may not see it.
   */
  async listFiles(path: string, principal?: Principal): Promise<{ file_infos: FileInfo[] } | HttpResponse> {
    const found = await this.#find(path, principal);
    if ('status' in found) return found;
    return { file_infos: found.info.isDirectory() ? await list(path, found.real) : [] };
  }

  /**
   * Bytes of a file in base64 and its size, for READ_FILE; all that follow the offset when there is no length. An HTTP answer
   * when there is no such file, or when the principal may not see it.
   */
  async readFile(
    path: string,
    offset: number,
    length?: number,
    principal?: Principal,
  ): Promise<{ size: number; data: string } | HttpResponse> {
    const content = await this.#content(path, offset, length ?? -1, principal);
    return 'status' in content ? content : { size: content.size, data: content.bytes.toString('base64') };
  }

  async #browse(request: HttpRequest, path: string): Promise<HttpResponse> {
    const listed = await this.listFiles(path, request.principal);
    if ('status' in listed) return listed;
    const entries = listed.file_infos.map(({ mode = 0, mtime, ...info }) => ({
      ...info,
      mode: permissions(mode),
      mtime: Math.floor((mtime?.nanoseconds ?? 0) / 1e9),
    }));
    return jsonResponse(entries, request);
  }

  async #read(request: HttpRequest, path: string): Promise<HttpResponse> {
    const offset = numberIn(request, 'offset');
    const length = numberIn(request, 'length');
    if (typeof offset === 'string') return textResponse(400, offset);
    if (typeof length === 'string') return textResponse(400, length);
    // An offset of -1 asks for the size: the web UI's way to follow a file starts so.
    const content = await (offset === -1
      ? this.#content(path, 0, 0, request.principal)
      : this.#content(path, offset, length, request.principal));
    if ('status' in content) return content;
    // Bytes that are no UTF-8 stand in the document as they are, so it is put together byte by byte.
    const document = { data: content.bytes.toString('latin1'), offset: offset === -1 ? content.size : offset };
    return jsonTextResponse(Buffer.from(JSON.stringify(document), 'latin1'), request);
  }

  async #download({ principal }: HttpRequest, path: string): Promise<HttpResponse> {
    const found = await this.#find(path, principal, textResponse);
    if ('status' in found) return found;
    const { real, info } = found;
    if (info.isDirectory()) return textResponse(400, 'Cannot download a directory.\n');
    const headers = {
      'Content-Type': contentTypeOf(real),
      'Content-Disposition': `attachment; filename=${headerText(basename(real))}`,
      'Content-Length': String(info.size),
    };
    if (info.size === 0) return { status: 200, headers };
    try {
      const file = await open(real, 'r');
      // A file that grows meanwhile is sent up to the length announced.
      return { status: 200, headers, body: file.createReadStream({ end: info.size - 1 }) };
    } catch (error) {
      return unreadable(real, error);
    }
  }

  /** @param refuse makes the answer when there is nothing, or nothing for this principal; by default one without a text */
  async #find(
    path: string,
    principal: Principal | undefined,
    refuse: (status: number) => HttpResponse = (status) => textResponse(status, ''),
  ): Promise<Found | HttpResponse> {
    if (!this.permits(path, principal)) return refuse(403);
    const missing = refuse(404);
    const resolved = await this.resolve(path);
    if (!resolved) return missing;
    if ('outside' in resolved) return textResponse(400, `'${resolved.outside}' is inaccessible.\n`);
    const info = await stat(resolved.real).catch(() => undefined);
    return info ? { real: resolved.real, info } : missing;
  }

  /** A length of -1 stands for all that follows the offset. */
  async #content(
    path: string,
    offset: number,
    length: number,
    principal: Principal | undefined,
  ): Promise<{ size: number; bytes: Buffer } | HttpResponse> {
    const found = await this.#find(path, principal);
    if ('status' in found) return found;
    const { real, info } = found;
    if (info.isDirectory()) return textResponse(400, 'Cannot read a directory.\n');
    const wanted = Math.min(length < 0 ? info.size : length, info.size - offset, MAX_READ_BYTES);
    // Pipes have no size, and opening one would wait for its writer.
    if (wanted <= 0) return { size: info.size, bytes: Buffer.alloc(0) };
    try {
      return { size: info.size, bytes: await readBytes(real, offset, wanted) };
    } catch (error) {
      return unreadable(real, error);
    }
  }
}

function withPath(request: HttpRequest, action: (path: string) => Promise<HttpResponse>): HttpResponse | Promise<HttpResponse> {
  const path = request.query.get('path');
  return path ? action(path) : textResponse(400, "Expecting 'path=value' in query.\n");
}

function unreadable(real: string, error: unknown): HttpResponse {
  return textResponse(500, `Failed to open file at '${real}': ${(error as Error).message}.\n`);
}

async function list(path: string, real: string): Promise<FileInfo[]> {
  const prefix = normalized(path);
  const names = (await readdir(real).catch((): string[] => [])).sort();
  const entries = names.map(async (name): Promise<FileInfo | undefined> => {
    // A link shows what it leads to; one that leads nowhere does not show, nor does what vanished meanwhile.
    const info = await stat(`${real}/${name}`).catch(() => undefined);
    return (
      info && {
        path: `${prefix}/${name}`,
        nlink: info.nlink,
        size: info.size,
        mtime: { nanoseconds: Math.floor(info.mtimeMs / 1000) * 1e9 },
        mode: info.mode,
        uid: userName(info.uid),
        gid: groupName(info.gid),
      }
    );
  });
  return (await Promise.all(entries)).filter((entry) => entry !== undefined);
}

async function readBytes(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The number in a query parameter, -1 when it is not there; a text says what is wrong with it. */
function numberIn(request: HttpRequest, name: 'offset' | 'length'): number | string {
  const text = request.query.get(name) ?? '-1';
  const number = numify(text, 64);
  if (number === undefined) return `Failed to parse ${name}: Failed to convert '${text}' to number.\n`;
  return number < -1 ? `Negative ${name} provided: ${number}.\n` : number;
}

/** A mode as `ls -l` writes it. */
function permissions(mode: number): string {
  const kind = (mode & 0o170000) === 0o040000 ? 'd' : '-';
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return kind + bits.join('');
}

/** A file name for a header, its bytes as they are; what no header may hold is replaced. */
function headerText(name: string): string {
  return Buffer.from(name)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '_');
}
