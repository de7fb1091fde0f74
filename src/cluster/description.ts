import type { AgentDescription, ClusterDescription, MasterDescription } from '../drivers/description.js';
import { reportOwnProcess } from '../drivers/own-process-rules.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { parseAgentFlags } from '../mesos/flags/agent-flags.js';
import { agentAuthenticationProblems, masterAuthenticationProblems } from '../mesos/flags/authentication-flags.js';
import type { Credential } from '../mesos/flags/credentials.js';
import { DURATION_FORM, parseDuration } from '../mesos/flags/duration.js';
import type { GivenFlags } from '../mesos/flags/flags.js';
import { parseMasterFlags } from '../mesos/flags/master-flags.js';
import type { Attribute, Resource } from '../mesos/wire/messages.js';
import { join, type Problem, Problems } from '../problem.js';
import { readSeed } from '../seed.js';
import { type Check, type Checked, choice, matching, object } from './check.js';
import { behaviours, type TaskBehaviourInput } from './check-behaviours.js';
import { type ContainerInput, containerKeys, containerOf } from './check-container.js';
import {
  type DockerInput,
  describeDocker,
  docker,
  type ImageRole,
  images,
  reportContainers,
  reportOfProcesses,
} from './check-docker.js';
import { credentials, master, ofDriver } from './check-driver.js';
import { type AppInput, appReferences, type MarathonInput, marathon } from './check-marathon.js';
import { type NamesInput, names } from './check-names.js';
import { attributes, resources } from './check-resources.js';
import { type SideContainerInput, sides } from './check-sides.js';
import {
  type OwnZooKeeperInput,
  ownEntries,
  reportSharedDirectories,
  type ZooKeeperInput,
  zooKeeperOfMasters,
  zookeeper,
  zookeepers,
} from './check-zookeeper.js';
import { type Entry, flags, members, port, reportSharedPorts } from './members.js';

/**
 * What a cluster is to look like, as users write it. Everything may be left out. Where `mesosVersion`, `timeout`, `reaction`
 * or `retain` is, a variable of the environment comes before the default: `MINIMESOS_MESOS_VERSION`, `MINIMESOS_TIMEOUT`,
 * `MINIMESOS_REACTION`, `MINIMESOS_RETAIN`. It is read when the cluster is started.
 */
