import { httpStatusOf } from './http-probe.js';
import { isListening } from './tcp-probe.js';

/** How checks find out whether a task can be reached. Both reject when they are aborted. */
export interface Network {
  /** The status with which a URL is answered. */
  httpStatusOf(url: string, signal: AbortSignal): Promise<number>;
  /** Whether somebody accepts connections at a port of the task's machine. */
  isListening(port: number, signal: AbortSignal): Promise<boolean>;
}

/** That of this machine. */
export const LOCAL_NETWORK = { httpStatusOf, isListening } satisfies Network;
