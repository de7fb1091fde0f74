import { Agent, type IncomingMessage, request } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { openApi } from '../../src/remote/openapi.js';
import { PROBLEM_TYPE } from '../../src/remote/problem-document.js';
import { Router } from '../../src/remote/router.js';
import { routes } from '../../src/remote/routes/index.js';
import { createServer, type RemoteServer, type ServerOptions } from '../../src/remote/server.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as programs without types do
  readonly json: any;
}

export interface Sent {
  /** Becomes JSON. */
  readonly json?: unknown;
  readonly text?: string | Buffer;
  readonly headers?: Record<string, string>;
  /** False: no token. */
  readonly token?: string | false;
  /** Whether an answer may be one that the document does not know: what is asked is not HTTP as it should be. */
  readonly undocumented?: boolean;
}

const document = openApi(routes, '0');
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(document, 'api');
const router = new Router(routes);

/** What of an answer is not as the OpenAPI document says. */
function faultOf(method: string, path: string, status: number, type: string, text: string): string | undefined {
  const route = router.find(method, path.replace(/\?.*/, '').replaceAll('%', 'x')).route;
  const pointer = ['paths', route.path, route.method.toLowerCase(), 'responses', String(status)];
  const response = document.paths[route.path]?.[route.method.toLowerCase()]?.responses[String(status)];
  if (!response) return `${status} is not documented: ${text}`;
  if (!response.content) return text === '' ? undefined : 'there is to be no body';
  const media = type.replace(/;.*/, '');
  if (!response.content[media]) return `${media} is not documented for ${status}`;
  if (!/[/+]json$/.test(media)) return undefined;
  const parts = [...pointer, 'content', media, 'schema'].map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const validate = ajv.getSchema(`api#/${parts.join('/')}`);
  if (!validate) return `no schema at ${parts.join('/')}`;
  return validate(JSON.parse(text)) ? undefined : ajv.errorsText(validate.errors);
}

/** A server with a client that checks every answer against the OpenAPI document. */
export class Api implements AsyncDisposable {
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(readonly server: RemoteServer) {}

  static async start(options: ServerOptions = {}): Promise<Api> {
    return new Api(await createServer({ onFailure: (error, what) => console.error(what, error), ...options }));
  }

  async ask(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const response = await this.open(method, path, sent);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { statusCode: status = 0, headers } = response;
    const type = headers['content-type'] ?? '';
    if (!sent.undocumented) expect(faultOf(method, path, status, type, text)).toBeUndefined();
    return { status, headers, text, json: /[/+]json$/.test(type) && text !== '' ? JSON.parse(text) : undefined };
  }

  /** The answer as it begins. */
  open(
    method: string,
    path: string,
    { json, text, headers = {}, token = this.server.token }: Sent = {},
  ): Promise<IncomingMessage> {
    const body = json === undefined ? text : JSON.stringify(json);
    return new Promise((resolve, reject) => {
      const outgoing = request(`${this.server.url}${path}`, {
        method,
        agent: this.#agent,
        headers: {
          ...(token !== false && { Authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
          ...headers,
        },
      });
      outgoing.on('response', resolve).on('error', reject).end(body);
    });
  }

  /** Expects a problem of this code, and gives the document. */
  async refused(code: string, method: string, path: string, sent: Sent = {}) {
    const answer = await this.ask(method, path, sent);
    expect(answer.json).toMatchObject({ code, status: answer.status });
    expect(answer.headers['content-type']).toBe(PROBLEM_TYPE);
    return answer.json;
  }

  /** A new cluster. */
  async cluster(description: object = {}, request: object = {}) {
    const answer = await this.ask('POST', '/v1/clusters', { json: { description, ...request } });
    expect(answer).toMatchObject({ status: 201 });
    return answer.json;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.server.close();
  }
}

/** Server-sent events of an answer, as they come. */
export async function* eventsOf(response: IncomingMessage): AsyncGenerator<{ id?: string; event: string; data: unknown }> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const { id, event = 'message', data } = fields;
      if (data !== undefined) yield { ...(id !== undefined && { id }), event, data: JSON.parse(data) };
    }
  }
}