export interface ClusterDescriptionInput {
  /** Small letters, digits and `-`, at most 63. Default: a name made up at the start. */
  name?: string;
  /**
   * What runs the cluster (docs/drivers.md). Default: `embedded`, the Mesos of this package. With `docker` it is Apache Mesos in
   * containers: see `docker`, `images`, `containers`. With `native` it is the programs of Mesos
   * that this machine has: see `mesosHome`. With `attached` it runs already, elsewhere, and is only used: see `master`.
   */
  driver?: 'embedded' | 'docker' | 'native' | 'attached';
  /** What there is to say of a cluster in containers as a whole. With `driver: 'docker'`. */
  docker?: DockerInput;
  /**
   * Images by role, in place of the defaults (docs/docker.md); also as text, as in
   * `MINIMESOS_IMAGES`: `master=mesos:1,agent=mesos:1`. With `driver: 'docker'`.
   */
  images?: Readonly<Partial<Record<ImageRole, string>>> | string;
  /** Whether agents have engines of their own, and images get there by `cluster.images.push()`. Default: `false`. With `driver: 'docker'`. */
  dockerInDocker?: boolean;
  /** Containers beside those of Mesos, by name; `true` for what is known by name. Default: none. With `driver: 'docker'`. */
  containers?: Readonly<Record<string, boolean | SideContainerInput>>;
  /**
   * Where mesos-master and mesos-agent are: the root of an installation, or of a build. Only with `driver: 'native'`. Default:
   * `MINIMESOS_MESOS_HOME` of the environment, or else they are on the PATH.
   */
  mesosHome?: string;
  /**
   * Where a cluster is that runs already: `http://host:5050` of one of its masters, or `zk://host:2181/mesos` of its ZooKeeper. Only
   * with `driver: 'attached'`, which needs it.
   */
  master?: string;
  /** Who minimesos is to masters that are not its own; also as text, `principal:secret`. Default: nobody. With `attached`, `docker` and `native`. */
  credentials?: Credential | string;
  /**
   * `process` runs the cluster in a process of its own, which ends with this one: it answers also while this process is busy
   * with something synchronous, and another one can connect to it. Default: in this process.
   */
  host?: 'process';
  /** The version of Mesos that the cluster behaves like and reports. Default: `1.11`. */
  mesosVersion?: '1.11' | '1.12' | '1.11.0' | '1.12.0';
  /** How many masters (1 to 5), or a description of each. More than one needs a ZooKeeper, and brings one. Default: 1. */
  masters?: number | MasterInput[];
  /** How many agents (at most 1000), or descriptions. Default: 1. */
  agents?: number | AgentInput[];
  /**
   * Whether masters and frameworks find each other by ZooKeeper: one that the cluster runs, or one that is there already.
   * Default: `false` with one master, `true` with several.
   */
  zookeeper?: ZooKeeperInput;
  /** Further ZooKeepers that the cluster runs, by name: for what frameworks keep there. Default: none. */
  zookeepers?: Readonly<Record<string, true | OwnZooKeeperInput>>;
  /**
   * Whether tasks, masters and agents are found by name, as with Mesos-DNS (docs/names.md): over DNS and HTTP, each on a port of its
   * own. Default: `false`.
   */
  names?: boolean | NamesInput;
  /**
   * Whether the cluster has a Marathon from its start on, and how that is started (docs/marathon.md). Default: the first
   * `cluster.install()` starts one, unless `containers` has one.
   */
  marathon?: boolean | MarathonInput;
  /** Apps of Marathon that are installed at the start: objects, or paths or URLs of JSON. The cluster is ready when they are. Default: none. */
  apps?: readonly AppInput[];
  /** Groups, as `apps`. */
  groups?: readonly AppInput[];
  /**
   * What runs containers: `mesos` runs tasks as processes of this machine, `docker` runs those with a DOCKER ContainerInfo on an engine
   * of Docker, and of several the first one that can run a task does. With `simulated` tasks are no processes, and start, run and
   * end by the clock of the cluster as `behaviours` say, so that thousands of agents and tasks fit in one process. Agents then
   * share one port, and there are no sandboxes. Default: `mesos`.
   */
  containerizers?: 'mesos' | 'docker' | 'docker,mesos' | 'mesos,docker' | 'simulated';
  /** How simulated tasks behave; the first that matches a task counts. Only with `containerizers: 'simulated'`. */
  behaviours?: readonly TaskBehaviourInput[];
  /**
   * What all chance on the cluster is drawn from: ids, allocations, the probability of faults, simulated tasks. A number, or a
   * text such as `42@0.1.0` with the version of minimesos it came from. Default: chance that nobody can repeat.
   */
  seed?: number | string;
  /** How long the start may take: milliseconds, or a duration of Mesos such as `30secs`. Default: `1mins`, with `attached` `10secs`. */
  timeout?: number | string;
  /**
   * Whether time passes by itself on the cluster (`real`), or stands still until `cluster.clock` moves it (`virtual`): filters,
   * pings, failover timeouts, kill grace and all other times of Mesos. Default: `real`, and `cluster.clock` can move it, too.
   */
  clock?: 'real' | 'virtual';
  /**
   * How fast the cluster reacts: `mesos` keeps Mesos's timing, `immediate` leaves out the waits that only gather work, such as
   * the one between the end of a task and the next offer of what it used. Default: `mesos`.
   */
  reaction?: 'mesos' | 'immediate';
  /** Whether the directory of a start that fails is kept, to be looked at; the error tells where. Default: `false`. */
  retain?: boolean;
}

/** Masters that are alike, as users write them. */
export interface MasterInput extends ContainerInput {
  /** How many. Default: 1. */
  count?: number;
  /** The port to listen on. Default: a free one. */
  port?: number;
  /** Flags of mesos-master under their names in Mesos. */
  flags?: GivenFlags;
  /**
   * Whether each is a process of its own, `minimesos-master` or `minimesos-agent`, which can be killed and stopped for real: with
   * Mesos's own messages between them, and with real time. Default: `false`.
   */
  ownProcess?: boolean;
}

