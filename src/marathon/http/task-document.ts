import type { App } from '../definitions/app.js';
import { servicePortsOf } from '../definitions/ports.js';
import { timestamp } from '../definitions/timestamps.js';
import { isActive, taskStateOf } from '../scheduler/condition.js';
import { type Health, type Instance, isAlive } from '../scheduler/instance.js';

/** A task as Marathon writes it; undefined for an instance that has none. */
export function taskDocument(instance: Instance, app?: App): Record<string, unknown> | undefined {
  const { task, health, condition } = instance;
  if (!task) return undefined;
  const active = isActive(condition);
  return {
    appId: instance.app.id,
    healthCheckResults: health.flatMap((each) => (each ? [healthDocument(each, instance.id)] : [])),
    ...checkResult(instance),
    host: task.host,
    id: task.id,
    ipAddresses: addresses(instance),
    ports: active ? task.hostPorts.filter((port) => port !== undefined) : [],
    servicePorts: app ? servicePortsOf(app) : [],
    slaveId: task.agentId,
    state: taskStateOf(condition),
    ...(active && {
      stagedAt: timestamp(task.stagedAt),
      ...(task.startedAt !== undefined && { startedAt: timestamp(task.startedAt) }),
      version: instance.app.version,
    }),
    localVolumes: [],
    ...(task.region !== undefined && { region: task.region }),
    ...(task.zone !== undefined && { zone: task.zone }),
    role: instance.app.role,
  };
}

function addresses({ task }: Instance): unknown[] {
  const known = task?.ipAddresses.filter(({ ip_address }) => ip_address !== undefined) ?? [];
  return known.map(({ ip_address, protocol = 'IPv4' }) => ({ ipAddress: ip_address, protocol }));
}

const healthDocument = (health: Health, instanceId: string) => ({
  alive: isAlive(health),
  consecutiveFailures: health.consecutiveFailures,
  ...time('firstSuccess', health.firstSuccess),
  ...time('lastSuccess', health.lastSuccess),
  ...time('lastFailure', health.lastFailure),
  ...(health.lastFailureCause !== undefined && { lastFailureCause: health.lastFailureCause }),
  instanceId,
});

const time = (name: string, at: number | undefined) => (at === undefined ? {} : { [name]: timestamp(at) });

function checkResult({ task }: Instance): Record<string, unknown> {
  const { http, tcp, command } = task?.status?.check_status ?? {};
  if (http?.status_code !== undefined) return { checkResult: { http: { statusCode: http.status_code } } };
  if (tcp?.succeeded !== undefined) return { checkResult: { tcp: { succeeded: tcp.succeeded } } };
  if (command?.exit_code !== undefined) return { checkResult: { command: { exitCode: command.exit_code } } };
  return {};
}
