import { type Address, formatAddress, makePid, type Pid, parsePid } from '../pid.js';

const AGENT = 'libprocess/';

/**
 * Who says that a POST request is a message, and that it is of this process; undefined when the request is for a route.
 * Libraries of other languages leave out one of the two headers.
 */
export function senderOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const { 'libprocess-from': from, 'user-agent': agent } = headers;
  if (from !== undefined) return String(from).trim();
  return typeof agent === 'string' && agent.startsWith(AGENT) ? agent.slice(AGENT.length).trim() : undefined;
}

/** For whom a message is that came to this address, and its name with its package; undefined when the path does not tell. */
export function addressee(path: string, address: Address): { to: Pid; name: string } | undefined {
  const [, id = '', name = ''] = /^\/([^/?]*)(?:\/([^?]*))?/.exec(path) ?? [];
  try {
    return path.startsWith('/') ? { to: makePid(decodeURIComponent(id), address), name } : undefined;
  } catch {
    return undefined;
  }
}

/** A message in the form that libprocess gives it on a connection: a request with the body in one chunk. */
export function messageRequest(from: Pid, to: Pid, name: string, body: Buffer): Buffer {
  const { id = '', address } = parsePid(to) ?? {};
  const head = [
    `POST /${encodeURIComponent(id)}/${name} HTTP/1.1`,
    `User-Agent: ${AGENT}${from}`,
    `Libprocess-From: ${from}`,
    'Connection: Keep-Alive',
    `Host: ${address ? formatAddress(address) : ''}`,
  ].join('\r\n');
  if (body.length === 0) return Buffer.from(`${head}\r\n\r\n`, 'latin1');
  const start = `${head}\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`;
  const request = Buffer.allocUnsafe(start.length + body.length + END.length);
  request.write(start, 'latin1');
  body.copy(request, start.length);
  request.write(END, start.length + body.length, 'latin1');
  return request;
}

const END = '\r\n0\r\n\r\n';
