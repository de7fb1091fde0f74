import type { AttachedDescription, ClusterDescription, NativeDescription } from '../drivers/description.js';
import type { Credential } from '../mesos/flags/credentials.js';
import { type Problems, showUrl } from '../problem.js';
import { formatZooKeeperUrl, parseZooKeeperUrl } from '../zookeeper/url.js';
import { type Check, isObject } from './check.js';

const MASTER = 'where a master is, such as http://10.0.0.1:5050, or where their ZooKeeper is, such as zk://10.0.0.1:2181/mesos';
const CREDENTIALS = "an object such as { principal: 'me', secret: 'mine' }, or the text me:mine";

/** Where the masters of a cluster that is there already are. */
export const master: Check<string> = (value, path, problems) => {
  if (typeof value !== 'string') return problems.invalid(path, value, MASTER);
  if (value.trim().startsWith('zk:')) {
    const read = parseZooKeeperUrl(value);
    const reason = 'problem' in read ? read.problem : read.path === '' ? 'it has no path' : undefined;
    if (!('problem' in read) && reason === undefined) return formatZooKeeperUrl(read);
    return problems.invalid(path, value, MASTER, { reason, came: showUrl(value) });
  }
  const text = value.trim();
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  const reason = url ? urlProblem(url) : 'that is no URL';
  if (url && reason === undefined) return `http://${url.host}`;
  return problems.invalid(path, value, MASTER, { reason, came: showUrl(value) });
};

function urlProblem({ protocol, username, password, pathname, search, hash, hostname }: URL): string | undefined {
  if (protocol === 'https:') return 'masters are spoken to by http';
  if (protocol !== 'http:') return 'masters are found by http:// or zk://';
  if (username || password) return 'who minimesos is belongs into credentials';
  if (hostname === '') return 'it has no host';
  return pathname !== '/' || search || hash ? 'there is more to it than host and port' : undefined;
}

/** Who minimesos is to the masters and agents of a cluster that is there already. */
export const credentials: Check<Credential> = (value, path, problems) => {
  if (typeof value === 'string') {
    const colon = value.indexOf(':');
    if (colon > 0 && colon < value.length - 1) return { principal: value.slice(0, colon), secret: value.slice(colon + 1) };
  } else if (isObject(value)) {
    const { principal, secret, ...others } = value;
    const isText = (text: unknown): text is string => typeof text === 'string' && text !== '';
    if (isText(principal) && isText(secret) && !principal.includes(':') && Object.keys(others).length === 0) {
      return { principal, secret };
    }
  }
  return problems.invalid(path, value, CREDENTIALS, { came: 'something else' });
};

/** Marathon is a framework, whatever runs the cluster. */
const OF_ALL = ['marathon', 'apps', 'groups'] as const;

/** What goes with each driver; with the embedded one, everything does that is not of the others. */
const KEYS: Readonly<Record<string, { readonly keys: ReadonlySet<string>; readonly reason: string }>> = {
  attached: {
    keys: new Set(['name', 'driver', 'master', 'credentials', 'names', 'timeout', 'host', 'retain', ...OF_ALL]),
    reason: 'the cluster is there already, and minimesos does not change it: driver is attached',
  },
  docker: {
    keys: new Set([
      ...['name', 'driver', 'docker', 'images', 'dockerInDocker', 'containers', 'credentials', 'timeout', 'host', 'retain'],
      ...['masters', 'agents', 'zookeeper', 'zookeepers', 'names', 'containerizers', 'mesosVersion', ...OF_ALL],
    ]),
    reason: 'the programs of Mesos in containers know nothing of it: driver is docker',
  },
  native: {
    keys: new Set([
      ...['name', 'driver', 'mesosHome', 'credentials', 'timeout', 'host', 'retain'],
      ...['masters', 'agents', 'zookeeper', 'zookeepers', 'names', ...OF_ALL],
    ]),
    reason: 'the programs of Mesos know nothing of it: driver is native',
  },
};
const OF_CONTAINERS = 'it is about a cluster in containers: driver: docker';
const OF_OTHERS = {
  master: 'it is about a cluster that is there already: driver: attached',
  credentials: 'it is about masters that are not of minimesos: driver: attached, docker or native',
  mesosHome: 'it is about programs of Mesos on this machine: driver: native',
  ...{ docker: OF_CONTAINERS, images: OF_CONTAINERS, dockerInDocker: OF_CONTAINERS, containers: OF_CONTAINERS },
} as const;

interface Given {
  readonly driver?: ClusterDescription['driver'] | undefined;
  readonly master?: string | undefined;
  readonly credentials?: Credential | undefined;
  readonly mesosHome?: string | undefined;
}

/** Reports keys that do not go with the driver. */
export function ofDriver(
  given: Given,
  input: unknown,
  problems: Problems,
): { readonly attached?: AttachedDescription; readonly native?: NativeDescription } {
  const written = isObject(input) ? input : {};
  const { driver = 'embedded' } = given;
  const allowed = KEYS[driver];
  for (const [key, value] of Object.entries(written)) {
    if (value === undefined || allowed?.keys.has(key) || problems.list.some(({ path }) => path === key)) continue;
    const reason = Object.hasOwn(OF_OTHERS, key) ? OF_OTHERS[key as keyof typeof OF_OTHERS] : allowed?.reason;
    // What is secret is not shown.
    if (reason !== undefined)
      problems.invalid(key, value, 'left out', {
        ...(key === 'credentials' && { came: 'some' }),
        ...(key === 'master' && typeof value === 'string' && { came: showUrl(value) }),
        reason,
      });
  }
  const { credentials: credential } = given;
  if (driver === 'native') return { native: { home: given.mesosHome, credential } };
  if (driver !== 'attached') return {};
  if (given.master !== undefined) return { attached: { master: given.master, credential } };
  if (written['master'] === undefined) problems.invalid('master', undefined, MASTER);
  return {};
}
