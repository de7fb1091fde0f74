import { constants } from 'node:os';
import { errorOfProblem } from '../../drivers/host/api-error.js';
import type { RunResult } from '../cluster-documents.js';
import { painter } from '../colours.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, type ClusterConnection, NO_DEADLINE, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { gone } from '../dropped.js';
import { EXIT, exitCodeOfSignal } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';
import { readerGone } from '../reader.js';
import { CREDENTIAL, DURATION, readAssignments, readCredential, readDuration } from '../values.js';

/** `minimesos run -- command` */
export const run: Command = defineCommand({
  name: 'run',
  about:
    'Runs a command as a task of the cluster, shows what it writes, and exits as it does. Ctrl-C kills it.\n' +
    "One word after -- is text for a shell: minimesos run -- 'echo $HOME'. Several are a program and its arguments.",
  options: {
    name: { value: 'NAME', expected: 'a name', about: 'the name of the task. Default: run' },
    resources: {
      value: 'STRING',
      expected: 'resources such as "cpus:1;mem:128"',
      about: 'what the task gets. Default: cpus:0.1;mem:32',
    },
    agent: { value: 'AGENT', expected: 'an agent', about: 'the number, id or URL of the agent to run on. Default: any' },
    env: {
      value: 'NAME=VALUE',
      expected: 'NAME=VALUE',
      about: 'a variable for its environment; may be given several times',
      many: true,
    },
    uri: {
      value: 'URI',
      expected: 'an address',
      about: 'what to fetch into its sandbox first; may be given several times',
      many: true,
    },
    user: { value: 'NAME', expected: 'the name of a user', about: 'the user it runs as' },
    credential: {
      value: 'PRINCIPAL:SECRET',
      expected: CREDENTIAL,
      about: 'as whom it is run, where the master asks or has ACLs. Default: as minimesos, which may do everything',
    },
    timeout: { value: 'DURATION', expected: DURATION, about: 'how long all of it may take. Default: 1mins' },
    ...CLUSTER_OPTION,
  },
  rest: 'required',
  async run(context, { options, rest = [] }) {
    const { name, resources, agent, user, uri: uris, env, credential, timeout, json = false } = options;
    const [only, ...more] = rest;
    const body = {
      command: more.length === 0 ? only : rest,
      ...{ name, resources, agent, user, uris },
      ...(env && { environment: readAssignments('--env', env) }),
      ...(credential !== undefined && { credential: readCredential('--credential', credential) }),
      ...(timeout !== undefined && { timeout: readDuration('--timeout', timeout) }),
    };
    return withCluster(context, options.cluster, async (connection) => {
      const result = await follow(context, connection, body, json);
      if (json) writeJson(context, result);
      else explain(context, result);
      return exitCode(result);
    });
  },
});

async function follow(context: CliContext, connection: ClusterConnection, body: object, json: boolean): Promise<RunResult> {
  const progress = new Progress(context, json);
  const { client, path } = connection;
  const signal = readerGone(context.stdout);
  progress.doing('Waiting for an offer');
  try {
    for await (const { event, data } of client.events('POST', `${path}/run`, { ...NO_DEADLINE, body, signal })) {
      const value: unknown = JSON.parse(data);
      if (event === 'error') throw errorOfProblem(client.url, data, 'an event');
      if (event === 'result') return value as RunResult;
      progress.clear();
      const { stream, text, state } = value as { stream?: 'stdout' | 'stderr'; text?: string; state?: string };
      if (event === 'output' && stream && text !== undefined && !json) context[stream].write(text);
      else if (event === 'state' && state !== 'TASK_RUNNING') progress.doing(`${state}`);
    }
  } finally {
    progress.clear();
  }
  throw gone(connection, new Error('The answer ended before the result.'));
}

/** Says why a task ended that could not say so itself. */
function explain({ stderr, env }: CliContext, { taskId, state, message, exitCode, signal }: RunResult): void {
  if (state === 'TASK_FINISHED' || exitCode !== undefined) return;
  const reason = message ?? (signal === undefined ? undefined : `killed by ${signal}`);
  stderr.write(painter(stderr, env)('red', `Task ${taskId} ended ${state}${reason ? `: ${reason}` : ''}`).concat('\n'));
}

function exitCode({ state, exitCode, signal }: RunResult): number {
  if (exitCode !== undefined) return exitCode;
  if (signal !== undefined && Object.hasOwn(constants.signals, signal)) return exitCodeOfSignal(signal as NodeJS.Signals);
  return state === 'TASK_FINISHED' ? EXIT.ok : EXIT.failed;
}
