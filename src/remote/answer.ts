import { PROBLEM_TYPE, type ProblemDocument } from './problem-document.js';

/** Parts of a body that is written bit by bit, as fast as its reader reads. */
export type Chunks = AsyncIterable<string | Uint8Array>;

/** What a route answers. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Chunks;
  /** Written whenever a body that is open was silent for a while: so that both sides notice when the other is gone. */
  readonly heartbeat?: { readonly text: string; readonly everyMs: number };
  /** Whether the server closes after it. */
  readonly last?: boolean;
}

/** A value in JSON. */
export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

/** Text, bytes, or a stream of them, of this media type. */
export const content = (type: string, body: Answer['body'], headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { 'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type, ...headers },
  body,
});

/** Done, and nothing to say about it. */
export const nothing = (): Answer => ({ status: 204, headers: {}, body: '' });

/** A problem document. */
export function problem(document: ProblemDocument): Answer {
  const challenge = document.status === 401 && { 'WWW-Authenticate': 'Bearer realm="minimesos"' };
  const { methods } = document.details ?? {};
  const allowed = document.code === 'UNKNOWN_METHOD' && Array.isArray(methods) && { Allow: methods.join(', ') };
  return {
    status: document.status,
    headers: { 'Content-Type': PROBLEM_TYPE, ...challenge, ...allowed },
    body: JSON.stringify(document),
  };
}
