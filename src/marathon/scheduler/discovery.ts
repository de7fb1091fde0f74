import type { DiscoveryInfo, Port } from '../../mesos/wire/messages.js';
import type { App } from '../definitions/app.js';
import { hostName } from '../definitions/path-id.js';
import { isHostNetworking } from '../definitions/ports.js';
import { labelsOf } from './labels.js';
import type { HostPorts } from './match-ports.js';

/** What a port of an app tells of itself. */
interface Named {
  readonly name?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly protocol: string;
}

/** By what a task of the app is found: a port for each protocol of each of its ports. */
export function discoveryOf(app: App, hostPorts: HostPorts): DiscoveryInfo {
  const ports = isHostNetworking(app) ? hostPortsOf(app, hostPorts) : mappedPortsOf(app, hostPorts);
  return { visibility: 'FRAMEWORK', name: hostName(app.id), ports: { ports } };
}

const hostPortsOf = ({ portDefinitions = [] }: App, hostPorts: HostPorts): Port[] =>
  portDefinitions.flatMap((definition, index) => portsOf(definition, hostPorts[index] ?? definition.port));

function mappedPortsOf({ container, networks }: App, hostPorts: HostPorts): Port[] {
  return (container?.portMappings ?? []).flatMap((mapping, index) => {
    const hostPort = hostPorts[index];
    if (hostPort !== undefined) return portsOf(mapping, hostPort, { 'network-scope': 'host' });
    const own = mapping.networkNames.length > 0 ? mapping.networkNames : networks.flatMap(({ name }) => name ?? []);
    return own.flatMap((name) => portsOf(mapping, mapping.containerPort, { 'network-scope': 'container', 'network-name': name }));
  });
}

const portsOf = ({ name, labels, protocol }: Named, number: number, more: Record<string, string> = {}): Port[] =>
  protocol.split(',').map((each) => ({
    ...{ number, protocol: each },
    ...(name !== undefined && { name }),
    ...(Object.keys({ ...labels, ...more }).length > 0 && { labels: labelsOf({ ...labels, ...more }) }),
  }));
