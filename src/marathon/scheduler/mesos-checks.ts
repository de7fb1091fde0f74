import type { CheckInfo, CommandInfo, HealthCheck as HealthCheckInfo } from '../../mesos/wire/messages.js';
import type { App, HealthCheck } from '../definitions/app.js';
import type { HostPorts } from './match-ports.js';

/** Whether the agent looks, rather than Marathon. */
export const isMesosCheck = ({ protocol, command }: HealthCheck): boolean =>
  command !== undefined || !['HTTP', 'HTTPS', 'TCP'].includes(protocol);

/** The health check that the agent is to make of a task; Mesos knows one for each. */
export function healthCheckInfoOf(app: App, hostPorts: HostPorts): HealthCheckInfo | undefined {
  const check = app.healthChecks.find(isMesosCheck);
  if (!check) return undefined;
  const timing = {
    interval_seconds: check.intervalSeconds,
    timeout_seconds: check.timeoutSeconds,
    consecutive_failures: check.maxConsecutiveFailures,
    grace_period_seconds: check.gracePeriodSeconds,
    delay_seconds: check.delaySeconds,
  };
  if (check.command) return { ...timing, type: 'COMMAND', command: { value: check.command.value } };
  const port = portOf(app, check, hostPorts);
  if (port === undefined) return undefined;
  const protocol = check.ipProtocol;
  if (check.protocol === 'MESOS_TCP') return { ...timing, type: 'TCP', tcp: { port, protocol } };
  const scheme = check.protocol === 'MESOS_HTTPS' ? 'https' : 'http';
  return { ...timing, type: 'HTTP', http: { port, scheme, protocol, ...(check.path !== undefined && { path: check.path }) } };
}

/** The check whose result is shown with the task. */
export function checkInfoOf(app: App, hostPorts: HostPorts): CheckInfo | undefined {
  const { check } = app;
  if (!check) return undefined;
  const timing = {
    interval_seconds: check.intervalSeconds,
    timeout_seconds: check.timeoutSeconds,
    delay_seconds: check.delaySeconds,
  };
  if (check.exec) return { ...timing, type: 'COMMAND', command: { command: commandOf(check.exec.command) } };
  const port = portOf(app, check.http ?? check.tcp ?? {}, hostPorts);
  if (port === undefined) return undefined;
  if (check.tcp) return { ...timing, type: 'TCP', tcp: { port } };
  return { ...timing, type: 'HTTP', http: { port, ...(check.http?.path !== undefined && { path: check.http.path }) } };
}

function commandOf({
  shell,
  argv,
}: {
  readonly shell?: string | undefined;
  readonly argv?: readonly string[] | undefined;
}): CommandInfo {
  if (argv?.[0] !== undefined) return { shell: false, value: argv[0], arguments: [...argv] };
  return { value: shell ?? '' };
}

/** Where the task itself listens. */
function portOf(
  { container }: App,
  { port, portIndex = 0 }: { readonly port?: number | undefined; readonly portIndex?: number | undefined },
  hostPorts: HostPorts,
): number | undefined {
  return port ?? (container?.portMappings?.[portIndex]?.containerPort || hostPorts[portIndex]);
}
