import { Agent, type IncomingMessage, request } from 'node:http';

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

/** The whole body of an answer. */
export async function readText(answer: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Texts and values as they are put into the `data` of Mesos's messages. */
export const toData = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
export const fromData = (data: string | undefined): unknown => JSON.parse(Buffer.from(data ?? '', 'base64').toString());
