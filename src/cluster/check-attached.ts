import type { AttachedDescription } from '../drivers/description.js';
import type { Credential } from '../mesos/flags/credentials.js';
import { type Problems, show } from '../problem.js';
import { formatZooKeeperUrl, parseZooKeeperUrl } from '../zookeeper/url.js';
import { type Check, isObject } from './check.js';

const MASTER = 'where a master is, such as http://10.0.0.1:5050, or where their ZooKeeper is, such as zk://10.0.0.1:2181/mesos';
const CREDENTIALS = "an object such as { principal: 'me', secret: 'mine' }, or the text me:mine";

/** What is not to be seen by everybody who sees a message. */
const hidden = (text: string) => show(text.replace(/\/\/.*@/s, '//…@'));

/** Where the masters of a cluster that is there already are. */
export const master: Check<string> = (value, path, problems) => {
  if (typeof value !== 'string') return problems.invalid(path, value, MASTER);
  if (value.trim().startsWith('zk:')) {
    const read = parseZooKeeperUrl(value);
    const reason = 'problem' in read ? read.problem : read.path === '' ? 'it has no path' : undefined;
    if (!('problem' in read) && reason === undefined) return formatZooKeeperUrl(read);
    return problems.invalid(path, value, MASTER, { reason, came: hidden(value) });
  }
  const text = value.trim();
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  const reason = url ? urlProblem(url) : 'that is no URL';
  if (url && reason === undefined) return `http://${url.host}`;
  return problems.invalid(path, value, MASTER, { reason, came: hidden(value) });
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

/** What a description of a cluster that is there already may say; all else is about clusters that minimesos runs. */
const ATTACHED_KEYS: ReadonlySet<string> = new Set(['name', 'driver', 'master', 'credentials', 'timeout', 'host', 'retain']);
const OF_ATTACHED = ['master', 'credentials'] as const;

interface Given {
  readonly driver?: string | undefined;
  readonly master?: string | undefined;
  readonly credentials?: Credential | undefined;
}

/** Reports keys that do not go with the driver. */
export function attachedTo(given: Given, input: unknown, problems: Problems): AttachedDescription | undefined {
  const written = isObject(input) ? input : {};
  if (given.driver !== 'attached') {
    for (const key of OF_ATTACHED) {
      if (written[key] === undefined || problems.list.some(({ path }) => path === key)) continue;
      const reason = 'it is about a cluster that is there already: driver: attached';
      problems.invalid(key, undefined, 'left out', { came: 'something', reason });
    }
    return undefined;
  }
  for (const [key, value] of Object.entries(written)) {
    if (value === undefined || ATTACHED_KEYS.has(key) || problems.list.some(({ path }) => path === key)) continue;
    const reason = 'the cluster is there already, and minimesos does not change it: driver is attached';
    problems.invalid(key, value, 'left out', { reason });
  }
  if (given.master !== undefined) return { master: given.master, credential: given.credentials };
  if (written['master'] === undefined) problems.invalid('master', undefined, MASTER);
  return undefined;
}
