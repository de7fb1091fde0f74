import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { parsePid } from '../../../../src/mesos/process/pid.js';
import { messageNamed, messageTypeName } from '../../../../src/mesos/wire/internal-messages.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import type { recordedMessages } from '../../wire/recorded-messages.js';

const { decode } = await loadProtobuf();

interface Received {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  message: unknown;
}

/** Somebody who speaks libprocess with the means of Node alone. */
export class Speaker {
  readonly received: Received[] = [];
  port = 0;
  readonly #sockets = new Map<number, Socket>();
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const name = messageNamed(path.slice(path.lastIndexOf('/') + 1));
      const message = name && decode(messageTypeName(name), Buffer.concat(chunks));
      this.received.push({ path, headers: request.headers, message });
      response.writeHead(202).end();
    });
  });

  static async open(): Promise<Speaker> {
    const speaker = new Speaker();
    await new Promise<void>((resolve) => speaker.#server.listen(0, '127.0.0.1', resolve));
    speaker.port = (speaker.#server.address() as AddressInfo).port;
    onTestFinished(() => {
      for (const socket of speaker.#sockets.values()) socket.destroy();
      speaker.#server.closeAllConnections();
      speaker.#server.close();
    });
    return speaker;
  }

  get names(): string[] {
    return this.received.map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
  }

  /** Sends a recorded message as if it were this one's own. */
  say(port: number, { path, pid, body }: Pick<(typeof recordedMessages)[number], 'path' | 'pid' | 'body'>): void {
    const from = `${parsePid(pid)?.id}@127.0.0.1:${this.port}`;
    const head = `POST ${path} HTTP/1.1\r\nUser-Agent: libprocess/${from}\r\nLibprocess-From: ${from}\r\nConnection: Keep-Alive\r\nHost: \r\n`;
    const socket = this.#sockets.get(port) ?? connect(port, '127.0.0.1').resume();
    this.#sockets.set(port, socket);
    if (body.length === 0) socket.write(`${head}\r\n`);
    else {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`);
      socket.write(body);
      socket.write('\r\n0\r\n\r\n');
    }
  }
}
