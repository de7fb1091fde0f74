import { isMinimesosError, MinimesosError } from '../errors.js';
import { isObject } from './check.js';
import { resolveDescription } from './description.js';

/** The variables that stand for keys of a description, where the description leaves the key out. */
const VARIABLES = {
  MINIMESOS_DRIVER: 'driver',
  MINIMESOS_MESOS_VERSION: 'mesosVersion',
  MINIMESOS_TIMEOUT: 'timeout',
  MINIMESOS_REACTION: 'reaction',
  MINIMESOS_RETAIN: 'retain',
} as const;

/** With it, tests that describe a cluster run on one that is there already. */
const ATTACH = 'MINIMESOS_ATTACH';

/** What a description has whatever the cluster is. */
const ALWAYS = ['name', 'host', 'names', 'marathon', 'apps', 'groups', 'timeout', 'retain'] as const;

/** The same of a cluster that is there already. */
const OF_ATTACHED = { MINIMESOS_TIMEOUT: 'timeout', MINIMESOS_CREDENTIALS: 'credentials' } as const;

/** The same where Mesos runs in containers. */
const OF_DOCKER = { ...OF_ATTACHED, MINIMESOS_RETAIN: 'retain', MINIMESOS_IMAGES: 'images' } as const;

/** The same where programs of Mesos run. */
const OF_NATIVE = { ...OF_ATTACHED, MINIMESOS_RETAIN: 'retain', MINIMESOS_MESOS_HOME: 'mesosHome' } as const;

/**
 * A description with what the environment says of the keys it leaves out: what a user writes in the description always comes
 * first. Only with `MINIMESOS_ATTACH` a cluster that is there already takes the place of the one described, unless the description
 * names a driver. Called when a cluster is started, so that whatever sets the environment before then counts.
 * @throws MinimesosError `INVALID_DESCRIPTION` naming the variables that make no sense
 */
export function withEnvironment(given: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (!isObject(given)) return given;
  const description = attached(given, environment[ATTACH]);
  const defaults: Record<string, unknown> = {};
  const variables: Record<string, string> = {};
  for (const [variable, key] of Object.entries(variablesFor(description['driver'] ?? environment['MINIMESOS_DRIVER']))) {
    const text = environment[variable];
    // As in shells, an empty variable is one that is not set.
    if (text === undefined || text === '' || description[key] !== undefined) continue;
    defaults[key] = /^\d+$/.test(text) ? readNumber(key, text) : text;
    variables[key] = variable;
  }
  if (Object.keys(defaults).length === 0) return description;
  checkVariables(description['driver'], defaults, variables);
  return { ...description, ...defaults };
}

const variablesFor = (driver: unknown): Readonly<Record<string, string>> => {
  if (driver === 'attached') return OF_ATTACHED;
  if (driver === 'docker') return { MINIMESOS_DRIVER: 'driver', ...OF_DOCKER };
  return driver === 'native' ? { MINIMESOS_DRIVER: 'driver', ...OF_NATIVE } : VARIABLES;
};

/**
 * What a description says of a cluster that `MINIMESOS_ATTACH` takes the place of, by keys: a cluster that is there already is as it is.
 * How many agents there are at least, and how it reacts, is not worth a word.
 */
export function replacedBy(environment: Readonly<Record<string, string | undefined>>, description: unknown): string[] {
  if (!isObject(description) || attached(description, environment[ATTACH]) === description) return [];
  const minor = (key: string) => (ALWAYS as readonly string[]).includes(key) || key === 'reaction';
  return Object.entries(description).flatMap(([key, value]) =>
    minor(key) || value === undefined || (key === 'agents' && typeof value === 'number') ? [] : [key],
  );
}

/** The description, unless it says what runs the cluster, makes way for a cluster that is there already. */
function attached(description: Readonly<Record<string, unknown>>, master: string | undefined): Readonly<Record<string, unknown>> {
  if (master === undefined || master === '' || description['driver'] !== undefined) return description;
  const kept = ALWAYS.filter((key) => description[key] !== undefined).map((key) => [key, description[key]]);
  return { ...Object.fromEntries(kept), driver: 'attached', master };
}

/** Milliseconds are a number; whoever sets a switch to 1 or 0 means on or off. */
function readNumber(key: string, text: string): unknown {
  return key === 'retain' ? ({ 1: 'true', 0: 'false' }[text] ?? text) : Number(text);
}

/** Says what is wrong under the names of the variables, which is where it has to be corrected. */
function checkVariables(driver: unknown, defaults: Record<string, unknown>, variables: Readonly<Record<string, string>>): void {
  try {
    resolveDescription({ driver, ...(driver === 'attached' && { master: 'http://any' }), ...defaults });
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_DESCRIPTION', 'NOT_YET_SUPPORTED')) throw error;
    // What is within a key, such as an image, is within its variable.
    const named = (path: string) => path.replace(/^\w+/, (key) => variables[key] ?? key);
    const problems = error.details.problems.map((problem) => ({ ...problem, path: named(problem.path) }));
    throw new MinimesosError('INVALID_DESCRIPTION', { source: 'The environment', problems });
  }
}
