import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';

/** Whether only programs of this machine can reach what listens there. */
export const isLoopback = (host: string): boolean => {
  const name = plain(host);
  if (isIP(name) === 0) return name === 'localhost' || name.endsWith('.localhost');
  return name === '::1' || name.startsWith('127.');
};

/**
 * Who may speak to a server. The token keeps out other users and machines. The headers Host and Origin keep out web pages:
 * a browser on this machine can reach what listens on loopback, by a name of the page's owner that resolves to it, too.
 */
export class Guard {
  readonly #token: Buffer;
  readonly #names: ReadonlySet<string>;

  /** @param names further names and addresses that clients may know the server by */
  constructor(token: string, names: readonly string[]) {
    this.#token = digest(token);
    this.#names = new Set([hostname(), ...names].map(plain));
  }

  /** @throws MinimesosError `REQUEST_REFUSED` */
  checkOrigin({ headers, socket }: IncomingMessage): void {
    const { host, origin } = headers;
    const name = plain((host ?? '').replace(/:\d*$/, ''));
    if (!isLoopback(name) && !this.#names.has(name) && name !== plain(socket.localAddress ?? '')) {
      throw new MinimesosError('REQUEST_REFUSED', { header: 'Host', came: show(host ?? '') });
    }
    if (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase()) {
      throw new MinimesosError('REQUEST_REFUSED', { header: 'Origin', came: show(origin) });
    }
  }

  /** @throws MinimesosError `UNAUTHORIZED` */
  checkToken({ headers }: IncomingMessage): void {
    const token = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) throw new MinimesosError('UNAUTHORIZED', { reason: 'it has no token' });
    // Digests have one length, and comparing them takes one time, however much of the token was guessed.
    if (!timingSafeEqual(digest(token), this.#token)) {
      throw new MinimesosError('UNAUTHORIZED', { reason: 'its token is not that of the server' });
    }
  }
}

const digest = (token: string) => createHash('sha256').update(token).digest();

/** A host as it is compared: in small letters, without brackets and the dot at its end, and an IPv4 address as one. */
const plain = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
