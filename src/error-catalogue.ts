import { formatProblem, type Problem, show } from './problem.js';

interface Entry {
  /** When this error is thrown; for the documentation. */
  readonly when: string;
  /** What happened and what was tried, in whole sentences. */
  readonly happened: (details: never) => string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

const indented = (lines: readonly string[]) => lines.map((line) => `\n  ${line}`).join('');
const problemLines = (problems: readonly Problem[]) => indented(problems.map(formatProblem));
const lastLines = (log: readonly string[] | undefined) => (log?.length ? ` Its last log lines:${indented(log)}` : '');
const nearest = (suggestion: string | undefined) => (suggestion === undefined ? '' : ` Did you mean ${suggestion}?`);
const known = (names: readonly string[]) => (names.length === 0 ? 'There are none.' : `There are: ${names.join(', ')}.`);

/** Every error that minimesos throws on purpose, by its code. `docs/errors.md` is made from this table. */
export const errorCatalogue = {
  INVALID_DESCRIPTION: {
    when: 'A cluster description has unknown keys or impossible values. All problems are listed, each with its path.',
    happened: ({ source, problems }: { source: string; problems: readonly Problem[] }) =>
      `${source} does not describe a cluster:${problemLines(problems)}`,
    remedy: 'Correct the places named; nothing was started.',
  },
  NOT_YET_SUPPORTED: {
    when: 'Something valid was asked for that comes with a later version.',
    happened: ({ source, problems }: { source: string; problems: readonly Problem[] }) =>
      `${source} asks for what this version of minimesos cannot do yet:${problemLines(problems)}`,
    remedy: 'Leave it out, or use what is named in its place; the change log tells when it arrives.',
  },
  INVALID_ARGUMENT: {
    when: 'A function of the library was called with an argument that makes no sense.',
    happened: ({ argument, came, expected }: { argument: string; came: string; expected: string }) =>
      `${argument} has to be ${expected}, but is ${came}.`,
    remedy: 'Correct the call.',
  },
  CLUSTER_ALREADY_STARTED: {
    when: 'A cluster was started a second time, or the name belongs to a cluster that runs already.',
    happened: ({ cluster }: { cluster: string }) => `Cluster ${cluster} runs already.`,
    remedy: 'Use the running cluster, destroy it first, or start another one under another name.',
  },
  CLUSTER_DESTROYED: {
    when: 'A cluster was used after it had been destroyed, or while it was being destroyed.',
    happened: ({ cluster, operation }: { cluster: string; operation: string }) =>
      `${operation} was asked of cluster ${cluster}, which is destroyed.`,
    remedy: 'Start a new cluster, or destroy this one later; look for a missing await before the last use.',
  },
  PORT_TAKEN: {
    when: 'A port that the description asks for is in use by another program, or may not be used.',
    happened: ({ owner, ip, port, reason }: { owner: string; ip: string; port: number; reason?: string | undefined }) =>
      `${owner} could not listen on ${ip}:${port}${reason === undefined ? '' : ` (${reason})`}.`,
    remedy: 'Stop what uses the port, choose another one, or leave the port out: a free one is chosen then.',
  },
  START_FAILED: {
    when: 'A cluster could not be started. What had been started is gone again.',
    happened: ({ cluster, reason, log }: { cluster: string; reason: string; log?: readonly string[] | undefined }) =>
      `Cluster ${cluster} could not be started: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}${lastLines(log)}`,
    remedy: 'Remove the cause named; nothing was left behind.',
  },
  START_TIMEOUT: {
    when: 'A cluster was not ready in time. What had been started is gone again.',
    happened: (details: { cluster: string; timeout: string; waitedFor: string; log?: readonly string[] | undefined }) =>
      `Cluster ${details.cluster} was not ready within ${details.timeout}: still waiting for ${details.waitedFor}.${lastLines(details.log)}`,
    remedy: 'Give it more time (timeout), or look at what it waited for.',
  },
  WAIT_TIMEOUT: {
    when: 'A wait ended at its deadline before what it waited for had come.',
    happened: ({ waitedFor, timeout, seen }: { waitedFor: string; timeout: string; seen: string }) =>
      `${waitedFor} did not come within ${timeout}. Seen last: ${seen}`,
    remedy: 'Compare what was seen with what the wait asks for; give it more time (timeout) if it is on its way.',
  },
  UNKNOWN_CLUSTER: {
    when: 'There is no running cluster of that name or id.',
    happened: ({ cluster, clusters }: { cluster: string; clusters: readonly string[] }) =>
      `There is no cluster ${cluster}. ${known(clusters)}`,
    remedy: 'Use one of the clusters named, or start one.',
  },
  UNKNOWN_AGENT: {
    when: 'The cluster has no agent of that name, number or id.',
    happened: ({ cluster, agent, agents }: { cluster: string; agent: string; agents: readonly string[] }) =>
      `Cluster ${cluster} has no agent ${agent}. ${known(agents)}`,
    remedy: 'Use one of the agents named, or add one.',
  },
  AGENT_GONE: {
    when: 'An agent was used after it had been stopped or killed.',
    happened: ({ agent, operation }: { agent: string; operation: string }) =>
      `${operation} was asked of agent ${agent}, which no longer runs.`,
    remedy: 'Use another agent, or add one.',
  },
  INVALID_REQUEST: {
    when: 'A request to the remote API has unknown keys or impossible values. All problems are listed, each with its path.',
    happened: ({ request, problems }: { request: string; problems: readonly Problem[] }) =>
      `${request} cannot be understood:${problemLines(problems)}`,
    remedy: 'Correct the places named; /docs describes every request.',
  },
  UNKNOWN_PATH: {
    when: 'The remote API has nothing under the path of the request.',
    happened: ({ path }: { path: string }) => `There is nothing under ${path}.`,
    remedy: 'See /docs for what there is.',
  },
  UNKNOWN_METHOD: {
    when: 'The remote API has the path of the request, but not for its method.',
    happened: ({ method, path, methods }: { method: string; path: string; methods: readonly string[] }) =>
      `${path} does not take ${method}, only ${methods.join(' and ')}.`,
    remedy: 'Use one of the methods named; see /docs.',
  },
  UNAUTHORIZED: {
    when: 'A request to the remote API does not carry the token of the server.',
    happened: ({ reason }: { reason: string }) => `The request was refused: ${reason}.`,
    remedy: 'Send the token of the server as "Authorization: Bearer TOKEN"; it is in the file that the server wrote.',
  },
  REQUEST_REFUSED: {
    when: 'A request to the remote API came by a foreign name of the server, or from a web page of another site.',
    happened: ({ header, came }: { header: string; came: string }) => `The request was refused for its header ${header}: ${came}.`,
    remedy: 'Use the URL that the server shows, and no web page of another site.',
  },
  BODY_TOO_LARGE: {
    when: 'The body of a request to the remote API is larger than the server takes.',
    happened: ({ limit }: { limit: number }) => `The body of the request has more than ${limit} bytes.`,
    remedy: 'Send less; what tasks need can be fetched by them.',
  },
  UNSUPPORTED_CONTENT: {
    when: 'The body of a request to the remote API is in a form that is not taken there.',
    happened: ({ came, expected }: { came: string; expected: readonly string[] }) =>
      `The body of the request has to be ${expected.join(' or ')}, but is ${came}.`,
    remedy: 'Set the header Content-Type to what the body is.',
  },
  LIMIT_REACHED: {
    when: 'A server of the remote API has as many clusters, or a cluster as many agents, as it may have.',
    happened: ({ what, limit }: { what: string; limit: number }) => `There may be no more than ${limit} ${what}.`,
    remedy: 'Destroy what is no longer needed, or start the server with a higher limit.',
  },
  KEY_REUSED: {
    when: 'A cluster was asked for under the key of another request that had asked for a different one.',
    happened: ({ key, cluster }: { key: string; cluster: string }) =>
      `The key ${key} belongs to cluster ${cluster}, which was described differently.`,
    remedy: 'Use a new key for every cluster; repeat a key only with the request it came with.',
  },
  LEASE_ENDED: {
    when: 'A cluster was to live as long as a lease that does not exist, or no longer.',
    happened: ({ lease }: { lease: string }) => `The lease ${lease} has ended; its connection is closed.`,
    remedy: 'Take a new lease with GET /v1/lease, and keep its connection open.',
  },
  READER_TOO_SLOW: {
    when: 'A client of the remote API did not read a stream as fast as it was written.',
    happened: ({ waiting }: { waiting: number }) => `The stream was ended, for ${waiting} events waited to be read.`,
    remedy: 'Read faster, or ask for less with a filter; go on with the header Last-Event-ID where the stream has ids.',
  },
  SERVER_STOPPING: {
    when: 'Something was asked of a server of the remote API that is about to end.',
    happened: ({ operation }: { operation: string }) => `${operation} was asked of a server that is about to end.`,
    remedy: 'Start a new server.',
  },
  TOKEN_REQUIRED: {
    when: 'A server of the remote API was to be reachable from other machines without a token of your choice.',
    happened: ({ address }: { address: string }) => `A server on ${address} can be reached from other machines, and needs a token.`,
    remedy: 'Give it a token that nobody can guess, or listen on 127.0.0.1.',
  },
  COMMAND_NOT_FOUND: {
    when: 'The command to run beside the cluster does not exist.',
    happened: ({ command, path }: { command: string; path?: string | undefined }) =>
      `There is no command ${command}.${path === undefined ? '' : ` Looked in: ${path}.`}`,
    remedy: 'Check its spelling and PATH, or give the path of the program.',
  },
  COMMAND_NOT_STARTED: {
    when: 'The command to run beside the cluster exists, but the operating system refuses to start it.',
    happened: ({ command, reason }: { command: string; reason: string }) => `Command ${command} could not be started: ${reason}.`,
    remedy: 'Check that the file is executable and that its interpreter exists.',
  },
  RUN_FAILED: {
    when: 'A command run on the cluster as a task did not finish well.',
    happened: (details: {
      command: string;
      state: string;
      message?: string | undefined;
      output?: readonly string[] | undefined;
    }) => {
      const message = details.message ? `: ${details.message}` : '';
      const output = details.output?.length ? ` Its last output:${indented(details.output)}` : '';
      return `Task ${show(details.command)} ended ${details.state}${message}.${output}`;
    },
    remedy: 'Look at the output of the task and at the resources it asks for.',
  },
  SUPERVISOR_FAILED: {
    when: 'The process that starts and watches the tasks could not be started or has died. Tasks cannot run without it.',
    happened: ({ reason }: { reason: string }) => `The supervisor of the tasks failed: ${reason}.`,
    remedy: 'Destroy the cluster and start it again; if this happens at every start, report it with the reason.',
  },
  DESTROY_TIMEOUT: {
    when: 'A cluster could not be taken down completely in time.',
    happened: ({ cluster, timeout, left }: { cluster: string; timeout: string; left: readonly string[] }) =>
      `Cluster ${cluster} was not gone within ${timeout}. Still there:${indented(left)}`,
    remedy: 'End the processes and remove the directories named.',
  },
  FILE_NOT_FOUND: {
    when: 'A file that was named does not exist.',
    happened: ({ file }: { file: string }) => `There is no file ${file}.`,
    remedy: 'Check the path; a relative one starts at the working directory.',
  },
  FILE_NOT_READABLE: {
    when: 'A file that was named exists, but cannot be read.',
    happened: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be read: ${reason}.`,
    remedy: 'Check that it is a file and that you may read it.',
  },
  INVALID_FILE: {
    when: 'A file, or standard input, is not in the form it has to be in.',
    happened: (details: { file: string; line?: number | undefined; column?: number | undefined; reason: string }) =>
      `${details.file}${details.line === undefined ? '' : `:${details.line}:${details.column ?? 1}`}: ${details.reason}.`,
    remedy: 'Correct the file at the place named.',
  },
  UNKNOWN_COMMAND: {
    when: 'The command line names a command that minimesos does not have.',
    happened: ({ command, suggestion }: { command: string; suggestion?: string | undefined }) =>
      `minimesos has no command ${command}.${nearest(suggestion)}`,
    remedy: 'See minimesos --help.',
  },
  UNKNOWN_OPTION: {
    when: 'The command line has an option that the command does not have.',
    happened: ({ command, option, suggestion }: { command: string; option: string; suggestion?: string | undefined }) =>
      `${command} has no option ${option}.${nearest(suggestion)}`,
    remedy: 'See the options with --help; what follows -- belongs to the command that is run.',
  },
  INVALID_OPTION: {
    when: 'The value of an option on the command line is missing or wrong.',
    happened: ({ option, came, expected }: { option: string; came: string; expected: string }) =>
      `${option} expects ${expected}, but got ${came}.`,
    remedy: 'Correct the option; see --help.',
  },
} satisfies Record<string, Entry>;

/** The codes of all errors. */
export type ErrorCode = keyof typeof errorCatalogue;

/** What an error of this code carries in `details`. */
export type ErrorDetails<Code extends ErrorCode> = Parameters<(typeof errorCatalogue)[Code]['happened']>[0];
