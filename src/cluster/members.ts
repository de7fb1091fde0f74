import { flagName, type GivenFlags, type ParsedFlags } from '../mesos/flags/flags.js';
import type { Problems } from '../problem.js';
import { type Check, type Checked, isObject, type KeyTable, object, wholeNumber } from './check.js';

/** One entry of a list of masters or agents, with the place it came from. */
export interface Entry<Table extends KeyTable> {
  readonly path: string;
  readonly count: number;
  readonly keys: Checked<Table>;
}

/**
 * Masters or agents: a number of them, or a list of descriptions, each of one or, with `count`, of several.
 * @param owner one of them, for messages: `an agent`
 */
export function members<Table extends KeyTable>(owner: string, least: number, most: number, table: Table): Check<Entry<Table>[]> {
  const count = wholeNumber('a whole number', least, most);
  const entry = object(owner, { ...table, count: wholeNumber('a whole number', 1, most) });
  return (value, path, problems) => {
    if (typeof value === 'number') {
      const checked = count(value, path, problems);
      return checked === undefined ? undefined : [{ path, count: checked, keys: {} }];
    }
    if (!Array.isArray(value)) return problems.invalid(path, value, `a number, or a list with a description of each`);
    const entries = value.map((item: unknown, index): Entry<Table> => {
      const { count = 1, ...keys } = entry(item, `${path}[${index}]`, problems) ?? {};
      return { path: `${path}[${index}]`, count, keys: keys as Checked<Table> };
    });
    const total = entries.reduce((sum, { count }) => sum + count, 0);
    if (total >= least && total <= most) return entries;
    return problems.invalid(path, value, `${least} to ${most} in all`, { reason: `there are ${total}` });
  };
}

/** A fixed port to listen on. Where none is given a free one is chosen. */
export const port = wholeNumber('a port', 1, 65535);

/** Reports ports that more than one master or agent would have to listen on. */
export function reportSharedPorts(entries: readonly Entry<{ port: Check<number> }>[], problems: Problems): void {
  const owners = new Map<number, string>();
  for (const { path, count, keys } of entries) {
    if (keys.port === undefined) continue;
    const portPath = `${path}.port`;
    const owner = owners.get(keys.port);
    if (owner !== undefined) problems.invalid(portPath, keys.port, 'a port of its own', { reason: `${owner} has it already` });
    else if (count > 1) problems.invalid(portPath, keys.port, 'no port where count is above 1', { reason: 'each needs its own' });
    owners.set(keys.port, owner ?? portPath);
  }
}

/**
 * Flags under Mesos's names, or under those of its environment variables.
 * @param decided flags that cannot be given here, with the reason
 */
export function flags(
  parse: (given: GivenFlags) => ParsedFlags<unknown>,
  decided: Readonly<Record<string, string>>,
): Check<GivenFlags> {
  return (value, path, problems) => {
    if (!isObject(value))
      return problems.invalid(path, value, "an object with Mesos's flags, such as { allocation_interval: '500ms' }");
    const given: Record<string, string> = {}; // under the names that the user chose
    const named: Record<string, string> = {}; // under Mesos's
    for (const [key, member] of Object.entries(value)) {
      const name = flagName(key);
      const reason = Object.hasOwn(decided, name) ? decided[name] : undefined;
      if (reason !== undefined) problems.invalid(`${path}.${key}`, member, 'this flag not to be given', { reason });
      else if (member !== undefined) {
        // Whatever it is, parse tells.
        given[key] = member as string;
        named[name] = member as string;
      }
    }
    problems.addAll(parse(given).problems, path);
    return named;
  };
}
