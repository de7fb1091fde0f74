import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseImage } from '../docker/image-reference.js';
import type { ContainerSettings, Readiness } from '../drivers/description.js';
import type { Problems } from '../problem.js';
import { type Check, choice, isObject, object } from './check.js';
import { port } from './members.js';

/** What a container is made with, as users write it. Only with `driver: 'docker'`. */
export interface ContainerInput {
  /** The image, in place of the one of its role. */
  image?: string;
  /** Variables of its environment. */
  environment?: Readonly<Record<string, string | number | boolean>>;
  /** What of the machine of the engine, or which volume, is where in it: `/data:/data:ro`. A relative path, `./data:/data`, begins where the file with the description is, or at the working directory. */
  binds?: readonly string[];
  /** Files in it by their absolute paths: their content, or with `from` a file of this machine, whose path begins as that of a bind does. */
  files?: Readonly<Record<string, string | { from: string }>>;
}

export const image: Check<string> = (value, path, problems) => {
  if (typeof value === 'string' && parseImage(value)) return value;
  return problems.invalid(path, value, 'the name of an image, such as mesos/mesos-mini:1.11.0');
};

const environment: Check<Readonly<Record<string, string>>> = (value, path, problems) => {
  if (!isObject(value)) return problems.invalid(path, value, 'an object with the value of each variable');
  const variables = Object.entries(value).flatMap(([name, member]): [string, string][] => {
    if (!/^[^=\0]+$/.test(name)) problems.invalid(`${path}.${name}`, member, 'the name of a variable');
    else if (['string', 'number', 'boolean'].includes(typeof member)) return [[name, String(member)]];
    else problems.invalid(`${path}.${name}`, member, 'a text');
    return [];
  });
  return Object.fromEntries(variables);
};

const BIND = 'where in the container something of the machine is, such as /data:/data, /data:/data:ro or a-volume:/data';

const bind = (value: unknown, path: string, problems: Problems): string | undefined => {
  const [, source, target, mode] =
    (typeof value === 'string' && /^([^:\0]+):(\/[^:\0]*)(:(?:ro|rw|[zZ]|,)+)?$/.exec(value)) || [];
  if (source === undefined) return problems.invalid(path, value, BIND);
  return `${/^\.{0,2}\//.test(source) || source === '.' ? resolve(source) : source}:${target}${mode ?? ''}`;
};

/** A list of which every item is checked. */
const list =
  <Item>(
    expected: string,
    check: (value: unknown, path: string, problems: Problems) => Item | undefined,
  ): Check<readonly Item[]> =>
  (value, path, problems) => {
    if (!Array.isArray(value)) return problems.invalid(path, value, expected);
    return value.flatMap((item: unknown, index) => check(item, `${path}[${index}]`, problems) ?? []);
  };

const files: Check<Readonly<Record<string, string>>> = (value, path, problems) => {
  if (!isObject(value))
    return problems.invalid(path, value, 'an object with the content of each file, by its path in the container');
  const contents = Object.entries(value).flatMap(([name, member]): [string, string][] => {
    const place = `${path}.${name}`;
    if (!/^\/[^\0]*[^/\0]$/.test(name) || name.split('/').includes('..'))
      problems.invalid(place, member, 'at the absolute path of a file');
    else if (typeof member === 'string') return [[name, member]];
    else if (isObject(member) && typeof member['from'] === 'string' && Object.keys(member).length === 1) {
      try {
        return [[name, readFileSync(resolve(member['from']), 'utf8')]];
      } catch (error) {
        problems.invalid(`${place}.from`, member['from'], 'a file that can be read', { reason: (error as Error).message });
      }
    } else problems.invalid(place, member, "its content, or { from: 'a file' }");
    return [];
  });
  return Object.fromEntries(contents);
};

const text: Check<string> = (value, path, problems) =>
  typeof value === 'string' ? value : problems.invalid(path, value, 'a text');

const COMMAND = "what runs in it and its arguments, such as ['sh', '-c', 'sleep 1']";
const command: Check<readonly string[]> = (value, path, problems) => {
  const words = list(COMMAND, text)(value, path, problems);
  return words?.length === 0 ? problems.invalid(path, value, COMMAND) : words;
};

/** Keys that every container has. */
export const containerKeys = { image, environment, binds: list(`a list of binds: ${BIND}`, bind), files };

const READY = "{ http: '/path', port: 80 }, { tcp: 80 } or { log: 'text' }";

const ready: Check<Readiness> = (value, path, problems) => {
  const { http, tcp, log, port: at, ...others } = isObject(value) ? value : {};
  const [kinds, rest] = [[http, tcp, log].filter((each) => each !== undefined), Object.keys(others)];
  if (kinds.length === 1 && rest.length === 0) {
    if (typeof log === 'string' && log !== '' && at === undefined) return { kind: 'log', text: log };
    if (tcp !== undefined && at === undefined) {
      const checked = port(tcp, `${path}.tcp`, problems);
      return checked === undefined ? undefined : { kind: 'tcp', port: checked };
    }
    if (typeof http === 'string' && http.startsWith('/') && at !== undefined) {
      const checked = port(at, `${path}.port`, problems);
      return checked === undefined ? undefined : { kind: 'http', port: checked, path: http };
    }
  }
  return problems.invalid(path, value, READY);
};

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const name = (value: unknown, path: string, problems: Problems) =>
  typeof value === 'string' && NAME.test(value) ? value : problems.invalid(path, value, 'a name of small letters, digits and -');

/** Keys of side containers. */
export const side = object('a container', {
  ...containerKeys,
  command,
  ports: list('a list of ports', port),
  aliases: list('a list of names', name),
  after: list('a list of names', name),
  ready,
  hostNetwork: choice({ true: { means: true }, false: { means: false } }),
});

/** The settings of a container, if any are given. */
export function containerOf({ image, environment, binds, files }: Partial<ContainerSettings>): ContainerSettings | undefined {
  const given = [image, environment, binds, files].some((each) => each !== undefined);
  return given ? settings({ image, environment: environment ?? {}, binds: binds ?? [], files: files ?? {} }) : undefined;
}

/** The settings of a container of which some are given. */
export const settings = ({
  image,
  environment = {},
  binds = [],
  files = {},
}: Partial<ContainerSettings> = {}): ContainerSettings => ({
  ...(image !== undefined && { image }),
  ...{ environment, binds, files },
});
