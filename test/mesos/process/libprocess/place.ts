import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Router } from '../../../../src/mesos/process/http/router.js';
import { HttpServer, type HttpServerOptions } from '../../../../src/mesos/process/http/server.js';
import { Libprocess, type LibprocessOptions } from '../../../../src/mesos/process/libprocess/libprocess.js';
import type { Address, Pid } from '../../../../src/mesos/process/pid.js';
import { Runtime } from '../../../../src/mesos/process/runtime.js';
import { RawConnection } from '../http/serve.js';
import { Recorder } from '../recorder.js';

/** A runtime of its own whose processes are at a port of their own; it is gone after the test. */
export class Place {
  readonly runtime = new Runtime({ freezeMessages: true });
  readonly log: string[] = [];
  /** Messages that passed, as `name from id to id`. */
  readonly messages: string[] = [];
  readonly server: HttpServer<Router>;
  address: Address = { ip: '127.0.0.1', port: 0 };

  private constructor(options: LibprocessOptions, http: HttpServerOptions) {
    this.runtime.network = new Libprocess(this.runtime, options);
    const failed = (error: Error) => this.log.push(`http: ${error.message}`);
    this.server = new HttpServer(new Router('master'), failed, { ...http, network: this.runtime.network });
    this.runtime.onObservation((observation) => {
      if (observation.kind === 'log') this.log.push(observation.text);
      if (observation.kind !== 'message') return;
      const [from, to] = [observation.from, observation.to].map((pid) => pid.split('@')[0]);
      this.messages.push(`${observation.name} from ${from} to ${to}`);
    });
  }

  static async open(options: LibprocessOptions = {}, http: HttpServerOptions = {}): Promise<Place> {
    const place = new Place(options, http);
    place.address = await place.server.listen('127.0.0.1', 0);
    onTestFinished(() => place.close());
    return place;
  }

  spawn(id: string): Recorder {
    return this.runtime.spawn(new Recorder(this.runtime, id, this.address));
  }

  connect(): Promise<RawConnection> {
    return RawConnection.to(this.address.port);
  }

  async close(): Promise<void> {
    this.runtime.stop();
    await this.server.close();
  }
}

/** Somebody at a port who does with connections what a test wants. */
export class Peer {
  readonly sockets: Socket[] = [];
  port = 0;
  readonly #server: Server;
  #waiting: (() => void)[] = [];

  private constructor(onSocket: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.sockets.push(socket);
      socket.on('error', () => {});
      onSocket(socket);
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  static async open(onSocket: (socket: Socket) => void = () => {}): Promise<Peer> {
    const peer = new Peer(onSocket);
    await new Promise<void>((resolve) => peer.#server.listen(0, '127.0.0.1', resolve));
    peer.port = (peer.#server.address() as AddressInfo).port;
    onTestFinished(() => peer.close());
    return peer;
  }

  pid(id: string): Pid {
    return `${id}@127.0.0.1:${this.port}`;
  }

  /** Resolves when there were so many connections. */
  async connections(count: number): Promise<void> {
    while (this.sockets.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Resolves when it is so, or fails with the test. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
