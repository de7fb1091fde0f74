import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Unfit } from './readers.js';
import {
  type Configuration,
  optionOf,
  SETTINGS,
  type Setting,
  type SettingName,
  VARIABLE_PREFIX,
  variableOf,
} from './settings.js';

/** Everything that is wrong with a configuration. */
export class InvalidConfiguration extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** A value, and the words for where it came from. */
interface Given {
  readonly value: unknown;
  readonly from: string;
}
type Source = Map<string, Given>;

/** A configuration, and for each setting where its value comes from. */
export interface Configured {
  readonly configuration: Configuration;
  readonly sources: Readonly<Record<string, string>>;
}

const NAMES = Object.keys(SETTINGS) as SettingName[];
const FILE = 'configuration';

/** Puts together options, environment, file and defaults; throws {@link InvalidConfiguration} with all problems at once. */
export async function readConfiguration(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Configured> {
  const problems: string[] = [];
  const options = fromOptions(args, problems);
  const environment = fromEnvironment(env, problems);
  const file = options.get(FILE) ?? environment.get(FILE);
  const sources = [options, environment, file ? await fromFile(file, problems) : new Map()];
  const configured: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const name of NAMES) {
    const given = sources.flatMap((source) => source.get(name) ?? []);
    // What is overridden is checked as well: it is wrong all the same.
    const values = given.map((each) => read(SETTINGS[name], each, problems));
    configured[name] = given.length > 0 ? values[0] : SETTINGS[name].fallback;
    origins[name] = given[0]?.from ?? 'default';
  }
  if (origins['master'] === 'default')
    problems.push('--master: no Mesos master is given, such as http://127.0.0.1:5050 or zk://127.0.0.1:2181/mesos');
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  return { configuration: configured as Configuration, sources: origins };
}

function read(setting: Setting<unknown>, { value, from }: Given, problems: string[]): unknown {
  try {
    return setting.read(value);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    problems.push(`${from}: ${JSON.stringify(value)} ${error.message}`);
    return undefined;
  }
}

function fromOptions(args: readonly string[], problems: string[]): Source {
  const known = [...NAMES, FILE].map((name): [string, { type: 'string' | 'boolean' }] => {
    const isSwitch = name !== FILE && !('value' in SETTINGS[name as SettingName]);
    return [optionOf(name).slice(2), { type: isSwitch ? 'boolean' : 'string' }];
  });
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const source: Source = new Map();
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`${token.value}: this takes options only; see --help`);
    if (token.kind !== 'option') continue;
    const name = [...NAMES, FILE].find((each) => optionOf(each) === token.rawName);
    const type = known.find(([option]) => option === token.name)?.[1].type;
    if (!name) problems.push(`${token.rawName}: there is no such option; see --help`);
    else if (type === 'string' && token.value === undefined) problems.push(`${token.rawName}: its value is missing`);
    else source.set(name, { value: token.value ?? 'true', from: token.rawName });
  }
  return source;
}

function fromEnvironment(env: NodeJS.ProcessEnv, problems: string[]): Source {
  const names = new Map([...NAMES, FILE].map((name) => [variableOf(name), name]));
  const source: Source = new Map();
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(VARIABLE_PREFIX) || value === undefined) continue;
    const name = names.get(variable);
    if (name) source.set(name, { value, from: variable });
    else problems.push(`${variable}: there is no such setting; see --help`);
  }
  return source;
}

async function fromFile({ value, from }: Given, problems: string[]): Promise<Source> {
  const path = String(value);
  let content: unknown;
  try {
    const { parse } = await import('yaml'); // takes a while to load
    content = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    problems.push(`${from}: ${path} cannot be read: ${(error as Error).message.split('\n')[0]}`);
    return new Map();
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    problems.push(`${from}: ${path} is not a map of names to values`);
    return new Map();
  }
  const entries = Object.entries(content);
  for (const [name] of entries) if (!(name in SETTINGS)) problems.push(`${path}: ${name}: there is no such setting; see --help`);
  return new Map(entries.map(([name, each]) => [name, { value: each, from: `${path}: ${name}` }]));
}
