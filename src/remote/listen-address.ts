import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';

/** Where a server listens. */
export interface ListenAddress {
  /** A name or an address, without brackets. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

const PORT = /^\d{1,5}$/;

/**
 * Reads `host:port`, `[address]:port`, a host, or a port.
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function parseListenAddress(text: string): ListenAddress {
  // Digits alone are a port.
  const [, bracketed, plain = '', port] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]*))(?::(\d{1,5}))?$/.exec(PORT.test(text) ? `:${text}` : text) ?? [];
  const host = bracketed ?? plain;
  if ((host !== '' || port !== undefined) && !/^\d+$/.test(host) && Number(port ?? 0) <= 65535) {
    return { host: host || '127.0.0.1', port: Number(port ?? 0) };
  }
  const expected = 'host:port, such as 127.0.0.1:8080, or only one of the two';
  throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The address to listen on', came: show(text), expected });
}

/** `http://host:port`, with brackets where the host is an IPv6 address. */
export const urlOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
