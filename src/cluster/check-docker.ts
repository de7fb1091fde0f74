import { isAbsolute, resolve } from 'node:path';
import {
  type DockerDescription,
  MARATHON_CONTAINER,
  type MarathonDescription,
  type SideContainer,
} from '../drivers/description.js';
import type { Credential } from '../mesos/flags/credentials.js';
import type { Problems } from '../problem.js';
import { suggest } from '../suggest.js';
import { type Check, choice, isObject, object } from './check.js';
import { type containerKeys, image } from './check-container.js';
import type { Entry, port } from './members.js';

/** What there is to say of a cluster in containers as a whole. */
export interface DockerInput {
  /** The addresses of its network: `10.1.2.0/24`, with room for all. Default: a free one of 10.213.0.0/16. */
  subnet?: string;
  /** Whether ports are published on loopback. Default: where containers cannot be reached by their addresses. */
  publish?: boolean;
  /**
   * A directory on the machine of the engine in which agents keep their work directories. A relative path begins where the
   * file with the description is, or at the working directory. Default: volumes of the engine.
   */
  sandboxes?: string;
}

/** The images by role, those of containers that are known by name among them. */
export const IMAGE_ROLES = [
  'master',
  'agent',
  'zookeeper',
  'proxy',
  'engine',
  'registry',
  'marathon',
  'mesos-dns',
  'consul',
  'registrator',
] as const;
export type ImageRole = (typeof IMAGE_ROLES)[number];

const SUBNET = 'a private range of IPv4 addresses, such as 10.1.2.0/24, from /16 to /26';

const subnet: Check<string> = (value, path, problems) => {
  const [, address = '', bits] = (typeof value === 'string' && /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(value)) || [];
  const bytes = address.split('.').map(Number);
  const [width, number] = [Number(bits), bytes.reduce((sum, byte) => sum * 256 + byte, 0)];
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) && bytes.every((byte) => byte <= 255);
  if (!isPrivate || !(width >= 16 && width <= 26)) return problems.invalid(path, value, SUBNET);
  if (number % 2 ** (32 - width) === 0) return value as string;
  return problems.invalid(path, value, SUBNET, { reason: 'it does not begin where such a range does' });
};

const sandboxes: Check<string> = (value, path, problems) => {
  if (typeof value !== 'string' || value === '' || value.includes('\0') || value.includes(':')) {
    return problems.invalid(path, value, 'the path of a directory');
  }
  return isAbsolute(value) ? value : resolve(value);
};

/** The key `docker`. */
export const docker = object('a cluster in containers', {
  subnet,
  publish: choice({ true: { means: true }, false: { means: false } }),
  sandboxes,
});

const IMAGES = 'an object with the image of each role, or a text such as master=mesos:1,agent=mesos:1';

/** As a variable of the environment has them. */
const pairs = (text: string): unknown => {
  const entries = text.split(',').map((pair) => pair.split(/=(.*)/s, 2).map((part) => part.trim()));
  return entries.every(([key, value]) => key && value !== undefined) ? Object.fromEntries(entries) : undefined;
};

/** The key `images`; also as text. */
export const images: Check<Readonly<Record<string, string>>> = (value, path, problems) => {
  const byRole = typeof value === 'string' ? pairs(value) : value;
  if (!isObject(byRole)) return problems.invalid(path, value, IMAGES);
  const named = Object.entries(byRole).flatMap(([role, member]): [string, string][] => {
    if (member === undefined) return [];
    if (!(IMAGE_ROLES as readonly string[]).includes(role)) {
      problems.unknownKey(`${path}.${role}`, 'images', suggest(role, IMAGE_ROLES));
      return [];
    }
    const checked = image(member, `${path}.${role}`, problems);
    return checked === undefined ? [] : [[role, checked]];
  });
  return Object.fromEntries(named);
};

/** What of a description is for the driver docker. */
export interface GivenForDocker {
  readonly docker?: { readonly subnet?: string; readonly publish?: boolean; readonly sandboxes?: string };
  readonly images?: Readonly<Record<string, string>>;
  readonly dockerInDocker?: boolean;
  readonly containers?: readonly SideContainer[];
  readonly containerizers?: string;
  readonly credentials?: Credential;
  readonly marathon?: MarathonDescription | false;
}

/** The description of a cluster in containers, with its defaults. */
export function describeDocker(given: GivenForDocker, problems: Problems): DockerDescription {
  const { subnet, publish, sandboxes } = given.docker ?? {};
  const { dockerInDocker = false, containerizers = 'docker,mesos', containers: sides = [] } = given;
  if (containerizers === 'simulated') {
    problems.invalid('containerizers', containerizers, 'mesos, docker, or both', { reason: 'only the embedded Mesos simulates' });
  }
  if (dockerInDocker && containerizers === 'mesos') {
    problems.invalid('dockerInDocker', true, 'left out', { reason: 'containerizers is mesos, which needs no engine' });
  }
  if (dockerInDocker && sandboxes !== undefined) {
    problems.invalid('docker.sandboxes', sandboxes, 'left out', { reason: 'engines of the agents see no other directories' });
  }
  if (given.marathon && sides.some(({ name }) => name === MARATHON_CONTAINER)) {
    for (const [key, value] of Object.entries(given.marathon)) {
      if (value === undefined) continue;
      const reason = `the container ${MARATHON_CONTAINER} is the Marathon of the cluster, and its environment says how it is started`;
      problems.invalid(`marathon.${key}`, value, 'left out', { reason });
    }
  }
  return {
    ...{ images: given.images ?? {}, subnet, publish, sandboxes, dockerInDocker, sides },
    credential: given.credentials,
  };
}

/** Reports what containers are made with where there are none. */
export function reportContainers(
  entries: readonly Entry<typeof containerKeys & { port: typeof port }>[],
  problems: Problems,
): void {
  for (const { path, keys } of entries) {
    for (const key of ['image', 'environment', 'binds', 'files'] as const) {
      if (keys[key] === undefined) continue;
      problems.invalid(`${path}.${key}`, keys[key], 'left out', {
        reason: 'it is about a cluster in containers: driver: docker',
      });
    }
  }
}

/** What only makes sense of processes of this machine. */
export function reportOfProcesses(
  members: readonly Entry<{ ownProcess: Check<boolean> }>[],
  zookeepers: readonly Entry<{ dataDirectory: Check<string> }>[],
  problems: Problems,
): void {
  for (const { path, keys } of members) {
    if (keys.ownProcess)
      problems.invalid(`${path}.ownProcess`, true, 'left out', { reason: 'each has a container: driver is docker' });
  }
  for (const { path, keys } of zookeepers) {
    const reason = 'the image of a ZooKeeper says where its data is: use binds';
    if (keys.dataDirectory !== undefined) problems.invalid(`${path}.dataDirectory`, keys.dataDirectory, 'left out', { reason });
  }
}
