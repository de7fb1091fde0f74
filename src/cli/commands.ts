import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';
import type { Command } from './command.js';

/** A command in the overview of all. */
interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const act = () => import('./commands/act.js');
const agent = () => import('./commands/agent.js');
const clock = () => import('./commands/clock.js');
const master = () => import('./commands/master.js');
const zk = () => import('./commands/zk.js');
const zookeeper = () => import('./commands/zookeeper.js');
const fault = () => import('./commands/fault.js');

/** The commands, by what they are about. Each is loaded when it is called, so that none pays for the others. */
export const commandGroups: Readonly<Record<string, Readonly<Record<string, CommandEntry>>>> = {
  Clusters: {
    init: { summary: 'writes a minimesos.yaml to begin with', load: async () => (await import('./commands/init.js')).init },
    migrate: {
      summary: 'makes a minimesos.yaml of a minimesosFile',
      load: async () => (await import('./commands/migrate.js')).migrate,
    },
    up: { summary: 'starts a cluster, or runs a command beside one', load: async () => (await import('./commands/up.js')).up },
    pull: {
      summary: 'gets the images that a cluster in containers needs',
      load: async () => (await import('./commands/pull.js')).pull,
    },
    info: { summary: 'shows where the cluster is', load: async () => (await import('./commands/info.js')).info },
    ps: { summary: 'lists all clusters', load: async () => (await import('./commands/ps.js')).ps },
    wait: { summary: 'waits for agents, frameworks, tasks', load: async () => (await import('./commands/wait.js')).wait },
    reset: { summary: 'makes a cluster as new', load: async () => (await import('./commands/reset.js')).reset },
    destroy: { summary: 'destroys a cluster', load: async () => (await import('./commands/destroy.js')).destroy },
  },
  'What is on a cluster': {
    masters: { summary: 'lists its masters', load: async () => (await import('./commands/masters.js')).masters },
    agents: { summary: 'lists its agents', load: async () => (await import('./commands/agents.js')).agents },
    frameworks: { summary: 'lists its frameworks', load: async () => (await import('./commands/frameworks.js')).frameworks },
    tasks: { summary: 'lists its tasks', load: async () => (await import('./commands/tasks.js')).tasks },
    containers: {
      summary: 'lists containers beside those of Mesos',
      load: async () => (await import('./commands/containers.js')).containers,
    },
    apps: { summary: 'lists the apps that are installed', load: async () => (await import('./commands/apps.js')).apps },
    logs: { summary: 'shows what a task writes', load: async () => (await import('./commands/logs.js')).logs },
    state: { summary: 'shows the state of the master', load: async () => (await import('./commands/state.js')).state },
    'zk ls': { summary: 'lists znodes of its ZooKeeper', load: async () => (await zk()).zkLs },
    'zk get': { summary: 'shows a znode', load: async () => (await zk()).zkGet },
    'zk watch': { summary: 'shows what changes there', load: async () => (await zk()).zkWatch },
    timeline: { summary: 'shows what has happened', load: async () => (await import('./commands/timeline.js')).timeline },
    diagnostics: {
      summary: 'saves all that may explain a failure',
      load: async () => (await import('./commands/diagnostics.js')).diagnostics,
    },
  },
  'What to do with it': {
    run: { summary: 'runs a command as a task', load: async () => (await import('./commands/run.js')).run },
    'image push': {
      summary: 'brings an image to engines of its agents',
      load: async () => (await import('./commands/image-push.js')).imagePush,
    },
    install: {
      summary: 'installs an app or group of Marathon',
      load: async () => (await import('./commands/install.js')).install,
    },
    uninstall: { summary: 'ends and removes it', load: async () => (await import('./commands/uninstall.js')).uninstall },
    'task kill': { summary: 'kills a task', load: async () => (await import('./commands/task-kill.js')).taskKill },
    'framework teardown': {
      summary: 'ends a framework and its tasks',
      load: async () => (await import('./commands/framework-teardown.js')).frameworkTeardown,
    },
    'master kill': { summary: 'has the master crash', load: async () => (await master()).masterKill },
    'master pause': { summary: 'has a master of its own process stand still', load: async () => (await master()).masterPause },
    'master resume': { summary: 'lets it go on', load: async () => (await master()).masterResume },
    'master restart': { summary: 'starts the master again', load: async () => (await master()).masterRestart },
    failover: { summary: 'has another master lead', load: async () => (await import('./commands/masters.js')).failover },
    'agent add': { summary: 'adds an agent', load: async () => (await agent()).agentAdd },
    'agent stop': { summary: 'has an agent leave in good order', load: async () => (await agent()).agentStop },
    'agent kill': { summary: 'has an agent crash', load: async () => (await agent()).agentKill },
    'agent pause': { summary: 'has an agent of its own process stand still', load: async () => (await agent()).agentPause },
    'agent resume': { summary: 'lets it go on', load: async () => (await agent()).agentResume },
    'agent restart': { summary: 'starts an agent again', load: async () => (await agent()).agentRestart },
  },
  'Faults and time': {
    'fault add': { summary: 'drops, delays, holds, resets ... what passes', load: async () => (await fault()).faultAdd },
    'fault partition': { summary: 'cuts an agent off its master', load: async () => (await fault()).faultPartition },
    'fault heal': { summary: 'ends partitions', load: async () => (await fault()).faultHeal },
    'fault list': { summary: 'lists the faults', load: async () => (await fault()).faultList },
    'fault held': { summary: 'shows what a fault holds', load: async () => (await fault()).faultHeld },
    'fault release': { summary: 'lets what a fault holds pass', load: async () => (await fault()).faultRelease },
    'fault remove': { summary: 'ends a fault', load: async () => (await fault()).faultRemove },
    'offer rescind': { summary: 'has the master take offers back', load: async () => (await act()).offerRescind },
    'executor kill': { summary: 'has an executor crash', load: async () => (await act()).executorKill },
    'task pause': { summary: 'stops the processes of a task', load: async () => (await act()).taskPause },
    'task resume': { summary: 'lets them go on', load: async () => (await act()).taskResume },
    'task fill-sandbox': { summary: 'ends a task for its disk', load: async () => (await act()).taskFillSandbox },
    'zookeeper sessions': { summary: 'lists the sessions with ZooKeeper', load: async () => (await zookeeper()).sessions },
    'zookeeper expire': { summary: 'ends a session', load: async () => (await zookeeper()).expire },
    'zookeeper drop': { summary: 'cuts the connection of a session', load: async () => (await zookeeper()).drop },
    'zookeeper freeze': { summary: 'has ZooKeeper stand still', load: async () => (await zookeeper()).freeze },
    'zookeeper thaw': { summary: 'lets it go on', load: async () => (await zookeeper()).thaw },
    'zookeeper read-only': { summary: 'has it only read, or write again', load: async () => (await zookeeper()).readOnly },
    'zookeeper restart': { summary: 'stops it and starts it again', load: async () => (await zookeeper()).restart },
    chaos: {
      summary: 'has much go wrong while a framework runs, by chance',
      load: async () => (await import('./commands/chaos.js')).chaos,
    },
    'clock show': { summary: 'shows the time of a cluster', load: async () => (await clock()).clockShow },
    'clock advance': { summary: 'moves the time of a cluster ahead', load: async () => (await clock()).clockAdvance },
  },
  'minimesos itself': {
    serve: { summary: 'offers the remote API', load: async () => (await import('./commands/serve.js')).serve },
    prune: { summary: 'removes what dead processes left', load: async () => (await import('./commands/prune.js')).prune },
    doctor: { summary: 'looks for trouble on this machine', load: async () => (await import('./commands/doctor.js')).doctor },
    completion: {
      summary: 'prints what a shell needs to complete commands',
      load: async () => (await import('./commands/completion.js')).completion,
    },
    version: { summary: 'shows the version', load: async () => (await import('./commands/version.js')).version },
    help: { summary: 'shows this, or the help of a command', load: async () => (await import('./commands/help.js')).help },
  },
};

