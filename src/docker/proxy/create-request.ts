import { LABELS } from '../labels.js';
import { bindAll, type DockerPorts, type PortBinding, readBindings } from './port-binding.js';
import { Refusal } from './refusal.js';

/** What the API of Docker is given to create a container, as far as a proxy changes it. */
export interface CreateRequest {
  readonly Image?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly ExposedPorts?: Readonly<Record<string, object>> | null;
  readonly HostConfig?: HostConfig | null;
  readonly NetworkingConfig?: { readonly EndpointsConfig?: Readonly<Record<string, Endpoint | null>> | null } | null;
}

export interface HostConfig {
  readonly NetworkMode?: string;
  readonly PidMode?: string;
  readonly IpcMode?: string;
  readonly PortBindings?: DockerPorts | null;
  readonly PublishAllPorts?: boolean;
  readonly Binds?: readonly string[] | null;
  readonly Mounts?: readonly Mount[] | null;
  readonly VolumeDriver?: string;
  readonly VolumesFrom?: readonly string[] | null;
  readonly Links?: readonly string[] | null;
}

export interface Mount {
  readonly Type?: string;
  readonly Source?: string;
  readonly VolumeOptions?: { readonly DriverConfig?: { readonly Name?: string } };
}

interface Endpoint {
  readonly Aliases?: readonly string[] | null;
  readonly Links?: readonly string[] | null;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (is: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is);
const mapOf = (is: (item: unknown) => boolean) => (value: unknown) => isObject(value) && Object.values(value as object).every(is);
const orNull = (is: (value: unknown) => boolean) => (value: unknown) => value === null || value === undefined || is(value);

/** What a proxy looks at has to have the form that the API gives it; the rest is for the engine to look at. */
const FORMS: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  '': { Image: isText, Labels: mapOf(isText), ExposedPorts: isObject, HostConfig: isObject, NetworkingConfig: isObject },
  HostConfig: {
    PublishAllPorts: (value) => typeof value === 'boolean',
    ...{ NetworkMode: isText, PidMode: isText, IpcMode: isText, VolumeDriver: isText },
    ...{ Binds: listOf(isText), VolumesFrom: listOf(isText), Links: listOf(isText), Mounts: listOf(isObject) },
    PortBindings: mapOf(orNull(listOf(isObject))),
  },
  NetworkingConfig: { EndpointsConfig: mapOf(orNull(isEndpoint)) },
};

function isEndpoint(value: unknown): boolean {
  const { Aliases, Links } = (value ?? {}) as Endpoint;
  return isObject(value) && [Aliases, Links].every(orNull(listOf(isText)));
}

/**
 * A request as it came.
 * @throws Refusal 400 when it has not the form that it has to have
 */
export function readCreateRequest(value: unknown): CreateRequest {
  if (!isObject(value)) throw new Refusal(400, 'minimesos: the request is no object');
  for (const [member, forms] of Object.entries(FORMS)) {
    const parent = (member === '' ? value : (value as Record<string, unknown>)[member]) ?? {};
    // The engine takes names in any case, and of two that differ in it the last.
    const exact = new Map(Object.keys(forms).map((name) => [name.toLowerCase(), name]));
    const other = Object.keys(parent).find((name) => (exact.get(name.toLowerCase()) ?? name) !== name);
    if (other !== undefined) {
      const name = exact.get(other.toLowerCase());
      throw new Refusal(400, `minimesos: ${member && `${member}.`}${other} has to be written ${name}`);
    }
    for (const [name, is] of Object.entries(forms)) {
      if (orNull(is)((parent as Record<string, unknown>)[name])) continue;
      throw new Refusal(400, `minimesos: ${member && `${member}.`}${name} has another form than in the API of Docker`);
    }
  }
  return value as CreateRequest;
}

/** Where a container is to be: at the agent's address, at one of its own in the cluster's network, or where it asked to be. */
type Place = 'agent' | 'cluster' | 'as asked';

