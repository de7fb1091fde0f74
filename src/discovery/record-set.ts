import { isIPv6 } from 'node:net';

export type RecordType = 'A' | 'AAAA' | 'SRV';

/** Values by name; names are absolute and in small letters, such as `leader.mesos.`. */
type Values = Map<string, Set<string>>;

/** Records by type and name. The value of an SRV record is `host:port`, where the host is a name again. */
export class RecordSet {
  readonly #values: Readonly<Record<RecordType, Values>> = { A: new Map(), AAAA: new Map(), SRV: new Map() };
  /** All names that something lies at, or below. */
  readonly #names = new Set<string>();

  /** Says whether it is new. */
  add(type: RecordType, name: string, value: string): boolean {
    const values = this.#values[type].get(name) ?? new Set();
    if (values.has(value)) return false;
    this.#values[type].set(name, values.add(value));
    for (let rest = name; rest !== '' && !this.#names.has(rest); rest = rest.slice(rest.indexOf('.') + 1)) this.#names.add(rest);
    return true;
  }

  /** Adds an address, whichever kind it is of. */
  addAddress(name: string, address: string): boolean {
    return this.add(addressType(address), name, address);
  }

  values(type: RecordType, name: string): readonly string[] {
    return [...(this.#values[type].get(name) ?? [])];
  }

  /** Addresses of both kinds. */
  addresses(name: string): readonly string[] {
    return [...this.values('A', name), ...this.values('AAAA', name)];
  }

  /** Whether there is anything at this name, or below it. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** All of a type, for listings. */
  all(type: RecordType): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#values[type]].map(([name, values]) => [name, [...values]]));
  }
}

export const addressType = (address: string): 'A' | 'AAAA' => (isIPv6(address) ? 'AAAA' : 'A');

/** The two parts of the value of an SRV record. */
export function splitTarget(target: string): { readonly host: string; readonly port: string } {
  const colon = target.lastIndexOf(':');
  return { host: target.slice(0, colon), port: target.slice(colon + 1) };
}