/** All commands by their names. */
export const commands: Readonly<Record<string, CommandEntry>> = Object.assign({}, ...Object.values(commandGroups));

/** A command with the arguments that follow its name. */
export interface Invocation {
  readonly name: string;
  readonly entry: CommandEntry;
  readonly args: readonly string[];
}

/**
 * Finds the command that a command line names; some have names of two words.
 * @throws MinimesosError `UNKNOWN_COMMAND`, `INVALID_OPTION` when the second word is missing
 */
export function findCommand(argv: readonly string[]): Invocation {
  const [first = '', second] = argv;
  const entry = entryOf(first);
  if (entry) return { name: first, entry, args: argv.slice(1) };
  const seconds = secondWords(first);
  if (seconds.length === 0) throw unknown(first, Object.keys(commands));
  const both = entryOf(`${first} ${second}`);
  if (both) return { name: `${first} ${second}`, entry: both, args: argv.slice(2) };
  const help = entryOf('help');
  if (help && (second === '--help' || second === '-h')) return { name: 'help', entry: help, args: [first] };
  if (second !== undefined && !second.startsWith('-'))
    throw unknown(
      `${first} ${second}`,
      seconds.map((word) => `${first} ${word}`),
    );
  const came = second === undefined ? 'nothing' : show(second);
  throw new MinimesosError('INVALID_OPTION', { option: `minimesos ${first}`, expected: `one of ${seconds.join(', ')}`, came });
}

/** The commands whose names begin with this word and have another one. */
export const secondWords = (first: string): string[] =>
  Object.keys(commands).flatMap((name) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));

const entryOf = (name: string): CommandEntry | undefined => (Object.hasOwn(commands, name) ? commands[name] : undefined);

const unknown = (command: string, known: readonly string[]) =>
  new MinimesosError('UNKNOWN_COMMAND', { command, suggestion: suggest(command, known) });
