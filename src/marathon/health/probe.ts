import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { connect } from 'node:net';

/** What a server answers. */
export interface ProbeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What is kept of a body. */
const LONGEST_BODY = 100_000;

/** Asks once; redirects are not followed, and certificates not verified. Rejects when there is no answer, or the signal aborts. */
export function ask(url: string, signal: AbortSignal): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const take = (answer: IncomingMessage) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        if (body.length < LONGEST_BODY) body += text;
      });
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? '', body }),
      );
    };
    const options = { agent: false as const, signal, headers: { Accept: '*/*' } };
    const request = url.startsWith('https:')
      ? getHttps(url, { ...options, rejectUnauthorized: false }, take)
      : getHttp(url, options, take);
    request.on('error', reject);
  });
}

/** Resolves when somebody accepts a connection; rejects when nobody does, or the signal aborts. */
export function knock(host: string, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.on('error', reject).on('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
