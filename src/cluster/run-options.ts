import { userInfo } from 'node:os';
import { MinimesosError } from '../errors.js';
import type { Credential } from '../mesos/flags/credentials.js';
import { parseResources } from '../mesos/resources/parse.js';
import type { Resources } from '../mesos/resources/resources.js';
import type { CommandInfo, Resource, TaskState } from '../mesos/wire/messages.js';
import { show } from '../problem.js';
import { isObject } from './check.js';
import { ClusterAgent } from './cluster-agent.js';
import { checkOptions } from './options.js';
import { readTimeout } from './timeout.js';

export type { Credential };

/** How {@link MesosCluster.run} runs a command. */
export interface RunOptions {
  /** What the task gets, in Mesos's text or JSON form. Default: `cpus:0.1;mem:32`. */
  resources?: string | Resource[] | undefined;
  /** The name of the task. Default: `run`. */
  name?: string | undefined;
  /** The user it runs as, where the agents may switch users. Default: the user of this process. */
  user?: string | undefined;
  /**
   * As whom it is run, where the master asks frameworks who they are, or has ACLs. Default: as minimesos itself, which may do
   * everything.
   */
  credential?: Credential | undefined;
  /** Environment variables of the command, beside those Mesos sets. */
  environment?: Readonly<Record<string, string>> | undefined;
  /** What the fetcher puts into the sandbox first: addresses, or Mesos's URI objects. */
  uris?: readonly (string | CommandInfo.URI)[] | undefined;
  /** The agent it has to run on, or that agent's id. Default: any. */
  agent?: ClusterAgent | string | undefined;
  /** For all of it, from the call to the end of the task: milliseconds, or a duration such as `30secs`. Default: `1mins`. */
  timeout?: number | string | undefined;
  /** Called with what the command writes, soon after it was written. What it throws ends the run. */
  onOutput?: ((output: TaskOutput) => void) | undefined;
  /** Called with each state of the task, the last included. What it throws ends the run. */
  onState?: ((state: TaskState) => void) | undefined;
  /** Whether to reject with `RUN_FAILED` when the task ends in another state than TASK_FINISHED. Default: false. */
  throwOnFailure?: boolean | undefined;
  /** Ends the run when it aborts, with its reason; the command is killed. */
  signal?: AbortSignal | undefined;
}

