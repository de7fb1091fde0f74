import { LABELS } from '../labels.js';
import { dockerPorts, type PortBinding } from './port-binding.js';

type Labels = Readonly<Record<string, string>> | null | undefined;

interface Endpoint {
  readonly IPAddress?: string;
  readonly [name: string]: unknown;
}

interface Networks {
  readonly Networks?: Readonly<Record<string, Endpoint>> | null;
  readonly [name: string]: unknown;
}

/** A container as an engine describes it, as far as a proxy shows it otherwise. */
export interface InspectedContainer {
  readonly State?: { readonly Running?: boolean };
  readonly Config?: { readonly Labels?: Labels };
  readonly HostConfig?: object;
  readonly NetworkSettings?: Networks & { readonly Ports?: Readonly<Record<string, unknown>> | null };
}

/** A container as an engine lists it. */
export interface ListedContainer {
  readonly State?: string;
  readonly Labels?: Labels;
  readonly HostConfig?: object;
  readonly NetworkSettings?: Networks;
  readonly Ports?: readonly object[];
}

const NO_ADDRESS: Endpoint = { IPAddress: '', Gateway: '', MacAddress: '', IPPrefixLen: 0, GlobalIPv6Address: '' };

/** The ports that a container was created to have at the agent's address. */
export function bindingsOf(labels: Labels): PortBinding[] {
  try {
    const bindings: unknown = JSON.parse(labels?.[LABELS.ports] ?? '[]');
    if (Array.isArray(bindings) && bindings.every((each) => typeof each === 'object' && each !== null)) return bindings;
  } catch {
    // No label of ours.
  }
  return [];
}

/**
 * With the network and ports that were asked for: Mesos looks for the address of a container by the name of that network. What an engine
 * answers that is no container stays what it is.
 */
export function showInspected(container: InspectedContainer | null): InspectedContainer | null {
  const labels = container?.Config?.Labels;
  const asked = labels?.[LABELS.network];
  if (!container || asked === undefined) return container;
  const bindings = bindingsOf(labels);
  const networks = shownNetworks(asked, container.NetworkSettings);
  const published = container.State?.Running ? dockerPorts(bindings) : {};
  return {
    ...container,
    HostConfig: { ...container.HostConfig, NetworkMode: asked, PortBindings: dockerPorts(bindings) },
    NetworkSettings: {
      ...container.NetworkSettings,
      ...ofDefaultNetwork(networks[asked]),
      Networks: networks,
      Ports: { ...container.NetworkSettings?.Ports, ...published },
    },
  };
}

/** The same for one of a list. */
export function showListed(container: ListedContainer | null): ListedContainer | null {
  const asked = container?.Labels?.[LABELS.network];
  if (!container || asked === undefined) return container;
  const published = bindingsOf(container.Labels).map(({ protocol, port, hostPort, hostAddress = '0.0.0.0' }) => ({
    IP: hostAddress,
    PrivatePort: port,
    PublicPort: hostPort,
    Type: protocol,
  }));
  return {
    ...container,
    HostConfig: { ...container.HostConfig, NetworkMode: asked },
    NetworkSettings: { ...container.NetworkSettings, Networks: shownNetworks(asked, container.NetworkSettings) },
    Ports: container.State === 'running' ? published : [],
  };
}

function shownNetworks(asked: string, settings: Networks | undefined): Record<string, Endpoint> {
  return { [asked]: Object.values(settings?.Networks ?? {})[0] ?? NO_ADDRESS };
}

/** Where old clients look for the address. */
function ofDefaultNetwork(endpoint: Endpoint | undefined): object {
  const names = ['IPAddress', 'IPPrefixLen', 'Gateway', 'MacAddress', 'GlobalIPv6Address'];
  return Object.fromEntries(names.filter((name) => endpoint?.[name] !== undefined).map((name) => [name, endpoint?.[name]]));
}
