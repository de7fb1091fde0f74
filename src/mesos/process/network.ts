import type { MessageName, Messages } from '../wire/internal-messages.js';
import type { HttpResponse } from './http/message.js';
import type { Address, Pid } from './pid.js';

/** After so much silence on a connection with messages the system asks whether the other side is still there. */
export const KEEP_ALIVE_MS = 60_000;

/** What carries messages to and from processes that are not of this runtime. */
export interface Network {
  /** Whether a process of this name is somewhere else: at an address that nobody of this runtime serves. */
  isRemote(pid: Pid): boolean;
  /** Sends a message to a process elsewhere; whether it arrives is not known. */
  send<Name extends MessageName>(from: Pid, to: Pid, name: Name, message: Messages[Name]): void;
  /** Keeps a connection to where that process is. When it ends, or cannot be made, `Runtime.lost` is called. */
  link(from: Pid, to: Pid): void;
  /** The connection by which `link` keeps in touch; another one after that has ended. */
  linkBetween(from: Pid, to: Pid): object | undefined;
  /** What comes to a port that is bound now. Processes at this address are of this runtime from now on. */
  serve(address: Address): MessagePort;
  /** Cuts all connections of this runtime's own; nobody is told. */
  cut(): void;
}

/** A message as it came to a port, before anybody has looked at it. */
export interface IncomingMessage {
  /** The path of the request. */
  readonly path: string;
  /** Who says to have sent it, as it was said. */
  readonly from: string;
  readonly body: Buffer;
  /** The IP address it came from. */
  readonly ip: string;
}

/** What takes the messages that come to one port. */
export interface MessagePort {
  receive(message: IncomingMessage): HttpResponse;
  /** Somebody sent what is no HTTP, or no whole message. */
  refused(ip: string, problem: string): void;
  /** Cuts the connections that go out from here, as when the operating system ends a process; nobody here is told. */
  cut(): void;
}
