import { networkInterfaces } from 'node:os';

/** A range of addresses: the lower half is given out here, one after the other; the upper half by the engine. */
export class Subnet {
  readonly #first: number;
  readonly #size: number;
  /** The first is that of the network, the next one that of its gateway. */
  #next = 2;

  /** @param cidr `10.1.2.0/24` */
  constructor(readonly cidr: string) {
    const [address = '', width] = cidr.split('/');
    this.#first = toNumber(address);
    this.#size = 2 ** (32 - Number(width));
  }

  get gateway(): string {
    return toText(this.#first + 1);
  }

  /** What the engine may give to containers that are not given one. */
  get dynamicRange(): string {
    return `${toText(this.#first + this.#size / 2)}/${32 - Math.log2(this.#size / 2)}`;
  }

  /** An address that nobody has; undefined when all are given. */
  take(): string | undefined {
    return this.#next < this.#size / 2 ? toText(this.#first + this.#next++) : undefined;
  }

  /** Somebody has this address already. */
  taken(address: string): void {
    this.#next = Math.max(this.#next, toNumber(address) - this.#first + 1);
  }

  overlaps(other: Subnet): boolean {
    return this.#first < other.#first + other.#size && other.#first < this.#first + this.#size;
  }
}

/** Ranges that clusters take where none is named: 128 of 512 addresses. */
const OURS = 128;
const WIDTH = 23;

/**
 * All ranges that could be taken, in an order of their own for each start, so that those that start together seldom meet.
 * @param used what networks of the engine have
 */
export function candidates(used: readonly string[], start: number): Subnet[] {
  const taken = [...used, ...ownNetworks()].map((cidr) => new Subnet(cidr));
  return Array.from({ length: OURS }, (_, index) => {
    const number = (Math.floor(start * OURS) + index) % OURS;
    return new Subnet(`10.213.${number * 2}.0/${WIDTH}`);
  }).filter((candidate) => !taken.some((other) => candidate.overlaps(other)));
}

/** What this machine is a part of. */
const ownNetworks = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).flatMap(({ family, cidr }) => (family === 'IPv4' && cidr ? [cidr] : [])),
  );

const toNumber = (address: string): number => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
const toText = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
