/** Where the settings of a proxy are: JSON in this variable of its environment. */
export const SETTINGS_VARIABLE = 'MINIMESOS_DOCKER_PROXY';

/** A directory of the agent's container, and where it is on the engine's machine: exactly one of `source` and `volume`. */
export interface SharedPath {
  /** As the agent sees it: `/var/lib/mesos`. */
  readonly path: string;
  /** A directory of the engine's machine. */
  readonly source?: string;
  /** A volume of the engine. */
  readonly volume?: string;
}

/** What a proxy is told when it is started. */
export interface ProxySettings {
  /** The cluster, as the label of all that is its has it. */
  readonly cluster: string;
  /** Whose the cluster is, as the label has it. */
  readonly owner: string;
  /** The agent, as the label of its member has it: containers that it starts get that too. */
  readonly member: string;
  /** The network of the cluster, by its name. */
  readonly network: string;
  /** The container whose address is the agent's, by its name or id: the one this proxy runs in. */
  readonly container: string;
  /** The socket that the agent is given, in a directory that both see. */
  readonly listen: string;
  /** The socket of the engine. Default: `/var/run/docker.sock` */
  readonly engine: string;
  /**
   * What of the agent's files is on the engine's machine, so that a task's container can have it. A path that is none of these is one of
   * the engine's machine. Where the proxy itself has such a path too, symbolic links below it are followed.
   */
  readonly paths: readonly SharedPath[];
}

const NEEDED = ['cluster', 'owner', 'member', 'network', 'container', 'listen'] as const;

/** @throws Error that names all problems */
export function readSettings(text: string | undefined): ProxySettings {
  let read: unknown;
  try {
    read = JSON.parse(text ?? '');
  } catch (error) {
    throw new Error(`${SETTINGS_VARIABLE} has to be JSON: ${text === undefined ? 'it is not set' : (error as Error).message}`);
  }
  if (typeof read !== 'object' || read === null) throw new Error(`${SETTINGS_VARIABLE} has to be an object`);
  const settings = { engine: '/var/run/docker.sock', paths: [], ...read } as Record<string, unknown>;
  const problems = [
    ...[...NEEDED, 'engine']
      .filter((name) => typeof settings[name] !== 'string' || settings[name] === '')
      .map((name) => `${name} has to be text`),
    ...pathProblems(settings['paths']),
    ...Object.keys(settings)
      .filter((name) => !([...NEEDED, 'engine', 'paths'] as string[]).includes(name))
      .map((name) => `${name} is unknown`),
  ];
  if (problems.length > 0) throw new Error(`${SETTINGS_VARIABLE}: ${problems.join('; ')}`);
  return settings as unknown as ProxySettings;
}

function pathProblems(paths: unknown): string[] {
  if (!Array.isArray(paths)) return ['paths has to be a list'];
  return (paths as Partial<SharedPath>[]).flatMap(({ path, source, volume }, index) => {
    if (!path?.startsWith('/')) return [`paths[${index}].path has to be absolute`];
    return (source === undefined) === (volume === undefined) ? [`paths[${index}] needs either source or volume`] : [];
  });
}
