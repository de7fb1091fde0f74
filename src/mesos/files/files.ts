import { createReadStream } from 'node:fs';
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type HttpRequest, type HttpResponse, jsonResponse, jsonTextResponse, textResponse } from '../process/http/message.js';
import type { Router } from '../process/http/router.js';
import type { FileInfo } from '../wire/messages.js';
import { AttachedPaths, type Unresolved } from './attached-paths.js';
import { contentTypeOf } from './content-types.js';
import { groupName, userName } from './owners.js';

/** At most this much is read at once, whatever length is asked for. */
const MAX_READ_BYTES = 16 * 4096;

type Missing = HttpResponse & { status: number };

/**
 * The `files` process of a master or agent: what is attached to it can be listed, read and downloaded, by the `/files`
 * endpoints and by the operator calls LIST_FILES and READ_FILE.
 */
export class Files extends AttachedPaths {
  addRoutes(router: Router): void {
    router.add('files', '/browse', (request) => this.#withPath(request, (path) => this.#browse(request, path)));
    router.add('files', '/read', (request) => this.#withPath(request, (path) => this.#read(request, path)));
    router.add('files', '/download', (request) => this.#withPath(request, (path) => this.#download(path)));
    router.add('files', '/debug', (request) => jsonResponse(this.entries(), request));
  }

  /** What is in a directory, for LIST_FILES; nothing for a file. An HTTP answer when there is no such path. */
  async listFiles(path: string): Promise<{ file_infos: FileInfo[] } | Missing> {
    const found = await this.resolve(path);
    if (typeof found === 'string') return refusal(path, found);
    return { file_infos: await list(path, found.real) };
  }

  /** Bytes of a file in base64 and its size, for READ_FILE. An HTTP answer when there is no such file. */
  async readFile(path: string, offset: number, length?: number): Promise<{ size: number; data: string } | Missing> {
    const found = await this.resolve(path);
    if (typeof found === 'string') return refusal(path, found);
    if ((await stat(found.real)).isDirectory()) return textResponse(400, 'Cannot read a directory.\n');
    const { size, bytes } = await readBytes(found.real, offset, length ?? -1);
    return { size, data: bytes.toString('base64') };
  }

  #withPath(request: HttpRequest, action: (path: string) => Promise<HttpResponse>): HttpResponse | Promise<HttpResponse> {
    const path = request.query.get('path');
    return path ? action(path) : textResponse(400, "Expecting 'path=value' in query.\n");
  }

  async #browse(request: HttpRequest, path: string): Promise<HttpResponse> {
    const listed = await this.listFiles(path);
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
    if (offset !== undefined && offset < -1) return textResponse(400, `Negative offset provided: ${offset}.\n`);
    const found = await this.resolve(path);
    if (typeof found === 'string') return refusal(path, found);
    if ((await stat(found.real)).isDirectory()) return textResponse(400, 'Cannot read a directory.\n');
    if (offset === undefined || offset === -1) {
      const { size } = await stat(found.real);
      return jsonResponse({ data: '', offset: size }, request);
    }
    const { bytes } = await readBytes(found.real, offset, length ?? -1);
    // Bytes that are no UTF-8 stand in the document as they are, so it is put together byte by byte.
    const json = JSON.stringify({ data: bytes.toString('latin1'), offset });
    return jsonTextResponse(Buffer.from(json, 'latin1'), request);
  }

  async #download(path: string): Promise<HttpResponse> {
    const found = await this.resolve(path);
    if (found === 'not found') return textResponse(404);
    if (typeof found === 'string') return refusal(path, found);
    const info = await stat(found.real);
    if (info.isDirectory()) return textResponse(400, 'Cannot download a directory.\n');
    return {
      status: 200,
      headers: {
        'Content-Type': contentTypeOf(path),
        'Content-Disposition': `attachment; filename=${basename(path)}`,
        'Content-Length': String(info.size),
      },
      // A file that grows meanwhile is sent up to the length announced.
      body: info.size === 0 ? '' : createReadStream(found.real, { end: info.size - 1 }),
    };
  }
}

function refusal(path: string, why: Unresolved): Missing {
  return why === 'not found' ? textResponse(404, '') : textResponse(400, `'${path}' is inaccessible.\n`);
}

async function list(path: string, real: string): Promise<FileInfo[]> {
  if (!(await stat(real)).isDirectory()) return [];
  const prefix = path.replace(/\/+$/, '');
  const names = (await readdir(real)).sort();
  const entries = names.map(async (name): Promise<FileInfo | undefined> => {
    const at = `${real}/${name}`;
    // A link shows what it leads to; one that leads nowhere shows itself; what vanished meanwhile does not show.
    const info = await stat(at).catch(() => lstat(at).catch(() => undefined));
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

/** Reads from an offset; a negative length means all that follows. Never more than the limit. */
async function readBytes(path: string, offset: number, length: number): Promise<{ size: number; bytes: Buffer }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const rest = Math.max(0, size - offset);
    const wanted = Math.min(length < 0 ? rest : length, rest, MAX_READ_BYTES);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, offset);
    return { size, bytes: buffer.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}

/** The number in a query parameter; a text says what is wrong with it. */
function numberIn(request: HttpRequest, name: 'offset' | 'length'): number | string | undefined {
  const text = request.query.get(name);
  if (text === null) return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  return `Failed to parse ${name}: Failed to convert '${text}' to number.\n`;
}

/** A mode as `ls -l` writes it. */
function permissions(mode: number): string {
  const kind = (mode & 0o170000) === 0o040000 ? 'd' : '-';
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  return kind + bits.join('');
}