/** Agents that are alike, as users write them. */
export interface AgentInput extends MasterInput {
  /** In Mesos's text form (`cpus:4;mem:4096;ports:[31000-32000]`) or JSON form. Default: the driver's. */
  resources?: string | Resource[];
  /** In Mesos's text form (`rack:a;os:linux`) or JSON form. Default: none. */
  attributes?: string | Attribute[];
  /** Flags of mesos-agent under their names in Mesos. */
  flags?: GivenFlags;
}

export const MOST_MASTERS = 5;

/** More agents than this in one Node process serve nobody; it is a typing error more likely than a wish. */
const MOST_AGENTS = 1000;
export const MOST_SIMULATED_AGENTS = 100_000;

const DEFAULT_TIMEOUT_MS = 60_000;
/** What runs already answers soon. */
const DEFAULT_ATTACH_TIMEOUT_MS = 10_000;

/** Node's timers cannot wait longer. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

const timeout: Check<number> = (value, path, problems) => {
  const milliseconds = typeof value === 'string' ? parseDuration(value) : value;
  if (typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= LONGEST_TIMEOUT_MS) return milliseconds;
  return problems.invalid(path, value, `milliseconds above 0, or ${DURATION_FORM}`);
};

const seed: Check<number> = (value, path, problems) => {
  try {
    if (typeof value === 'number' || typeof value === 'string') return readSeed(value);
    return problems.invalid(path, value, 'a seed: a whole number, or one with the version of minimesos, such as 42@0.1.0');
  } catch (error) {
    if (isMinimesosError(error, 'INVALID_ARGUMENT')) return problems.invalid(path, value, error.details.expected);
    return problems.invalid(path, value, 'a seed of this version', { reason: (error as Error).message });
  }
};

/** Flags of Mesos that a description cannot set, with the reasons. */
export const decidedFlags = {
  master: {
    port: 'it has a key of its own: port',
    zk: 'the cluster sets it',
    work_dir: 'the cluster makes a directory of its own and removes it again',
  },
  agent: {
    port: 'it has a key of its own: port',
    resources: 'it has a key of its own: resources',
    attributes: 'it has a key of its own: attributes',
    containerizers: 'it has a key of its own, for the whole cluster: containerizers',
    master: 'the cluster sets it',
    work_dir: 'the cluster makes a directory of its own and removes it again',
    runtime_dir: 'the cluster makes a directory of its own and removes it again',
  },
} as const;

const masterKeys = {
  port,
  flags: flags(parseMasterFlags, decidedFlags.master),
  ownProcess: choice({ true: { means: true }, false: { means: false } }),
  ...containerKeys,
};

const agentKeys = {
  ...masterKeys,
  resources,
  attributes,
  flags: flags(parseAgentFlags, decidedFlags.agent),
};

const agent = object('an agent', agentKeys);

const KEPT = 'an agent that starts again keeps its address';

const changes = object('the restart of an agent', {
  ...{ resources, attributes },
  flags: flags(parseAgentFlags, { ...decidedFlags.agent, port: KEPT, ip: KEPT }),
  port: (value, path, problems): undefined => problems.invalid(path, value, `no port, as ${KEPT}`),
});

/** Every key of a description with its check; the one place to add a key. */
const description = object('a cluster', {
  name: matching(/^[a-z0-9-]{1,63}$/, 'a name of 1 to 63 small letters, digits and -'),
  driver: choice({
    embedded: { means: 'embedded' as const },
    docker: { means: 'docker' as const },
    native: { means: 'native' as const },
    attached: { means: 'attached' as const },
  }),
  master,
  credentials,
  mesosHome: matching(/^[^\0]+$/, 'the root of an installation or build of Mesos'),
  mesosVersion: choice({
    '1.11': { means: '1.11.0' as const },
    '1.11.0': { means: '1.11.0' as const },
    '1.12': { means: '1.12.0' as const },
    '1.12.0': { means: '1.12.0' as const },
  }),
  masters: members('a master', 1, MOST_MASTERS, masterKeys),
  agents: members('an agent', 0, MOST_SIMULATED_AGENTS, agentKeys),
  zookeeper,
  zookeepers,
  names,
  containerizers: choice({
    mesos: { means: 'mesos' as const },
    'docker,mesos': { means: 'docker,mesos' as const },
    'mesos,docker': { means: 'mesos,docker' as const },
    docker: { means: 'docker' as const },
    simulated: { means: 'simulated' as const },
  }),
  timeout,
  marathon,
  apps: appReferences,
  groups: appReferences,
  retain: choice({ true: { means: true }, false: { means: false } }),
  host: choice({ process: { means: 'process' as const } }),
  clock: choice({ real: { means: 'real' as const }, virtual: { means: 'virtual' as const } }),
  seed,
  behaviours,
  reaction: choice({ mesos: { means: 'mesos' as const }, immediate: { means: 'immediate' as const } }),
  ...{ docker, images, containers: sides },
  dockerInDocker: choice({ true: { means: true }, false: { means: false } }),
});

