import {
  Agent,
  type AgentOptions,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
  request,
} from 'node:http';
import { Refusal } from './refusal.js';

/** More than any description of a container or image has; an engine that sends more is not believed. */
const LARGEST_DOCUMENT = 32 * 1024 * 1024;

/** What an engine has answered to a question. */
export interface EngineAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Asks an engine. Each question has a connection of its own, so that an engine that was started again is simply asked. */
export class EngineClient {
  /** Either side of a stream may end before the other: the options are those of its socket too. */
  readonly #agent = new Agent({ keepAlive: false, allowHalfOpen: true } as AgentOptions);

  /** @param socket of the engine */
  constructor(readonly socket: string) {}

  /** Opens a request; whoever opens it ends it and reads what comes. */
  open(options: RequestOptions & { headers: OutgoingHttpHeaders }): ClientRequest {
    // The agent closes the connection after the answer. An engine that is to do that does it before the end of the request has been
    // written, which fails then, and the answer is lost: for Node, that is a write of its own, of nothing.
    const headers = { connection: 'keep-alive', ...options.headers };
    return request({ ...options, headers, agent: this.#agent, socketPath: this.socket });
  }

  /**
   * Asks something that is answered by a document.
   * @throws Refusal 502 when the engine does not answer
   */
  async ask<Body>(method: string, path: string, body?: unknown): Promise<EngineAnswer<Body>> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      host: 'docker',
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const asked = this.open({ method, path, headers });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.on('response', resolve).on('error', (error) => reject(unreachable(error)));
      asked.end(text);
    });
    return { status: response.statusCode ?? 502, body: parse(await readAll(response, LARGEST_DOCUMENT, unreachable)) as Body };
  }
}

/** What is answered when there is no engine. */
export const unreachable = (error: Error): Refusal =>
  error instanceof Refusal ? error : new Refusal(502, `minimesos: the engine of Docker does not answer: ${error.message}`);

/**
 * All that comes.
 * @param refusal what is thrown when the stream ends before its time
 * @throws Refusal 413 when there is more than `limit`, in bytes
 */
export async function readAll(stream: AsyncIterable<Buffer>, limit: number, refusal: (error: Error) => Refusal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > limit) throw new Refusal(413, `minimesos: more than ${limit} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : refusal(error as Error);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString() || 'null');
  } catch {
    return null;
  }
}
