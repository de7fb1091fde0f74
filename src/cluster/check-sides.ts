import type { Readiness, SideContainer } from '../drivers/description.js';
import { type Problems, show } from '../problem.js';
import { suggest } from '../suggest.js';
import { type Check, isObject } from './check.js';
import { type ContainerInput, settings, side } from './check-container.js';

/** A container beside those of Mesos, as users write it. Only with `driver: 'docker'`. */
export interface SideContainerInput extends ContainerInput {
  /** What runs in it, with its arguments. `${MINIMESOS_ZOOKEEPER}` and `${MINIMESOS_MASTER}` are replaced. Default: what the image says. */
  command?: readonly string[];
  /** Ports by which it is to be reached from here; published where containers are not reachable. */
  ports?: readonly number[];
  /** Further names under which other containers find it; it is always found by the key it has here. */
  aliases?: readonly string[];
  /** Which others have to be ready before it starts: `zookeeper`, `masters`, `agents`, or names of side containers. */
  after?: readonly string[];
  /** When it is ready. Default: when it runs. */
  ready?: { http: string; port: number } | { tcp: number } | { log: string };
  /** Whether it is in the network of the machine of the engine. Default: `false`, in that of the cluster. */
  hostNetwork?: boolean;
}

/** What a cluster puts in its place when it knows. */
const token = (name: string) => ['$', `{MINIMESOS_${name}}`].join('');

type Defaults = Partial<SideContainer>;

const http = (port: number, path: string): Readiness => ({ kind: 'http', port, path });

/** What is known under its name: `{ consul: true }` is enough. Its image is that of the role of its name. */
const readyMade: Readonly<Record<string, Defaults>> = {
  marathon: {
    environment: {
      MARATHON_MASTER: token('ZOOKEEPER'),
      MARATHON_ZK: `${token('ZOOKEEPER_SERVERS')}/marathon`,
      MARATHON_HTTP_PORT: '8080',
      MARATHON_HOSTNAME: token('IP'),
      LIBPROCESS_IP: token('IP'),
    },
    ports: [8080],
    after: ['zookeeper'],
    // It answers before it has been elected, but takes no app.
    ready: http(8080, '/v2/leader'),
  },
  'mesos-dns': {
    command: ['mesos-dns', '-config=/etc/mesos-dns.json', '-v=0'],
    files: {
      '/etc/mesos-dns.json': JSON.stringify({
        ...{ zk: token('ZOOKEEPER'), refreshSeconds: 1, domain: 'mesos', port: 53, httpport: 8123, listener: '0.0.0.0' },
        ...{ externalon: false, dnson: true, httpon: true, IPSources: ['netinfo', 'mesos', 'host'] },
      }),
    },
    ports: [8123],
    after: ['zookeeper'],
    ready: http(8123, '/v1/version'),
  },
  consul: {
    command: ['consul', 'agent', '-dev', '-client=0.0.0.0'],
    ports: [8500],
    ready: http(8500, '/v1/status/leader'),
  },
  registrator: {
    command: ['/bin/registrator', '-internal', `consul://${token('CONSUL_IP')}:8500`],
    binds: ['/var/run/docker.sock:/tmp/docker.sock'],
    after: ['consul'],
    hostNetwork: true,
  },
};

const GROUPS = ['zookeeper', 'masters', 'agents'];
/** What the containers of the cluster itself are called. */
const TAKEN = /^(zookeeper|master|agent|registry)(-|$)|^(masters|agents)$/;

/** Side containers by name: descriptions, or `true` where the name tells all. */
export const sides: Check<readonly SideContainer[]> = (value, path, problems) => {
  if (!isObject(value))
    return problems.invalid(path, value, 'an object with a container for each name, such as { consul: true }');
  const described = Object.entries(value).flatMap(([name, member]) => {
    if (member === undefined || member === false) return [];
    return one(name, member, `${path}.${name}`, problems) ?? [];
  });
  reportAfter(described, path, problems);
  return described;
};

function one(name: string, member: unknown, path: string, problems: Problems): SideContainer | undefined {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return problems.invalid(path, member, 'at a name of small letters, digits and -');
  if (TAKEN.test(name)) return problems.invalid(path, member, 'at another name', { reason: 'the cluster has that itself' });
  const defaults = Object.hasOwn(readyMade, name) ? readyMade[name] : undefined;
  if (member === true && !defaults) {
    const [first] = Object.keys(readyMade);
    const expected = `an object with its image, such as { image: 'me/${name}:1' }; ${first} and others of ${Object.keys(readyMade).join(', ')} are known by name`;
    return problems.invalid(path, member, expected, { suggestion: suggest(name, Object.keys(readyMade)) });
  }
  const given = member === true ? {} : side(member, path, problems);
  if (!given) return undefined;
  const { image } = given;
  if (image === undefined && !defaults) return problems.invalid(`${path}.image`, undefined, 'the name of an image');
  return {
    ...settings({
      image,
      environment: { ...defaults?.environment, ...given.environment },
      binds: [...(defaults?.binds ?? []), ...(given.binds ?? [])],
      files: { ...defaults?.files, ...given.files },
    }),
    name,
    command: given.command ?? defaults?.command,
    ports: given.ports ?? defaults?.ports ?? [],
    aliases: given.aliases ?? [],
    after: given.after ?? defaults?.after ?? [],
    ready: given.ready ?? defaults?.ready ?? { kind: 'running' },
    hostNetwork: given.hostNetwork ?? defaults?.hostNetwork ?? false,
  };
}

/** Reports who waits for somebody who is not there, or for himself. */
function reportAfter(all: readonly SideContainer[], path: string, problems: Problems): void {
  const names = all.map(({ name }) => name);
  for (const { name, after } of all) {
    for (const other of after) {
      if (!names.includes(other) && !GROUPS.includes(other)) {
        const suggestion = suggest(other, [...names, ...GROUPS]);
        problems.invalid(`${path}.${name}.after`, other, `one of ${[...GROUPS, ...names].join(', ')}`, { suggestion });
      }
    }
  }
  const waits = (name: string, seen: readonly string[]): readonly string[] | undefined => {
    if (seen.includes(name)) return [...seen.slice(seen.indexOf(name)), name];
    const after = all.find((each) => each.name === name)?.after ?? [];
    return after.map((other) => waits(other, [...seen, name])).find((circle) => circle !== undefined);
  };
  const circle = names.map((name) => waits(name, [])).find((found) => found !== undefined);
  if (circle) problems.invalid(path, {}, 'containers that do not wait for each other', { came: show(circle.join(' after ')) });
}
