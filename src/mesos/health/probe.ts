import type { CheckInfo, CheckStatusInfo, CommandInfo, HealthCheck } from '../wire/messages.js';
import { type CheckProcess, exitCodeOf } from './command-probe.js';
import type { Network } from './network.js';

/** Looks once. Rejects when that yields no result, and when it is aborted; then nothing of it goes on. */
export type Probe = (signal: AbortSignal) => Promise<CheckStatusInfo>;

/** The means to look at a task. */
export interface CheckMeans {
  /** Starts the command of a check beside its task. */
  readonly start: (command: CommandInfo) => CheckProcess;
  readonly network: Network;
}

/** How a general check looks at its task. */
export function checkProbe({ type, command, http, tcp }: CheckInfo, means: CheckMeans): Probe {
  return makeProbe({ type, command: command?.command, http, tcp }, means);
}

/** How a health check looks at its task; what it finds has the form of a general check's result. */
export function healthCheckProbe({ type, command, http, tcp }: HealthCheck, means: CheckMeans): Probe {
  return makeProbe({ type, command, http, tcp }, means);
}

type Target = Pick<HealthCheck, 'type' | 'command' | 'http' | 'tcp'>;

function makeProbe({ type, command, http, tcp }: Target, { start, network }: CheckMeans): Probe {
  if (type === 'COMMAND' && command)
    return async (signal) => ({ type, command: { exit_code: await exitCodeOf(start(command), signal) } });
  if (type === 'HTTP' && http) {
    const url = `${http.scheme ?? 'http'}://${hostOf(http.protocol)}:${http.port}${http.path ?? '/'}`;
    return async (signal) => ({ type, http: { status_code: await network.httpStatusOf(url, signal) } });
  }
  // Mesos's own TCP check knows IPv4 only, whatever the protocol.
  if (type === 'TCP' && tcp) return async (signal) => ({ type, tcp: { succeeded: await network.isListening(tcp.port, signal) } });
  return () => Promise.reject(new Error(`A check of type ${type} has nothing to look at`));
}

const hostOf = (protocol: HealthCheck.HTTPCheckInfo['protocol']) => (protocol === 'IPv6' ? '[::1]' : '127.0.0.1');
