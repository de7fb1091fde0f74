import type { IncomingMessage } from 'node:http';
import { MinimesosError } from '../../errors.js';
import type { ApiClient } from './api-client.js';

/**
 * A connection that a client holds open for as long as it needs the clusters that hang on it. When the client is gone,
 * however that came, the server notices by the end of the connection.
 */
export class Lease {
  private constructor(
    /** What requests name it by. */
    readonly id: string,
    /** Resolves when the connection has ended, from whichever side. */
    readonly ended: Promise<void>,
    private readonly connection: IncomingMessage,
  ) {}

  /** @throws MinimesosError as {@link ApiClient} */
  static async take(client: ApiClient): Promise<Lease> {
    const connection = await client.open('GET', '/v1/lease');
    const ended = new Promise<void>((resolve) => {
      connection.on('error', () => {}).on('close', resolve);
    });
    try {
      const id = leaseIn(await firstLine(connection));
      if (id === undefined) {
        const came = 'something other than a lease';
        throw new MinimesosError('HOST_INCOMPATIBLE', { url: client.url, came, expected: 'the remote API of minimesos' });
      }
      connection.resume();
      return new Lease(id, ended, connection);
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  release(): void {
    this.connection.destroy();
  }
}

function leaseIn(line: string): string | undefined {
  try {
    const { lease } = JSON.parse(line) as { lease?: unknown };
    return typeof lease === 'string' ? lease : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(stream: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      stream.off('data', read);
      resolve(text.slice(0, end));
    };
    stream.setEncoding('utf8').on('data', read);
    stream.once('close', () => reject(new Error('The lease ended at once.')));
  });
}