/** A piece of what a task wrote, as text in UTF-8. */
export interface TaskOutput {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** How a task has ended that {@link MesosCluster.run} ran. */
export interface RunResult {
  readonly taskId: string;
  readonly agentId: string;
  readonly agentUrl: string;
  /** The state it ended in; `TASK_FINISHED` when all is well. */
  readonly state: TaskState;
  /** Mesos's words about the end. */
  readonly message: string | undefined;
  /** Mesos's reason for the end, such as `REASON_COMMAND_EXECUTOR_FAILED`. */
  readonly reason: string | undefined;
  /** With what the command exited; undefined when it did not exit by itself. */
  readonly exitCode: number | undefined;
  /** The signal that ended the command, such as `SIGKILL`. */
  readonly signal: string | undefined;
  /** All the task wrote, as text in UTF-8. */
  readonly stdout: string;
  readonly stderr: string;
  /** When what happened, in milliseconds since the call. */
  readonly timings: {
    readonly subscribed: number;
    /** The offer came that the task was launched with. */
    readonly offered: number;
    /** TASK_RUNNING; undefined for a task that never ran. */
    readonly running: number | undefined;
    /** The last state. */
    readonly ended: number;
    /** The output was read, the framework is gone. */
    readonly total: number;
  };
}

/** A run as it was asked for, checked. */
export interface RunRequest {
  readonly command: CommandInfo;
  /** The command in one line, for messages. */
  readonly text: string;
  readonly resources: Resources;
  readonly name: string;
  readonly user: string;
  readonly credential: Credential | undefined;
  readonly agentId: string | undefined;
  readonly timeoutMs: number;
  readonly onOutput: RunOptions['onOutput'];
  readonly onState: RunOptions['onState'];
  readonly throwOnFailure: boolean;
}

const DEFAULT_RESOURCES = 'cpus:0.1;mem:32';
const DEFAULT_TIMEOUT = '1mins';

const KNOWN = {
  ...{ resources: true, name: true, user: true, environment: true, uris: true, agent: true, timeout: true },
  ...{ onOutput: true, onState: true, throwOnFailure: true, signal: true, credential: true },
} satisfies Record<keyof RunOptions, true>;

/**
 * Checks the arguments of {@link MesosCluster.run} and fills in what was left out.
 * @throws MinimesosError `INVALID_ARGUMENT`, `UNKNOWN_AGENT`
 */
export function readRun(
  cluster: { readonly name: string; readonly agents: readonly { readonly id: string }[] },
  command: string | readonly string[],
  options: RunOptions,
): RunRequest {
  checkOptions('run()', options, KNOWN);
  const { environment = {}, uris = [], user = userInfo().username, name = 'run' } = options;
  checkForms({ environment, uris, user, name });
  return {
    command: {
      ...readCommand(command),
      user,
      uris: uris.map((uri) => (typeof uri === 'string' ? { value: uri } : uri)),
      environment: { variables: Object.entries(environment).map(([name, value]) => ({ name, value })) },
    },
    text: typeof command === 'string' ? command : command.join(' '),
    resources: readResources(options.resources ?? DEFAULT_RESOURCES),
    ...{ name, user },
    credential: options.credential && readCredential(options.credential),
    agentId: readAgent(cluster, options.agent),
    timeoutMs: readTimeout(options.timeout ?? DEFAULT_TIMEOUT, 'The timeout of run()'),
    onOutput: options.onOutput,
    onState: options.onState,
    throwOnFailure: options.throwOnFailure ?? false,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** What becomes a part of the task as it is. */
const FORMS = {
  name: { fits: isText, expected: 'text' },
  user: { fits: isText, expected: 'text' },
  environment: {
    fits: (value: unknown) => isObject(value) && Object.values(value).every(isText),
    expected: "an object of texts, such as { NAME: 'value' }",
  },
  uris: {
    fits: (value: unknown) =>
      Array.isArray(value) && value.every((uri) => isText(uri) || (isObject(uri) && isText(uri['value']))),
    expected: "a list of addresses, or of Mesos's URI objects",
  },
};

function checkForms(given: Readonly<Record<keyof typeof FORMS, unknown>>): void {
  for (const [option, { fits, expected }] of Object.entries(FORMS)) {
    const value = given[option as keyof typeof FORMS];
    if (fits(value)) continue;
    throw new MinimesosError('INVALID_ARGUMENT', { argument: `The ${option} of run()`, came: show(value), expected });
  }
}

function readCredential({ principal, secret }: Credential): Credential {
  if (typeof principal === 'string' && typeof secret === 'string') return { principal, secret };
  throw new MinimesosError('INVALID_ARGUMENT', {
    argument: 'The credential of run()',
    came: 'something else',
    expected: "a principal and its secret: { principal: 'P', secret: 'S' }",
  });
}

function readCommand(command: string | readonly string[]): CommandInfo {
  if (typeof command === 'string' && command.trim() !== '') return { shell: true, value: command };
  const [program, ...rest]: unknown[] = Array.isArray(command) ? command : [];
  if (isText(program) && program !== '' && rest.every(isText)) {
    return { shell: false, value: program, arguments: [program, ...rest] };
  }
  throw new MinimesosError('INVALID_ARGUMENT', {
    argument: 'The command of run()',
    came: show(command),
    expected: 'text for a shell, or a list of a program and its arguments',
  });
}

function readResources(given: string | Resource[]): Resources {
  const invalid = (reason: string) =>
    new MinimesosError('INVALID_ARGUMENT', {
      argument: 'The resources of run()',
      came: `${show(given)} (${reason})`,
      expected: 'resources such as "cpus:1;mem:128", or a list of Resource objects',
    });
  let resources: Resources;
  try {
    resources = parseResources(given);
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (resources.isEmpty) throw invalid('that is nothing');
  return resources;
}

function readAgent(
  { name, agents }: { readonly name: string; readonly agents: readonly { readonly id: string }[] },
  given: ClusterAgent | string | undefined,
): string | undefined {
  if (given === undefined) return undefined;
  const id = given instanceof ClusterAgent ? given.id : given;
  if (agents.some((agent) => agent.id === id)) return id;
  throw new MinimesosError('UNKNOWN_AGENT', { cluster: name, agent: show(id), agents: agents.map((agent) => agent.id) });
}