/** Helps an editor to complete a description that is kept in a variable or file; returns it as it is. */
export const defineCluster = <Description extends ClusterDescriptionInput>(description: Description): Description => description;

/**
 * Checks a description and fills in the defaults.
 * @param input what a user gave; undefined stands for all defaults
 * @param source where it came from, for messages: a file name
 * @throws MinimesosError `INVALID_DESCRIPTION` with all problems
 */
export function resolveDescription(input: unknown = {}, source = 'The description'): ClusterDescription {
  const problems = new Problems();
  const given = description(input, '', problems) ?? {};
  const elsewhere = ofDriver(given, input, problems);
  const isOurs = given.driver !== 'attached';
  const masters = given.masters ?? [{ path: 'masters', count: 1, keys: {} }];
  const agents = given.agents ?? [{ path: 'agents', count: 1, keys: {} }];
  const masterCount = masters.reduce((sum, { count }) => sum + count, 0);
  const usual = given.driver === 'native' || given.driver === 'docker';
  const mastersZooKeeper = zooKeeperOfMasters(given.zookeeper, masterCount, usual, problems);
  reportQuorums(masters, masterCount, problems);
  const ownZooKeepers = ownEntries(mastersZooKeeper, given.zookeepers);
  const ownNames = given.names && given.names.port !== undefined ? [ownPort('names', given.names.port)] : [];
  const ownMarathon = given.marathon && given.marathon.port !== undefined ? [ownPort('marathon', given.marathon.port)] : [];
  reportSharedPorts([...masters, ...agents, ...ownZooKeepers, ...ownNames, ...ownMarathon], problems);
  reportSharedDirectories(ownZooKeepers, problems);
  for (const { path, keys } of masters) reportTogether(problems, path, masterProblems(keys.flags));
  for (const { path, keys } of agents) reportTogether(problems, path, agentProblems(keys.flags));
  const own = [...masters, ...agents].find(({ keys }) => keys.ownProcess);
  if (own) reportOwnProcess(`${own.path}.ownProcess`, given, problems);
  if (given.driver === 'docker') reportOfProcesses([...masters, ...agents], ownZooKeepers, problems);
  const { containerizers = given.driver === 'docker' ? 'docker,mesos' : 'mesos' } = given;
  if (containerizers === 'simulated') reportPorts(agents, problems);
  else {
    reportTooMany(agents, problems);
    if (given.behaviours?.length) {
      problems.invalid('behaviours', input, 'left out', {
        came: 'a list',
        reason: `only simulated tasks have them: containerizers is ${containerizers}`,
      });
    }
  }
  const inContainers = given.driver === 'docker';
  if (!inContainers) reportContainers([...masters, ...agents, ...ownZooKeepers], problems);
  const docker = inContainers ? describeDocker(given, problems) : undefined;
  throwIfAny(problems, source);
  return {
    name: given.name,
    driver: given.driver ?? 'embedded',
    ...elsewhere,
    ...(docker && { docker }),
    host: given.host,
    mesosVersion: given.mesosVersion ?? '1.11.0',
    masters: each(isOurs ? masters : [], describeMaster),
    agents: each(isOurs ? agents : [], describeAgent),
    ...(mastersZooKeeper && { zookeeper: mastersZooKeeper }),
    ...(given.zookeepers && { zookeepers: given.zookeepers }),
    ...(given.names && { names: given.names }),
    ...(given.marathon && { marathon: given.marathon }),
    ...((given.apps || given.groups) && { installed: { apps: given.apps ?? [], groups: given.groups ?? [] } }),
    containerizers,
    ...(given.behaviours && { behaviours: given.behaviours }),
    ...(given.seed !== undefined && { seed: given.seed }),
    timeoutMs: given.timeout ?? (isOurs ? DEFAULT_TIMEOUT_MS : DEFAULT_ATTACH_TIMEOUT_MS),
    clock: given.clock ?? 'real',
    reaction: given.reaction ?? 'mesos',
    retain: given.retain ?? false,
  };
}

