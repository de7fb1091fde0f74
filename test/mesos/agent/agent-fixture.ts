import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Agent } from '../../../src/mesos/agent/agent.js';
import { AGENT_ACCESS, agentAuthenticators } from '../../../src/mesos/agent/http/access.js';
import { authorizerFor } from '../../../src/mesos/authorizer/local-authorizer.js';
import { guardOf } from '../../../src/mesos/authorizer/route-access.js';
import { StandaloneDetector } from '../../../src/mesos/detector/detector.js';
import { parseAgentFlags } from '../../../src/mesos/flags/agent-flags.js';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import { Router } from '../../../src/mesos/process/http/router.js';
import { HttpServer } from '../../../src/mesos/process/http/server.js';
import { type Observation, Runtime } from '../../../src/mesos/process/runtime.js';
import { Supervisor } from '../../../src/mesos/process/supervisor/client.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import type { CommandInfo, ExecutorInfo, FrameworkInfo, Resource, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { FakeMaster } from './fake-master.js';

/** A JSON document as tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: what is in it is what the tests are about
type Document = any;

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: () => Document;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** Headers that say that one is the principal and has its secret. */
export const as = (principal: string, secret = 'secret') => ({ Authorization: `Basic ${btoa(`${principal}:${secret}`)}` });

export interface AgentFixture {
  readonly runtime: Runtime;
  readonly master: FakeMaster;
  readonly agent: Agent;
  readonly workDirectory: string;
  readonly log: string[];
  readonly observations: Observation[];
  /** Runs a task of the framework. */
  run(task: TaskInfo, framework?: FrameworkInfo): void;
  runGroup(executor: ExecutorInfo, tasks: TaskInfo[], framework?: FrameworkInfo): void;
  kill(taskId: string, graceSeconds?: number): void;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** A call of the operator API. */
  operator(call: object, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export const USER = userInfo().username;

export const framework = (more: Partial<FrameworkInfo> = {}): FrameworkInfo => ({
  ...{ user: USER, name: 'framework', id: { value: 'framework-1' }, checkpoint: false, failover_timeout: 0, roles: ['*'] },
  ...{ capabilities: [{ type: 'MULTI_ROLE' }], ...more },
});

const scalar = (name: string, value: number): Resource => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  allocation_info: { role: '*' },
});

/** A task with a command, or, without one, for the executor among `more`. */
export function task(id: string, command?: string | CommandInfo, more: Partial<TaskInfo> = {}): TaskInfo {
  return {
    ...{ name: id, task_id: { value: id }, agent_id: { value: 'agent-S0' }, resources: [scalar('cpus', 0.1), scalar('mem', 32)] },
    ...(command !== undefined && { command: typeof command === 'string' ? { shell: true, value: command } : command }),
    ...more,
  };
}

export const podExecutor = (id: string): ExecutorInfo => ({
  ...{ type: 'DEFAULT', executor_id: { value: id }, framework_id: { value: 'framework-1' } },
  resources: [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 32)],
});

export const customExecutor = (id: string, command: CommandInfo, more: Partial<ExecutorInfo> = {}): ExecutorInfo => ({
  ...{ type: 'CUSTOM', executor_id: { value: id }, framework_id: { value: 'framework-1' }, name: 'custom', command },
  ...{ resources: [scalar('cpus', 0.1), scalar('mem', 64)], ...more },
});

export const grace = (seconds: number) => ({ kill_policy: { grace_period: { nanoseconds: seconds * 1e9 } } });

/**
 * An agent with a master to itself, its HTTP server listening, in a work directory of its own.
 * @param virtualTime whether time passes by `advance` alone: how busy the machine is has no say then. Real tasks know nothing of it
 */
export async function startAgent(
  flags: GivenFlags = {},
  prepare: (master: FakeMaster) => void = () => {},
  { virtualTime = false }: { readonly virtualTime?: boolean } = {},
): Promise<AgentFixture> {
  const runtime = new Runtime({ freezeMessages: true, virtualTime });
  const observations: Observation[] = [];
  const log: string[] = [];
  runtime.onObservation((observation) => {
    observations.push(observation);
    if (observation.kind === 'log') log.push(`${observation.level}: ${observation.text}`);
  });
  const workDirectory = realpathSync(mkdtempSync(join(tmpdir(), 'minimesos-agent-test-')));
  const supervisor = Supervisor.acquire();
  supervisor.addDirectory(workDirectory);
  const server = new HttpServer<Router>(undefined, (error) => log.push(`http: ${error.stack}`));
  const address = await server.listen('127.0.0.1', 0);
  const master = runtime.spawn(new FakeMaster(runtime, { ip: '127.0.0.1', port: 1 }));
  prepare(master);
  const parsed = parseAgentFlags({
    ...{ work_dir: workDirectory, fetcher_cache_dir: join(workDirectory, 'cache'), registration_backoff_factor: '0ns', ...flags },
  });
  if (parsed.problems.length > 0) throw new Error(JSON.stringify(parsed.problems));
  const agent = runtime.spawn(
    new Agent(runtime, {
      ...{ address, hostname: '127.0.0.1', version: '1.12.0', flags: parsed.flags, flagsText: parsed.text },
      authorizer: authorizerFor(parsed.flags.acls),
      resources: [...parseResources('cpus:4;mem:4096;disk:10000;ports:[31000-32000]')],
      ...{ detector: new StandaloneDetector(master.info), supervisor, marker: 'cluster/agent-0' },
    }),
  );
  const authenticators = agentAuthenticators(parsed.flags, () => runtime.clock.seconds());
  server.router = new Router('slave(1)', guardOf(AGENT_ACCESS, authenticators, agent.authorizer));
  agent.routes(server.router);
  agent.start();
  if (master.answersRegistrations) await master.one('UpdateSlaveMessage');
  return {
    ...{ runtime, master, agent, workDirectory, log, observations },
    run: (info, of = framework()) => master.tell('RunTaskMessage', { framework: of, task: info }),
    runGroup: (executor, tasks, of = framework()) =>
      master.tell('RunTaskGroupMessage', { framework: of, executor, task_group: { tasks }, launch_executor: true }),
    kill: (id, seconds) =>
      master.tell('KillTaskMessage', {
        ...{ framework_id: { value: 'framework-1' }, task_id: { value: id } },
        ...(seconds !== undefined && grace(seconds)),
      }),
    get: async (path, headers = {}) => answerOf(await fetch(`http://127.0.0.1:${address.port}${path}`, { headers })),
    operator: async (call, headers = {}) => {
      const type = { 'Content-Type': 'application/json', ...headers };
      const body = JSON.stringify(call);
      return answerOf(await fetch(`http://127.0.0.1:${address.port}/api/v1`, { method: 'POST', headers: type, body }));
    },
    stop: async () => {
      runtime.stop();
      await server.close();
      await supervisor.killAll('cluster');
      await agent.checkpointing.settled(); // what is still written would make the directory anew
      await supervisor.release();
    },
  };
}
