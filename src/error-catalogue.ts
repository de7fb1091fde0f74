import { appErrors } from './error-catalogue/apps.js';
import { commandLineErrors } from './error-catalogue/command-line.js';
import { dockerErrors } from './error-catalogue/docker.js';
import { driverErrors } from './error-catalogue/drivers.js';
import { type Entry, indented, kept, known, lastLines, problemLines } from './error-catalogue/entry.js';
import { namesErrors } from './error-catalogue/names.js';
import { programErrors } from './error-catalogue/programs.js';
import { zookeeperErrors } from './error-catalogue/zookeeper.js';
import { type Problem, show } from './problem.js';

/** Every error that minimesos throws on purpose, by its code. `docs/errors.md` is made from this table. */
export const errorCatalogue = {
  INVALID_DESCRIPTION: {
    when: 'A cluster description has unknown keys or impossible values. All problems are listed, each with its path.',
    happened: (details: { source: string; problems: readonly Problem[]; described?: string | undefined }) =>
      `${details.source} does not describe ${details.described ?? 'a cluster'}:${problemLines(details.problems)}`,
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
  TOO_MANY_FILES: {
    when: 'No more files and connections can be opened by the process that uses a cluster, or on its machine.',
    happened: ({ operation, reason }: { operation: string; reason: string }) =>
      `${operation} could not be done, as no more files and connections can be opened (${reason}).`,
    remedy: 'Close some that are not needed any more, or allow more with ulimit -n; the cluster is as it was.',
  },
  SIMULATION_FAILED: {
    when: 'Something did not hold in a simulation. Seed and schedule lead to the same again.',
    happened: (details: {
      seed: string;
      step: number;
      of: number;
      reason: string;
      schedule: readonly (readonly [name: string, one: number, other: number])[];
      text: readonly string[];
      timeline: readonly string[];
    }) => {
      const { seed, step, of, reason, text, timeline } = details;
      const when = step < of ? `in step ${step + 1} of ${of}` : `after ${of} steps, when everything had healed`;
      const steps = text.length === 0 ? ' It takes no steps at all.' : `\nThese steps are enough:${indented(text)}`;
      const end = /[.!?]$/.test(reason) ? '' : '.';
      return `The simulation with seed ${seed} failed ${when}: ${reason}${end}${steps}\nThe end of their timeline:${indented(timeline)}`;
    },
    remedy: 'Run it again with this seed, and details.schedule as schedule, to look at it.',
  },
  SEED_OF_OTHER_VERSION: {
    when: 'A seed was given that another version of minimesos has printed.',
    happened: ({ seed, version, current }: { seed: number; version: string; current: string }) =>
      `Seed ${seed} comes from minimesos ${version}, and this is ${current}, where it may lead to something else.`,
    remedy: 'Install that version to repeat exactly what happened there, or give the bare number to take what it leads to here.',
  },
  INVALID_FAULT: {
    when: 'A fault makes no sense, or could never happen. All problems are listed.',
    happened: ({ problems }: { problems: readonly Problem[] }) => `This is no fault that could happen:${problemLines(problems)}`,
    remedy: 'Correct the places named; nothing was changed. docs/faults.md tells what there is.',
  },
  EXPECTATION_FAILED: {
    when: 'A call, event or message that was expected did not come in time, or one that was not to come did.',
    happened: ({ expected, seen }: { expected: string; seen: readonly string[] }) =>
      `Expected ${expected}, but saw ${seen.length === 0 ? 'nothing of that name' : `this:${indented(seen)}`}.`,
    remedy: 'Look at the timeline (cluster.timeline(), minimesos timeline) for what came instead.',
  },
  UNKNOWN_FAULT: {
    when: 'A fault was named that does not exist, or was removed.',
    happened: ({ fault, faults }: { fault: number | string; faults: readonly number[] }) =>
      `There is no fault ${fault}. ${known(faults.map(String))}`,
    remedy: 'Take one of those; a reset removes all of them.',
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
    happened: (details: {
      owner: string;
      ip: string;
      port: number;
      reason?: string | undefined;
      directory?: string | undefined;
    }) => {
      const { owner, ip, port, reason, directory } = details;
      return `${owner} could not listen on ${ip}:${port}${reason === undefined ? '' : ` (${reason})`}.${kept(directory)}`;
    },
    remedy: 'Stop what uses the port, choose another one, or leave the port out: a free one is chosen then.',
  },
  START_FAILED: {
    when: 'A cluster could not be started. What had been started is gone again.',
    happened: (details: {
      cluster: string;
      reason: string;
      log?: readonly string[] | undefined;
      directory?: string | undefined;
      containersOf?: string | undefined;
    }) => {
      const { cluster, reason, log, directory, containersOf } = details;
      return `Cluster ${cluster} could not be started: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}${kept(directory, containersOf)}${lastLines(log)}`;
    },
    remedy:
      'Remove the cause named. Nothing of the cluster runs any more, unless containers are kept, which minimesos prune removes once their owner is gone.',
  },
  RECOVERY_FAILED: {
    when: 'An agent was started again, and cannot take up what it left: a file of its checkpoint is damaged, or does not fit its flags.',
    happened: ({ file, reason }: { file: string; reason: string }) =>
      `The agent could not recover from ${file}: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`,
    remedy:
      'Put right what is named, start it with the flag strict: false to go on without what cannot be read, or remove meta/slaves/latest in its work directory: it is a new agent then.',
  },
  START_TIMEOUT: {
    when: 'A cluster was not ready in time. What had been started is gone again.',
    happened: (details: {
      cluster: string;
      timeout: string;
      waitedFor: string;
      log?: readonly string[] | undefined;
      directory?: string | undefined;
      containersOf?: string | undefined;
    }) => {
      const { cluster, timeout, waitedFor, log, directory, containersOf } = details;
      return `Cluster ${cluster} was not ready within ${timeout}: still waiting for ${waitedFor}.${kept(directory, containersOf)}${lastLines(log)}`;
    },
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
  UNKNOWN_FRAMEWORK: {
    when: 'The cluster has no framework of that name or id.',
    happened: ({ cluster, framework, frameworks }: { cluster: string; framework: string; frameworks: readonly string[] }) =>
      `Cluster ${cluster} has no framework ${framework}. ${known(frameworks)}`,
    remedy: 'Use one of the frameworks named, or wait for it with waitForFramework() or minimesos wait --framework.',
  },
  UNKNOWN_TASK: {
    when: 'The cluster has no task of that id, or its framework has none.',
    happened: ({ cluster, task, tasks }: { cluster: string; task: string; tasks: readonly string[] }) =>
      `Cluster ${cluster} has no task ${task}. ${known(tasks)}`,
    remedy: 'Use one of the tasks named, or wait for it with waitForTasks() or minimesos wait --tasks.',
  },
  AMBIGUOUS_NAME: {
    when: 'A name or an id stands for several things: tasks of several frameworks may share an id, frameworks a name.',
    happened: ({ name, meanings }: { name: string; meanings: readonly string[] }) =>
      `${name} may be any of these:${indented(meanings)}`,
    remedy: 'Say which: give the whole id, and that of the framework where several have one of that name.',
  },
  NO_SANDBOX: {
    when: 'The files of a task cannot be reached: it never had a sandbox, or its agent does not run.',
    happened: ({ task, reason }: { task: string; reason: string }) =>
      `There is no sandbox of task ${task} to be read: ${reason}.`,
    remedy: 'Read it while the agent of the task runs; a task that was never started has no sandbox.',
  },
  NOT_IN_SANDBOX: {
    when: 'The sandbox of a task does not have the file or directory that was named.',
    happened: ({ task, path, reason }: { task: string; path: string; reason: string }) =>
      `${show(path)} in the sandbox of task ${task} cannot be read: ${reason}.`,
    remedy: 'See what the sandbox has with list(); paths start at the sandbox.',
  },
  WAIT_IMPOSSIBLE: {
    when: 'What was waited for can no longer come, so the wait ended before its deadline.',
    happened: ({ waitedFor, reason, seen }: { waitedFor: string; reason: string; seen: string }) =>
      `${waitedFor} can no longer come: ${reason}. Seen last: ${seen}`,
    remedy: 'Compare what was seen with what the wait asks for.',
  },
  AGENT_GONE: {
    when: 'An agent was used after it had been stopped or killed, or had aborted.',
    happened: ({ agent, operation, reason }: { agent: string; operation: string; reason?: string | undefined }) =>
      `${operation} was asked of agent ${agent}, which no longer runs${reason === undefined ? '' : `: ${reason}`}.`,
    remedy: 'Use another agent, or add one.',
  },
  UNKNOWN_EXECUTOR: {
    when: 'No agent that runs has an executor of that id, or of that task.',
    happened: ({ cluster, framework, executor }: { cluster: string; framework: string; executor: string }) =>
      `No agent of cluster ${cluster} has executor ${executor} of framework ${framework}.`,
    remedy: 'Name an executor that an agent shows in its state, or one of its tasks that has not ended.',
  },
  TASK_NOT_RUNNING: {
    when: 'Something was to be done to the processes of a task that has none: it has not started, has ended, or its agent is away.',
    happened: ({ cluster, task }: { cluster: string; task: string }) =>
      `Task ${task} of cluster ${cluster} does not run on an agent that is there.`,
    remedy: 'Wait until it runs, with waitForTasks() or minimesos wait --tasks for example.',
  },
  MASTER_GONE: {
    when: 'A master was needed that has been killed, or has ended because it could not go on.',
    happened: ({ master, operation, reason }: { master: string; operation: string; reason?: string | undefined }) =>
      `${operation} needs the master at ${master}, which does not run${reason === undefined ? '' : `: ${reason}`}.`,
    remedy: 'Start it again with cluster.leader.restart() or minimesos master restart, or reset the cluster.',
  },
  NO_LEADER: {
    when: 'The leading master was needed while none led: an election is under way, or too few masters run.',
    happened: ({ operation, masters }: { operation: string; masters: readonly string[] }) =>
      `${operation} needs the leading master, and none leads: ${masters.join(', ')}.`,
    remedy:
      'Wait for the election: others take over when the session of the one that led is over, by default after ' +
      '10 s of the time of the cluster (flag zk_session_timeout). cluster.failover() and minimesos failover do not wait for that.',
  },
  NO_ANSWER: {
    when: 'A master or agent that was needed has taken a request, and has not answered it.',
    happened: ({ operation, url }: { operation: string; url: string }) =>
      `${operation} needs an answer of ${url}, which has taken the request and says nothing.`,
    remedy:
      'It may stand still: let it go on with resume(), minimesos master resume or minimesos agent resume, or kill it and start it again. ' +
      'Its log says what it did last.',
  },
  UNKNOWN_MASTER: {
    when: 'A cluster has no master of that number or URL.',
    happened: ({ cluster, master, masters }: { cluster: string; master: string; masters: readonly string[] }) =>
      `Cluster ${cluster} has no master ${master}. ${known(masters)}`,
    remedy: 'Use leader, the number of a master, counted from 0, or its URL.',
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
    happened: ({ header, came }: { header: string; came: string }) =>
      `The request was refused for its header ${header}: ${came}.`,
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
    when: 'Events were not read as fast as they came.',
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
    happened: ({ address }: { address: string }) =>
      `A server on ${address} can be reached from other machines, and needs a token.`,
    remedy: 'Give it a token that nobody can guess, or listen on 127.0.0.1.',
  },
  FIXTURE_NOT_STARTED: {
    when: 'The cluster of a test fixture was used before its first test or after its last one.',
    happened: ({ member }: { member: string }) =>
      `${member} was asked of the cluster of a fixture, which does not run now: it is there from the first test to the last.`,
    remedy: 'Use it in tests and hooks only, not while the file is loaded.',
  },
  FIXTURE_IN_USE: {
    when: 'Two tests that run at the same time share a cluster that is reset between tests.',
    happened: ({ test, other }: { test: string; other: string }) =>
      `The cluster cannot be reset for test ${test} while test ${other} is using it.`,
    remedy:
      "Give each test a cluster of its own (scope: 'test'), share it as it is (reset: false), or run them one after the other.",
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
    when: 'A cluster, or a part of it, was to go, and not all of it is gone: some processes did not end in time, or some files could not be removed.',
    happened: ({ cluster, left }: { cluster: string; left: readonly string[] }) =>
      `Of cluster ${cluster}, not all could be ended and removed. Still there:${indented(left)}`,
    remedy:
      'End the processes and remove the files named, after what holds them: a mount (umount), an attribute (chattr -i), or a device that does not answer. ' +
      'What is on an engine of Docker is removed when this process ends, or later by minimesos prune.',
  },
  HOST_NOT_FOUND: {
    when: 'No host process of this user has a cluster of that name, or none listens at that address.',
    happened: ({ wanted, clusters }: { wanted: string; clusters: readonly string[] }) =>
      `No host process was found for ${wanted}. ${clusters.length === 0 ? 'None has a cluster.' : `Clusters of host processes: ${clusters.join(', ')}.`}`,
    remedy: 'Use one of the clusters named, or start one (minimesos up); MINIMESOS_HOME has to be the same for both sides.',
  },
  HOST_GONE: {
    when: 'The host process that a cluster lives in has ended or does not answer.',
    happened: ({ url, reason, log }: { url: string; reason: string; log?: readonly string[] | undefined }) =>
      `The host process at ${url} is gone: ${reason}.${lastLines(log)}`,
    remedy:
      'If it has ended, its clusters are gone with it: start them again. One that lives and does not answer is ended by minimesos destroy.',
  },
  HOST_START_FAILED: {
    when: 'A host process could not be started, or did not become ready. Nothing of it is left.',
    happened: ({ reason, log }: { reason: string; log?: readonly string[] | undefined }) =>
      `The host process could not be started: ${reason}.${lastLines(log)}`,
    remedy: 'Remove the cause named; to see more, start it in a terminal with minimesos serve.',
  },
  HOST_INCOMPATIBLE: {
    when: 'What answers is no host process of minimesos, or one of a version that this version cannot talk to.',
    happened: ({ url, came, expected }: { url: string; came: string; expected: string }) =>
      `The host process at ${url} speaks ${came}, but ${expected} is needed.`,
    remedy: 'Use the same version of minimesos on both sides: end that host process and start it again.',
  },
  TOKEN_REFUSED: {
    when: 'A host process refuses a request because it came without the right token.',
    happened: ({ url, token }: { url: string; token: 'missing' | 'wrong' }) =>
      `The host process at ${url} refused the request: its token is ${token}.`,
    remedy: 'Give the token that the host process was started with; one started without a token file has it in its server file.',
  },
  HOME_UNUSABLE: {
    when: 'The directory in which minimesos keeps what its processes know of each other cannot be made or trusted.',
    happened: ({ directory, reason }: { directory: string; reason: string }) => `${directory} cannot be used: ${reason}.`,
    remedy: 'Remove it, or set MINIMESOS_HOME to a directory of your own that nobody else may write to.',
  },
  ...programErrors,
  ...zookeeperErrors,
  ...driverErrors,
  ...dockerErrors,
  ...namesErrors,
  ...appErrors,
  ...commandLineErrors,
} satisfies Record<string, Entry>;

/** The codes of all errors. */
export type ErrorCode = keyof typeof errorCatalogue;

/** What an error of this code carries in `details`. */
export type ErrorDetails<Code extends ErrorCode> = Parameters<(typeof errorCatalogue)[Code]['happened']>[0];