/**
 * Checks the description of one agent, as {@link resolveDescription} does for a cluster.
 * @param input what a user gave; undefined stands for all defaults
 */
export function resolveAgent(input: unknown = {}, source = 'What was given'): AgentDescription {
  const problems = new Problems();
  const given = agent(input, '', problems) ?? {};
  reportTogether(problems, '', agentProblems(given.flags));
  throwIfAny(problems, source, 'an agent');
  return describeAgent(given);
}

/**
 * Checks what is to be different when an agent starts again: only what is given is in the result.
 * @throws MinimesosError `INVALID_DESCRIPTION`
 */
export function resolveChanges(input: unknown = {}): Partial<Pick<AgentDescription, 'resources' | 'attributes' | 'flags'>> {
  // Whether the flags go together is known where the others are.
  const problems = new Problems();
  const { resources, attributes, flags: changed } = changes(input, '', problems) ?? {};
  throwIfAny(problems, 'restart()', 'the restart of an agent');
  return {
    ...(resources !== undefined && { resources }),
    ...(attributes !== undefined && { attributes }),
    ...(changed !== undefined && { flags: changed }),
  };
}

function describeMaster({ port, flags = {}, ownProcess, ...container }: Checked<typeof masterKeys>): MasterDescription {
  const made = containerOf(container);
  return { port, flags, ...(ownProcess && { ownProcess }), ...(made && { container: made }) };
}

const describeAgent = ({ resources, attributes, ...others }: Checked<typeof agentKeys>): AgentDescription => ({
  ...describeMaster(others),
  resources,
  attributes,
});

const ownPort = (path: string, port: number) => ({ path, count: 1, keys: { port } });

/** So many masters that none would ever lead. */
function reportQuorums(masters: readonly Entry<typeof masterKeys>[], total: number, problems: Problems): void {
  for (const { path, keys } of masters) {
    const quorum = keys.flags?.['quorum'];
    if (quorum === undefined || !(Number(quorum) > total)) continue;
    const reason = `${total === 1 ? 'there is one master' : `there are ${total} masters`}, and none would ever lead`;
    problems.invalid(`${path}.flags.quorum`, quorum, `a number up to ${total}`, { reason });
  }
}

/** Simulated agents share one port. */
function reportPorts(agents: readonly Entry<typeof agentKeys>[], problems: Problems): void {
  for (const { path, keys } of agents) {
    if (keys.port === undefined) continue;
    problems.invalid(`${path}.port`, keys.port, 'left out', { reason: 'simulated agents share a port that is free' });
  }
}

function reportTooMany(agents: readonly Entry<typeof agentKeys>[], problems: Problems): void {
  const total = agents.reduce((sum, { count }) => sum + count, 0);
  const reason = 'simulated ones may be more: containerizers: simulated';
  if (total > MOST_AGENTS) problems.invalid('agents', total, `0 to ${MOST_AGENTS} in all`, { reason });
}

const masterProblems = (given?: GivenFlags) => (given ? masterAuthenticationProblems(parseMasterFlags(given).flags) : []);
const agentProblems = (given?: GivenFlags) => (given ? agentAuthenticationProblems(parseAgentFlags(given).flags) : []);

/** Flags that are wrong by themselves say nothing about how they go with others. */
function reportTogether(problems: Problems, path: string, found: readonly Problem[]): void {
  const flags = join(path, 'flags');
  if (!problems.list.some((problem) => problem.path.startsWith(flags))) problems.addAll(found, flags);
}

function each<Table extends typeof masterKeys, Result>(
  entries: readonly Entry<Table>[],
  describe: (keys: Entry<Table>['keys']) => Result,
): Result[] {
  return entries.flatMap(({ count, keys }) => new Array<Result>(count).fill(describe(keys)));
}

function throwIfAny({ list }: Problems, source: string, described = 'a cluster'): void {
  if (list.length > 0) throw new MinimesosError('INVALID_DESCRIPTION', { source, described, problems: list });
}
