import { resolve } from 'node:path';
import { isObject } from '../cluster/check.js';
import { resolveDescription } from '../cluster/description.js';
import { withEnvironment } from '../cluster/environment.js';
import { findDescriptions, nameOf, readDescriptionFile } from '../cluster/read-description.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import type { CliContext } from './context.js';
import type { Options } from './options.js';
import { readWholeNumber } from './values.js';

/** A description that was checked, with all that it leaves out filled in. */
export type ClusterDescription = ReturnType<typeof resolveDescription>;

const AGENTS = { least: 0, most: 1000 } as const;

/** The options by which a command line describes a cluster. */
export const DESCRIPTION_OPTIONS = {
  config: {
    value: 'FILE',
    expected: 'a YAML, JSON, TypeScript or JavaScript file, or - for standard input',
    about:
      'a description of the cluster in YAML, JSON, TypeScript or JavaScript; - reads YAML or JSON from standard input. Default: minimesos.yaml, .json, .ts or .js of the working directory, if there is one',
  },
  agents: {
    value: 'N',
    expected: `a whole number from ${AGENTS.least} to ${AGENTS.most}`,
    about: 'how many agents, in place of those described. Default: 1',
  },
  resources: {
    value: 'STRING',
    expected: 'resources such as "cpus:4;mem:4096"',
    about: 'what each agent offers, such as "cpus:4;mem:4096", in place of what is described',
  },
  name: {
    value: 'NAME',
    expected: 'a name of 1 to 63 small letters, digits and -',
    about: 'what the cluster is called, in place of the name described. Default: a name made up',
  },
  retain: { about: 'keeps the directory of a start that fails, to be looked at' },
} as const;

/**
 * The description of a cluster: that of the file, if there is one, with what the options say in its place, and with what the
 * environment says of what both leave out.
 * @throws MinimesosError `INVALID_OPTION`, `INVALID_DESCRIPTION`, and as {@link readDescriptionFile}
 */
export async function describeCluster(
  context: CliContext,
  options: Options<typeof DESCRIPTION_OPTIONS>,
): Promise<ClusterDescription> {
  const { name, resources, retain } = options;
  const agents =
    options.agents === undefined ? undefined : readWholeNumber('--agents', options.agents, AGENTS.least, AGENTS.most);
  checkOptions(name, resources);
  const file = options.config ?? onlyDescription(context.cwd);
  const described = file === undefined ? {} : await read(context, file);
  const given = Object.entries({ name, agents, retain }).filter(([, value]) => value !== undefined);
  const whole = isObject(described) ? { ...described, ...Object.fromEntries(given) } : described;
  const resolved = resolveDescription(
    withEnvironment(whole, context.env),
    file === undefined ? 'The command line' : nameOf(file),
  );
  return resources === undefined ? resolved : { ...resolved, agents: resolved.agents.map((agent) => ({ ...agent, resources })) };
}

/** Checks what the options say as a description would be, so that messages name the options. */
function checkOptions(name: string | undefined, resources: string | undefined): void {
  try {
    resolveDescription({ name, agents: [{ resources }] });
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_DESCRIPTION')) throw error;
    const { path, expected = '', came = '', message } = error.details.problems[0] ?? { path: '', message: '' };
    const reason = /\((.*)\)$/.exec(message)?.[1];
    const option = path === 'name' ? '--name' : '--resources';
    throw new MinimesosError('INVALID_OPTION', { option, expected, came: reason === undefined ? came : `${came} (${reason})` });
  }
}

/** @throws MinimesosError `INVALID_OPTION` when it cannot be known which one is meant */
function onlyDescription(directory: string): string | undefined {
  const [file, ...others] = findDescriptions(directory);
  if (others.length === 0) return file;
  const expected = `one of ${[file, ...others].join(', ')}, which all lie in ${directory}`;
  throw new MinimesosError('INVALID_OPTION', { option: '--config', expected, came: 'nothing' });
}

/** Messages name the file as it was given; it is looked for below the working directory of the context. */
const read = ({ cwd, stdin }: CliContext, file: string): Promise<unknown> =>
  readDescriptionFile(file === '-' ? file : resolve(cwd, file), stdin, nameOf(file));
