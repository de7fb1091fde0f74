import { connect, type Socket } from 'node:net';
import { OPEN_ACL } from '../../src/zookeeper/acl.js';
import { Frames } from '../../src/zookeeper/frames.js';
import { framed, JuteReader, type JuteWriter } from '../../src/zookeeper/jute.js';
import { operations } from '../../src/zookeeper/operations.js';
import { writeAcl } from '../../src/zookeeper/records.js';

export interface Reply {
  readonly zxid: number;
  readonly error: number;
  readonly body: JuteReader;
}

export interface Event {
  readonly type: number;
  readonly path: string;
  readonly zxid: number;
}

type Write = (writer: JuteWriter) => void;

const hungUp = () => new Error('The server has hung up.');

/** A client that says exactly what it is told to, for what the clients of others never say. */
export class WireClient {
  /** Events and the ids of replies, in the order in which they came. */
  readonly seen: (Event | number)[] = [];
  sessionId = 0n;
  timeoutMs = 0;
  password = Buffer.alloc(16);
  readonly closed: Promise<void>;
  readonly #frames = new Frames();
  readonly #waiting = new Map<number, { resolve(reply: Reply): void; reject(error: Error): void }>();
  #connected: ((reader: JuteReader) => void) | undefined;
  #xid = 0;

  private constructor(readonly socket: Socket) {
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    void this.closed.then(() => {
      for (const { reject } of this.#waiting.values()) reject(hungUp());
      this.#waiting.clear();
    });
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.#receive(chunk));
  }

  static async open(port: number): Promise<WireClient> {
    const socket = connect(port, '127.0.0.1');
    const client = new WireClient(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    return client;
  }

  /** With a session, a new one unless another client's is to be taken over. */
  static async start(
    port: number,
    {
      timeoutMs = 10_000,
      of,
      lastZxid = 0,
      readOnly = false,
    }: { timeoutMs?: number; of?: WireClient; lastZxid?: number; readOnly?: boolean } = {},
  ): Promise<WireClient> {
    const client = await WireClient.open(port);
    const connected = new Promise<JuteReader>((resolve) => {
      client.#connected = resolve;
    });
    client.write((writer) => {
      writer
        .int(0)
        .long(lastZxid)
        .int(timeoutMs)
        .long(of?.sessionId ?? 0n)
        .buffer(of?.password ?? client.password)
        .boolean(readOnly);
    });
    const reader = await Promise.race([connected, client.closed]);
    if (!reader) throw hungUp();
    reader.int();
    client.timeoutMs = reader.int();
    client.sessionId = reader.long();
    client.password = reader.buffer() as typeof client.password;
    return client;
  }

  get id(): string {
    return `0x${this.sessionId.toString(16)}`;
  }

  write(write: Write): void {
    this.socket.write(framed(write));
  }

  request(operation: number, write: Write = () => {}): Promise<Reply> {
    if (this.socket.destroyed) return Promise.reject(hungUp());
    const xid = ++this.#xid;
    this.write((writer) => {
      writer.int(xid).int(operation);
      write(writer);
    });
    return new Promise((resolve, reject) => this.#waiting.set(xid, { resolve, reject }));
  }

  create(
    path: string,
    { data = '', flags = 0, type = operations.create as number, ttl = 0, acl = OPEN_ACL } = {},
  ): Promise<Reply> {
    return this.request(type, (writer) => {
      writer.string(path).buffer(Buffer.from(data));
      writeAcl(writer, acl);
      writer.int(flags);
      if (type === operations.createTtl) writer.long(ttl);
    });
  }

  setData(path: string, data: string, version = -1): Promise<Reply> {
    return this.request(operations.setData, (writer) => writer.string(path).buffer(Buffer.from(data)).int(version));
  }

  delete(path: string, version = -1): Promise<Reply> {
    return this.request(operations.delete, (writer) => writer.string(path).int(version));
  }

  exists(path: string, watch = false): Promise<Reply> {
    return this.request(operations.exists, (writer) => writer.string(path).boolean(watch));
  }

  children(path: string, watch = false): Promise<Reply> {
    return this.request(operations.getChildren, (writer) => writer.string(path).boolean(watch));
  }

  /** Hangs up, without a word to the server. */
  close(): Promise<void> {
    this.socket.destroy();
    return this.closed;
  }

  #receive(chunk: Buffer): void {
    this.#frames.push(chunk);
    for (let frame = this.#frames.next(); frame instanceof Buffer; frame = this.#frames.next()) {
      const reader = new JuteReader(frame);
      if (this.#connected) {
        this.#connected(reader);
        this.#connected = undefined;
        continue;
      }
      const xid = reader.int();
      const zxid = Number(reader.long());
      const error = reader.int();
      if (xid === -1) {
        const type = reader.int();
        reader.int();
        this.seen.push({ type, path: reader.string(), zxid });
      } else {
        this.seen.push(xid);
        this.#waiting.get(xid)?.resolve({ zxid, error, body: reader });
        this.#waiting.delete(xid);
      }
    }
  }
}
