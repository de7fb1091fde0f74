import { Agent, get, type IncomingMessage, request } from 'node:http';

const connections = new Agent({ keepAlive: true });

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Whether the answer stays open, as a subscription's does: it then has a connection of its own. */
  readonly stream?: boolean;
}

/** Sends a message as JSON; resolves with the answer as soon as its head is there, whatever its status. */
export function post(
  url: URL,
  message: object,
  { headers = {}, signal, stream = false }: PostOptions = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent: stream ? false : connections,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
      ...(signal && { signal }),
    });
    outgoing.on('response', resolve).on('error', reject);
    outgoing.end(JSON.stringify(message));
  });
}

/** Asks for a JSON document; rejects when there is none, or the status is not 200. */
export async function getJson(url: URL, timeoutMs: number): Promise<unknown> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: connections, signal: AbortSignal.timeout(timeoutMs) }, resolve).on('error', reject);
  });
  const text = await readText(answer);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${text}`);
  return JSON.parse(text) as unknown;
}

/** The whole body of an answer. */
export async function readText(answer: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Texts and values as they are put into the `data` of Mesos's messages. */
export const toData = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
export const fromData = (data: string | undefined): unknown => JSON.parse(Buffer.from(data ?? '', 'base64').toString());
