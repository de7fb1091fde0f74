/*
 * What is read of `GET /state` of a master, in which Mesos-DNS has its names from, too.
 */

/** The state of a cluster, as far as names come from it. */
export interface NamedState {
  /** `master@ip:port` of the one that leads. */
  readonly leader?: string | undefined;
  readonly slaves: readonly NamedAgent[];
  readonly frameworks: readonly NamedFramework[];
}

export interface NamedAgent {
  readonly id: string;
  /** `slave(1)@ip:port`. */
  readonly pid: string;
}

export interface NamedFramework {
  readonly name: string;
  /** `scheduler-…@ip:port`; a scheduler of the HTTP API has none. */
  readonly pid?: string | undefined;
  readonly hostname?: string | undefined;
  readonly tasks: readonly NamedTask[];
}

export interface NamedTask {
  readonly id: string;
  readonly name: string;
  readonly slave_id: string;
  readonly state?: string | undefined;
  readonly resources?: { readonly ports?: string | number | undefined } | undefined;
  readonly discovery?: Discovery | undefined;
  readonly statuses?: readonly NamedStatus[] | undefined;
}

/** What a framework says about how a task is to be found. */
interface Discovery {
  readonly name?: string | undefined;
  readonly ports?: { readonly ports?: readonly DiscoveryPort[] | undefined } | undefined;
}

interface DiscoveryPort {
  readonly number?: number | undefined;
  readonly name?: string | undefined;
  readonly protocol?: string | undefined;
}

export interface NamedStatus {
  readonly state?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly labels?: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] | undefined;
  readonly container_status?: { readonly network_infos?: readonly NetworkInfo[] | undefined } | undefined;
}

interface NetworkInfo {
  readonly ip_addresses?: readonly { readonly ip_address?: string | undefined }[] | undefined;
  /** As Mesos 0.25 had it. */
  readonly ip_address?: string | undefined;
}

/** Host and port of a pid such as `master@127.0.0.1:5050` or `slave(1)@[::1]:5051`. */
export function hostAndPort(pid: string | undefined): { readonly host: string; readonly port: string } | undefined {
  const [, host, port] = /^[^@]*@\[?([^\]]*?)\]?:(\d+)$/.exec(pid ?? '') ?? [];
  return host && port !== undefined ? { host, port } : undefined;
}
