import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { MinimesosError } from '../errors.js';
import { foreignHeader, plainHost } from '../mesos/process/http/web-page-guard.js';
import { isSame } from '../mesos/process/secrets.js';
import { show } from '../problem.js';

/** Whether only programs of this machine can reach what listens there. */
export const isLoopback = (host: string): boolean => {
  const name = plainHost(host);
  if (isIP(name) === 0) return name === 'localhost' || name.endsWith('.localhost');
  return name === '::1' || name.startsWith('127.');
};

/**
 * Who may speak to a server. The token keeps out other users and machines. The headers Host and Origin keep out web pages:
 * a browser on this machine can reach what listens on loopback, by a name of the page's owner that resolves to it, too.
 */
export class Guard {
  readonly #token: string;
  readonly #names: ReadonlySet<string>;

  /** @param names further names and addresses that clients may know the server by */
  constructor(token: string, names: readonly string[]) {
    this.#token = token;
    this.#names = new Set([hostname(), ...names].map(plainHost));
  }

  /** @throws MinimesosError `REQUEST_REFUSED` */
  checkOrigin(request: IncomingMessage): void {
    const { host = '' } = request.headers;
    const name = plainHost(host.replace(/:\d*$/, ''));
    // Clients of this API know its URL, so that it may be stricter with names than masters and agents.
    if (!isLoopback(name) && !this.#names.has(name) && name !== plainHost(request.socket.localAddress ?? '')) {
      throw new MinimesosError('REQUEST_REFUSED', { header: 'Host', came: show(host) });
    }
    const foreign = foreignHeader(request, [name]);
    if (foreign) throw new MinimesosError('REQUEST_REFUSED', { header: foreign.header, came: show(foreign.came) });
  }

  /** @throws MinimesosError `UNAUTHORIZED` */
  checkToken({ headers }: IncomingMessage): void {
    const token = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) throw new MinimesosError('UNAUTHORIZED', { reason: 'it has no token' });
    if (!isSame(token, this.#token)) {
      throw new MinimesosError('UNAUTHORIZED', { reason: 'its token is not that of the server' });
    }
  }
}
