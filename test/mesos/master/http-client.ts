import * as http from 'node:http';
import type { Address } from '../../../src/mesos/process/pid.js';

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

interface Options {
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** One request on a connection of its own; resolves when the head of the answer is there. */
export function open(
  { ip, port }: Address,
  method: string,
  path: string,
  { headers, body }: Options = {},
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: ip, port, method, path, headers: { ...headers }, agent: false }, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** One request and its whole answer. */
export async function request(address: Address, method: string, path: string, options: Options = {}): Promise<Answer> {
  const incoming = await open(address, method, path, options);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await readText(incoming) };
}

export async function readText(incoming: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
