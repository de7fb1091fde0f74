import type { App } from '../definitions/app.js';
import { isContainerNetworking } from '../definitions/ports.js';
import type { Instance } from '../scheduler/instance.js';

/** Where a port of an instance can be reached; undefined where it cannot. */
export function addressOf(
  { app, task }: Pick<Instance, 'app' | 'task'>,
  { port, portIndex = 0 }: { readonly port?: number | undefined; readonly portIndex?: number | undefined },
): { readonly host: string; readonly port: number } | undefined {
  if (!task) return undefined;
  const hostPort = task.hostPorts[portIndex];
  if (hostPort !== undefined && port === undefined) return { host: task.host, port: hostPort };
  const host = isContainerNetworking(app) ? task.ipAddresses[0]?.ip_address : task.host;
  const number = port ?? containerPort(app, portIndex);
  return host === undefined || number === undefined ? undefined : { host, port: number };
}

const containerPort = ({ container }: App, index: number): number | undefined => container?.portMappings?.[index]?.containerPort;
