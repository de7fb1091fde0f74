import { resolve } from 'node:path';
import { isObject } from '../cluster/check.js';
import { resolveDescription } from '../cluster/description.js';
import { withEnvironment } from '../cluster/environment.js';
import { linesOf, together } from '../cluster/minimesos-file/notes.js';
import { findDescriptions, isUrl, nameOf, readDescriptionFile } from '../cluster/read-description.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import type { CliContext } from './context.js';
import { AGENTS, type DESCRIPTION_OPTIONS, MASTERS } from './description-options.js';
import type { Options } from './options.js';
import { readWholeNumber } from './values.js';

/** A description that was checked, with all that it leaves out filled in. */
export type ClusterDescription = ReturnType<typeof resolveDescription>;

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
  const agents = readCount('--agents', options.agents, AGENTS);
  const masters = readCount('--masters', options.masters, MASTERS);
  checkOptions(name, resources);
  if (options.attach !== undefined) return attachedTo(options.attach, context, options);
  const file = options.config ?? options.clusterConfig ?? onlyDescription(context.cwd);
  const described = file === undefined ? {} : await read(context, file);
  const zookeeper = options.zookeeper && !(isObject(described) && described['zookeeper']) ? true : undefined;
  const given = Object.entries({ name, agents, masters, retain, zookeeper }).filter(([, value]) => value !== undefined);
  const whole = isObject(described) ? { ...described, ...Object.fromEntries(given) } : described;
  const resolved = resolveDescription(
    withEnvironment(whole, context.env),
    file === undefined ? 'The command line' : nameOf(file),
  );
  return resources === undefined ? resolved : { ...resolved, agents: resolved.agents.map((agent) => ({ ...agent, resources })) };
}

/** @throws MinimesosError `INVALID_OPTION` */
function attachedTo(master: string, { env }: CliContext, options: Options<typeof DESCRIPTION_OPTIONS>): ClusterDescription {
  const { name, config, clusterConfig, agents, masters, resources, zookeeper } = options;
  const other = Object.entries({ config, clusterConfig, agents, masters, resources, zookeeper }).find(
    ([, value]) => value !== undefined,
  );
  if (other) {
    const details = {
      option: `--${other[0]}`,
      came: String(other[1]),
      expected: 'left out: the cluster of --attach runs already',
    };
    throw new MinimesosError('INVALID_OPTION', details);
  }
  return resolveDescription(
    withEnvironment({ driver: 'attached', master, ...(name !== undefined && { name }) }, env),
    'The command line',
  );
}

const readCount = (option: string, text: string | undefined, { least, most }: { least: number; most: number }) =>
  text === undefined ? undefined : readWholeNumber(option, text, least, most);

/** Checks what the options say as a description would be, so that messages name the options. */
function checkOptions(name: string | undefined, resources: string | undefined): void {
  try {
    resolveDescription({ name, agents: [{ resources }] });
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_DESCRIPTION')) throw error;
    const { path, expected = '', came = '', message } = error.details.problems[0] ?? { path: '', message: '' };
    const reason = /^[^(]*\((.*)\)$/.exec(message)?.[1];
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

/**
 * Messages name the file as it was given; it is looked for below the working directory of the context. What of a minimesosFile has no
 * place in a description is told on stderr.
 */
const read = ({ cwd, stdin, stderr }: CliContext, file: string): Promise<unknown> =>
  readDescriptionFile(file === '-' || isUrl(file) ? file : resolve(cwd, file), stdin, nameOf(file), (notes) => {
    for (const note of together(notes)) stderr.write(`${nameOf(file)}, ${linesOf(note)}: ${note.text}.\n`);
  });