/** A request as the engine gets it, with the ports that are published for it. */
export interface PlacedRequest {
  readonly request: CreateRequest;
  readonly bindings: readonly PortBinding[];
}

/** Which network a request asks for; that of Docker when it asks for none. */
export const askedNetwork = ({ HostConfig }: CreateRequest): string => {
  const mode = HostConfig?.NetworkMode ?? '';
  return mode === '' || mode === 'default' ? 'bridge' : mode;
};

/** What of a request has no meaning for who shares the address of another container: engines refuse it. */
const OF_OWN_ADDRESS = ['Hostname', 'Domainname', 'MacAddress', 'ExposedPorts', 'NetworkingConfig'];
const OF_OWN_NETWORK = ['Links', 'Dns', 'DnsOptions', 'DnsSearch', 'ExtraHosts'];

/**
 * Puts a container where an agent of Mesos has it: in host mode at the agent's own address, in any other in the cluster's network, with
 * its ports at the agent's address.
 * @param container whose address is the agent's
 * @param network of the cluster
 * @param exposed what ports the image exposes, for whoever publishes all
 */
export function place(request: CreateRequest, container: string, network: string, exposed: readonly string[]): PlacedRequest {
  const asked = askedNetwork(request);
  const where = placeOf(asked);
  const { PortBindings, PublishAllPorts, ...host } = request.HostConfig ?? {};
  if (where === 'as asked') return { request: { ...request, HostConfig: { ...host, NetworkMode: asked } }, bindings: [] };
  if (where === 'agent') {
    const HostConfig = { ...without(host, OF_OWN_NETWORK), NetworkMode: `container:${container}` };
    return { request: { ...without(request, OF_OWN_ADDRESS), HostConfig }, bindings: [] };
  }
  const bound = readBindings(PortBindings);
  const all = [...new Set([...Object.keys(request.ExposedPorts ?? {}), ...exposed])];
  const { Aliases, Links } = Object.values(request.NetworkingConfig?.EndpointsConfig ?? {})[0] ?? {};
  return {
    request: {
      ...request,
      HostConfig: { ...host, NetworkMode: network },
      NetworkingConfig: { EndpointsConfig: { [network]: { ...(Aliases && { Aliases }), ...(Links && { Links }) } } },
    },
    bindings: PublishAllPorts ? bindAll(all, bound) : bound,
  };
}

/** By these a proxy and the cluster know what is whose: nobody else sets them. */
const OURS: readonly string[] = [
  LABELS.cluster,
  LABELS.owner,
  LABELS.role,
  LABELS.member,
  LABELS.described,
  LABELS.network,
  LABELS.ports,
];

/** The same with these labels; whatever else the agent notes of its tasks stays. */
export function labelled(request: CreateRequest, labels: Readonly<Record<string, string>>): CreateRequest {
  const theirs = Object.entries(request.Labels ?? {}).filter(([name]) => !OURS.includes(name));
  return { ...request, Labels: { ...Object.fromEntries(theirs), ...labels } };
}

/** The other containers that a request refers to, by name or id. */
export function containersNamed({ HostConfig, NetworkingConfig }: CreateRequest): string[] {
  const { NetworkMode, PidMode, IpcMode, VolumesFrom, Links } = HostConfig ?? {};
  const shared = [NetworkMode, PidMode, IpcMode].filter((mode) => mode?.startsWith('container:'));
  const linked = Object.values(NetworkingConfig?.EndpointsConfig ?? {}).flatMap((endpoint) => endpoint?.Links ?? []);
  return [
    ...shared.map((mode) => mode?.slice('container:'.length) ?? ''),
    ...[...(VolumesFrom ?? []), ...(Links ?? []), ...linked].map((text) => text.split(':')[0] ?? ''),
  ];
}

function placeOf(asked: string): Place {
  if (asked === 'host') return 'agent';
  return asked === 'none' || asked.startsWith('container:') ? 'as asked' : 'cluster';
}

function without<Value extends object>(value: Value, names: readonly string[]): Value {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) as Value;
}
