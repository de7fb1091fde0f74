import { userInfo } from 'node:os';
import type { ZooKeeperUrl } from '../zookeeper/zookeeper-url.js';
import { absolutePath, fileOrZooKeeper, masters, matching, number, type Reader, text, yesOrNo } from './readers.js';

/** One thing that can be configured: `dataDirectory` in a file, `--data-directory` as option, `SEARCH_FRAMEWORK_DATA_DIRECTORY` as variable. */
export interface Setting<T> {
  readonly help: string;
  /** What `--help` writes for the value; an option without one is a switch. */
  readonly value?: string;
  readonly read: Reader<T>;
  readonly fallback: T;
}

const setting = <T>(help: string, value: string | undefined, read: Reader<T>, fallback: T): Setting<T> => ({
  help,
  ...(value && { value }),
  read,
  fallback,
});

const MOST = 1_000_000;

/** In a container, a user need not have a name. */
function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'root';
  }
}

/** All of them. A fallback of `undefined` that is not optional is reported when nothing else is given. */
export const SETTINGS = {
  master: setting(
    'one Mesos master or several, or where they register, such as zk://host:2181/mesos; required',
    'URL,...',
    masters,
    [] as URL[] | ZooKeeperUrl,
  ),
  name: setting(
    'name of the framework and of its cluster of nodes',
    'NAME',
    matching(/^[a-z][a-z0-9-]{0,40}$/, 'small letters, digits and -'),
    'search',
  ),
  nodes: setting('how many nodes, until somebody scales', 'NUMBER', number(0, 1000, { whole: true }), 3),
  role: setting(
    'role whose resources are used',
    'ROLE',
    matching(/^(\*|[^-.\s*/][^\s*/]*(\/[^-.\s*/][^\s*/]*)*)$/, 'a role of Mesos'),
    '*',
  ),
  user: setting('user that nodes run as', 'NAME', text, currentUser()),
  principal: setting('principal of the framework', 'NAME', text as Reader<string | undefined>, undefined),
  cpus: setting('processors for each node', 'NUMBER', number(0.01, MOST), 0.2),
  mem: setting('megabytes of memory for each node', 'NUMBER', number(32, MOST), 128),
  spreadBy: setting(
    'attribute of agents over whose values nodes are spread',
    'NAME',
    text as Reader<string | undefined>,
    undefined,
  ),
  dataDirectory: setting(
    'where nodes keep data, on their agents; each agent gets a directory of its own below',
    'PATH',
    absolutePath,
    '/var/tmp/search-framework',
  ),
  state: setting(
    'where the scheduler keeps what it has to know after a restart; if that is ZooKeeper, nodes find each other there',
    'FILE|zk://...',
    fileOrZooKeeper,
    'search-framework.state.json' as string | ZooKeeperUrl,
  ),
  failoverTimeout: setting('seconds that nodes live without a scheduler', 'NUMBER', number(0, 1e9), 3600),
  nodeTimeout: setting('seconds after which a node that does not answer is replaced', 'NUMBER', number(0.1, MOST), 10),
  host: setting('address that the REST API listens on', 'ADDRESS', text, '127.0.0.1'),
  port: setting('port of the REST API; 0 is any that is free', 'NUMBER', number(0, 65_535, { whole: true }), 0),
  advertise: setting(
    'how agents reach the host of the REST API, if not as it listens',
    'HOST',
    text as Reader<string | undefined>,
    undefined,
  ),
  nodeSettings: setting(
    'YAML or JSON file with settings of the nodes',
    'FILE|URL',
    text as Reader<string | undefined>,
    undefined,
  ),
  nodeProgram: setting(
    'program of the nodes instead of the one that comes with this',
    'FILE|URL',
    text as Reader<string | undefined>,
    undefined,
  ),
  teardownOnExit: setting('end the nodes as well when the scheduler is told to stop', undefined, yesOrNo, false),
};

export type Settings = typeof SETTINGS;
export type SettingName = keyof Settings;
export type Configuration = { readonly [Name in SettingName]: Settings[Name]['fallback'] };

const words = (name: string, separator: string) => name.replaceAll(/[A-Z]/g, (letter) => `${separator}${letter.toLowerCase()}`);

export const optionOf = (name: string): string => `--${words(name, '-')}`;
export const VARIABLE_PREFIX = 'SEARCH_FRAMEWORK_';
export const variableOf = (name: string): string => `${VARIABLE_PREFIX}${words(name, '_').toUpperCase()}`;

/** The text of `--help`. */
export function helpText(): string {
  const rows = Object.entries(SETTINGS as Record<string, Setting<unknown>>).map(([name, { value, help, fallback }]) => {
    const shown =
      fallback === undefined || typeof fallback === 'boolean' || Array.isArray(fallback)
        ? ''
        : ` (${fallback as string | number})`;
    return [value ? `${optionOf(name)} ${value}` : optionOf(name), `${help}${shown}`] as const;
  });
  rows.push(['--configuration FILE', 'YAML or JSON file with any of these, named as in --data-directory: dataDirectory']);
  rows.push(['--help', 'shows this']);
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    'Runs search nodes on the agents of a Mesos cluster.',
    '',
    ...rows.map(([option, help]) => `  ${option.padEnd(width)}  ${help}`),
    '',
    'Options count before variables of the environment (SEARCH_FRAMEWORK_DATA_DIRECTORY), these before the file, the file before defaults.',
  ].join('\n');
}
