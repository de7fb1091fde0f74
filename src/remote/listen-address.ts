import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';

/** Where a server listens. */
export interface ListenAddress {
  /** A name or an address, without brackets. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

/**
 * Reads `host:port`, `[address]:port`, a host, or a port.
 * @throws MinimesosError `INVALID_ARGUMENT`
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, host = bracketed, port] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]*[^\s:/[\]\d][^\s:/[\]]*))?:?(\d{1,5})?$/.exec(text) ?? [];
  if (text !== '' && (host !== undefined || port !== undefined) && Number(port ?? 0) <= 65535) {
    return { host: host ?? '127.0.0.1', port: Number(port ?? 0) };
  }
  const expected = 'host:port, such as 127.0.0.1:8080, or only one of the two';
  throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The address to listen on', came: show(text), expected });
}

/** `http://host:port`, with brackets where the host is an IPv6 address. */
export const urlOf = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
