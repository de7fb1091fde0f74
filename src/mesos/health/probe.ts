import type { CheckInfo, CheckStatusInfo, CommandInfo, HealthCheck } from '../wire/messages.js';
import { type CheckProcess, exitCodeOf } from './command-probe.js';
import { httpStatusOf } from './http-probe.js';
import { isListening } from './tcp-probe.js';

/** Looks once. Rejects when that yields no result, and when it is aborted; then nothing of it goes on. */
export type Probe = (signal: AbortSignal) => Promise<CheckStatusInfo>;

/** Starts the command of a check beside its task. */
export type StartCheck = (command: CommandInfo) => CheckProcess;

/** How a general check looks at its task. */
export function checkProbe({ type, command, http, tcp }: CheckInfo, start: StartCheck): Probe {
  return makeProbe({ type, command: command?.command, http, tcp }, start);
}

/** How a health check looks at its task; what it finds has the form of a general check's result. */
export function healthCheckProbe({ type, command, http, tcp }: HealthCheck, start: StartCheck): Probe {
  return makeProbe({ type, command, http, tcp }, start);
}

type Target = Pick<HealthCheck, 'type' | 'command' | 'http' | 'tcp'>;

function makeProbe({ type, command, http, tcp }: Target, start: StartCheck): Probe {
  if (type === 'COMMAND' && command)
    return async (signal) => ({ type, command: { exit_code: await exitCodeOf(start(command), signal) } });
  if (type === 'HTTP' && http) {
    const url = `${http.scheme ?? 'http'}://${hostOf(http.protocol)}:${http.port}${http.path ?? '/'}`;
    return async (signal) => ({ type, http: { status_code: await httpStatusOf(url, signal) } });
  }
  // Mesos's own TCP check knows IPv4 only, whatever the protocol.
  if (type === 'TCP' && tcp) return async (signal) => ({ type, tcp: { succeeded: await isListening(tcp.port, signal) } });
  return () => Promise.reject(new Error(`A check of type ${type} has nothing to look at`));
}

const hostOf = (protocol: HealthCheck.HTTPCheckInfo['protocol']) => (protocol === 'IPv6' ? '[::1]' : '127.0.0.1');
