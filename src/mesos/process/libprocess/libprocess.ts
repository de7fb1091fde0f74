import { type MessageName, type Messages, messageNamed, messageTypeName, wireName } from '../../wire/internal-messages.js';
import { loadProtobuf, type Protobuf } from '../../wire/protobuf.js';
import { emptyResponse, type HttpResponse, textResponse } from '../http/message.js';
import { native } from '../native.js';
import type { IncomingMessage, MessagePort, Network } from '../network.js';
import { type Address, formatAddress, type Pid, parsePid } from '../pid.js';
import type { Runtime } from '../runtime.js';
import { Complaints } from './complaints.js';
import { Connection, type ConnectionLimits } from './connection.js';
import { addressee, messageRequest } from './message-request.js';

export interface LibprocessOptions extends ConnectionLimits {
  /**
   * Whether a message has to come from the IP address of the process that says to have sent it, as with libprocess's
   * LIBPROCESS_REQUIRE_PEER_ADDRESS_IP_MATCH. Default: no.
   */
  readonly requirePeerAddressIpMatch?: boolean | undefined;
  /** Whether a message counts only after all that has come over other connections by then. Default: no. */
  readonly afterOthers?: boolean | undefined;
}

/**
 * Carries messages between the processes of a runtime and those elsewhere, as libprocess does: each to the port of who gets it,
 * over a connection of who sends it. Where several addresses are of one runtime each has connections of its own, as if it were
 * a process of the operating system.
 */
export class Libprocess implements Network {
  /** Addresses of this runtime. */
  readonly #own = new Set<string>();
  /** By `ip:port` here and there. */
  readonly #connections = new Map<string, Connection>();
  readonly #complaints: Complaints;
  #protobuf: Protobuf | undefined;
  /** What waits for the codec, which is loaded when the first message comes or goes. */
  #waiting: ((protobuf: Protobuf) => void)[] = [];

  constructor(
    private readonly runtime: Runtime,
    private readonly options: LibprocessOptions = {},
  ) {
    this.#complaints = new Complaints((process, text) => runtime.observe({ kind: 'log', process, level: 'warning', text }));
  }

  isRemote(pid: Pid): boolean {
    return pid.includes('@') && !this.#own.has(addressOf(pid));
  }

  serve(address: Address): MessagePort {
    const here = formatAddress(address);
    this.#own.add(here);
    return {
      receive: (message) => this.#receive(message, address),
      refused: (ip, problem) => this.#complaints.add(`request ${ip}`, here, `Dropped a request from ${ip}: ${problem}`),
      cut: () => this.#cut(here),
    };
  }

  send<Name extends MessageName>(from: Pid, to: Pid, name: Name, message: Messages[Name]): void {
    this.#withCodec(from, ({ encode }) => {
      const body = encode(messageTypeName(name), message as never);
      this.#connection(from, to)?.send(messageRequest(from, to, wireName(name), body));
    });
  }

  link(from: Pid, to: Pid): void {
    const connection = this.#connection(from, to);
    if (connection) connection.linked.add(to);
    else this.runtime.lost(to, addressOf(from));
  }

  linkBetween(from: Pid, to: Pid): object | undefined {
    const connection = this.#connections.get(`${addressOf(from)} ${addressOf(to)}`);
    return connection?.linked.has(to) ? connection : undefined;
  }

  cut(): void {
    this.#waiting = [];
    this.#cut();
  }

  #receive({ path, from, body, ip }: IncomingMessage, here: Address): HttpResponse {
    const sender = parsePid(from);
    const addressed = addressee(path, here);
    if (!sender || !addressed) {
      const problem = sender ? `the path ${path} tells no process` : `${JSON.stringify(from)} is nobody's name`;
      this.#complaints.add(`malformed ${ip}`, formatAddress(here), `Dropped a message from ${ip}: ${problem}`);
      return textResponse(400, problem);
    }
    const { to, name: named } = addressed;
    const drop = (problem: string) =>
      this.#complaints.add(`${problem} ${named} ${from}`, to, `Dropped message ${named} from ${from}: ${problem}`);
    if (this.options.requirePeerAddressIpMatch && sender.address.ip !== ip) {
      drop(`it came from ${ip}`);
      return textResponse(400, `UPID IP address validation failed: Message from ${from} was sent from IP ${ip}`);
    }
    if (!this.runtime.has(to)) return textResponse(404);
    const name = messageNamed(named);
    const take = ({ decode }: Protobuf, known: MessageName) => {
      try {
        const message = decode(messageTypeName(known), body) as Messages[MessageName];
        this.runtime.arrived(from, to, known, message, (error) => drop(error.stack ?? error.message));
      } catch (error) {
        drop((error as Error).message);
      }
    };
    if (!name) drop('nobody here knows such messages');
    else if (this.options.afterOthers) native.setImmediate(() => this.#withCodec(to, (codec) => take(codec, name)));
    else this.#withCodec(to, (codec) => take(codec, name));
    return emptyResponse(202);
  }

  /** Carries out at once what needs the codec, or in its turn when that has been loaded. */
  #withCodec(process: Pid, action: (protobuf: Protobuf) => void): void {
    if (this.#protobuf) return action(this.#protobuf);
    this.#waiting.push(action);
    if (this.#waiting.length > 1) return;
    const loaded = loadProtobuf().then(
      (protobuf) => {
        this.#protobuf = protobuf;
        for (const waiting of this.#waiting.splice(0)) waiting(protobuf);
      },
      // No more files can be opened, for one. What is lost is sent again, as with connections that fail.
      ({ message }: Error) => {
        const count = this.#waiting.splice(0).length;
        this.#complaints.add(
          'codec',
          process,
          `Dropped ${count} messages, as what reads and writes them could not be loaded: ${message}`,
        );
      },
    );
    void this.runtime.track(loaded);
  }

  /** The connection from where the one process is to where the other one is; undefined when there is no such place. */
  #connection(from: Pid, to: Pid): Connection | undefined {
    const here = addressOf(from);
    const there = addressOf(to);
    const between = `${here} ${there}`;
    const known = this.#connections.get(between);
    const address = parsePid(to)?.address;
    if (known || !address) return known;
    const about = `connection ${between}`;
    const connection: Connection = new Connection(
      address,
      {
        busy: () => this.#busy(),
        connected: () => this.#complaints.forget(about),
        retired: () => {
          if (this.#connections.get(between) === connection) this.#connections.delete(between);
        },
        ended: (error) => {
          if (error) this.#complaints.add(about, here, `The connection to ${there} failed: ${error.message}`);
          for (const pid of connection.linked) this.runtime.lost(pid, here);
        },
      },
      this.options,
    );
    this.#connections.set(between, connection);
    return connection;
  }

  #busy(): () => void {
    let done = () => {};
    const work = new Promise<void>((resolve) => {
      done = resolve;
    });
    void this.runtime.track(work);
    return done;
  }

  /** @param here Default: all addresses. */
  #cut(here?: string): void {
    for (const [between, connection] of this.#connections) {
      if (here !== undefined && !between.startsWith(`${here} `)) continue;
      this.#connections.delete(between);
      connection.linked.clear();
      connection.cut();
    }
  }
}

const addressOf = (pid: Pid): string => pid.slice(pid.indexOf('@') + 1);
