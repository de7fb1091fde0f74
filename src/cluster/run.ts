import { MinimesosError } from '../errors.js';
import { formatDuration } from '../mesos/flags/duration.js';
import { atMost } from '../mesos/process/at-most.js';
import { formatResources } from '../mesos/resources/format.js';
import { Resources } from '../mesos/resources/resources.js';
import { isTerminal } from '../mesos/tasks/task.js';
import type { FrameworkInfo, Offer, TaskStatus } from '../mesos/wire/messages.js';
import { show } from '../problem.js';
import { isOfNoLeader, SchedulerCallError, SchedulerClient } from '../scheduler-client.js';
import type { ClusterAccess } from './access.js';
import { readCommandEnd } from './command-end.js';
import { capacityOf, describeLack, freeOn } from './lacking.js';
import type { AgentInState, MesosState } from './mesos-state.js';
import { untilOneLeads } from './next-leader.js';
import { type RunOptions, type RunRequest, type RunResult, readRun } from './run-options.js';
import { SandboxOutput } from './sandbox-output.js';
import { withName } from './state-summary.js';

const ROLE = '*';
/** An offer that does not fit comes again after this time, for by then something may have become free. */
const REFUSE_SECONDS = 1;
const SHOWN_OUTPUT_LINES = 10;
const SHOWN_AGENTS = 5;
/** A new leader answers nothing about a task before its agent is back; then it is asked again. */
const RECONCILE_MS = 500;
const LAST_LOOK_MS = 1000;

/** Runs a command as the only task of a framework of its own; see {@link MesosCluster.run}. */
export async function run(cluster: ClusterAccess, command: string | readonly string[], options: RunOptions): Promise<RunResult> {
  const { clock, destroyed } = cluster;
  const request = readRun(cluster, command, options);
  const { signal } = options;
  signal?.throwIfAborted();
  const ending = new AbortController();
  destroyed.addEventListener('abort', () => ending.abort(destroyed.reason));
  const abort = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  const oneRun = new Run(cluster, request, ending);
  const deadline = clock.delay(request.timeoutMs, () => void oneRun.expire().catch((error: unknown) => ending.abort(error)));
  try {
    return await oneRun.result();
  } finally {
    deadline.cancel();
    signal?.removeEventListener('abort', abort);
  }
}

class Run {
  readonly #startedAt: number;
  readonly #taskId: string;
  #scheduler: SchedulerClient | undefined;
  #frameworkId: string | undefined;
  #offer: Offer | undefined;
  #output: SandboxOutput | undefined;
  #status: TaskStatus | undefined;
  #times: { subscribed?: number; offered?: number; running?: number; ended?: number } = {};

  constructor(
    private readonly cluster: ClusterAccess,
    private readonly request: RunRequest,
    /** Ends the run; its reason is what the run rejects with. */
    private readonly ending: AbortController,
  ) {
    this.#startedAt = cluster.clock.now();
    // Mesos refuses ids with slashes, and file names are made of them.
    this.#taskId = `${request.name.replace(/[^\w.-]/g, '_')}-${cluster.random.uuid()}`;
    ending.signal.addEventListener('abort', () => this.#scheduler?.close());
  }

  async result(): Promise<RunResult> {
    try {
      await this.#rejectImpossible();
      while (!(await this.#attend())) await untilOneLeads(this.cluster, this.ending.signal);
      return await this.#report();
    } catch (error) {
      // Whatever fails after the end was ordered, fails because of it.
      throw this.ending.signal.aborted ? this.ending.signal.reason : error;
    } finally {
      // A framework whose scheduler goes is removed with its tasks, for its failover_timeout is 0.
      this.#scheduler?.close();
    }
  }

  /** Ends the run because its time is over. */
  async expire(): Promise<void> {
    const { text, timeoutMs } = this.request;
    const waitedFor = this.#offer ? `The end of ${show(text)}` : `An offer with ${this.#wanted()} for ${show(text)}`;
    // A last look helps to see why, but who does not answer must not hold up the end.
    const { clock } = this.cluster;
    if (this.#output) await atMost(clock, LAST_LOOK_MS, this.#output.finish(this.ending.signal));
    const seen = this.#offer
      ? this.#progress(this.#offer)
      : ((await atMost(clock, LAST_LOOK_MS, this.#lacks())) ??
        `no state, as the master at ${this.cluster.leader.url} does not answer.`);
    this.ending.abort(new MinimesosError('WAIT_TIMEOUT', { waitedFor, timeout: formatDuration(timeoutMs), seen }));
  }

  /** Resources that no agent has are never offered: better to say so at once than after the timeout. */
  async #rejectImpossible(): Promise<void> {
    const agents = this.#candidates(await this.cluster.state(this.ending.signal));
    const lacks = agents.map((agent) => describeLack(agent, this.request.resources, capacityOf(agent)));
    if (agents.length === 0 || lacks.includes(undefined)) return;
    const shown =
      lacks.length > SHOWN_AGENTS ? [...lacks.slice(0, SHOWN_AGENTS), `${lacks.length - SHOWN_AGENTS} more as well`] : lacks;
    throw new MinimesosError('INVALID_ARGUMENT', {
      argument: 'What run() asks for',
      came: this.#wanted(),
      expected: `no more than one agent can give (${shown.join('; ')})`,
    });
  }

  #candidates({ slaves }: MesosState): AgentInState[] {
    const { agentId } = this.request;
    return slaves.filter(({ id }) => agentId === undefined || id === agentId);
  }

  /** Whether the task has ended; otherwise the master is gone, and whoever leads then has to be asked. */
  async #attend(): Promise<boolean> {
    let asking: { cancel(): void } | undefined;
    try {
      const scheduler = await this.#subscribe();
      this.#scheduler = scheduler;
      this.ending.signal.throwIfAborted();
      for (let event = await scheduler.nextEvent(); event; event = await scheduler.nextEvent()) {
        if (event.type === 'SUBSCRIBED') {
          asking = await this.#subscribed(scheduler);
        } else if (event.update?.status.task_id.value === this.#taskId) {
          asking?.cancel();
          if (await this.#take(scheduler, event.update.status)) return true;
        } else if (event.offers?.offers) await this.#consider(scheduler, event.offers.offers);
        else if (event.error) throw this.#failed(event.error.message);
      }
    } catch (error) {
      if (!isOfNoLeader(error)) throw error;
    } finally {
      asking?.cancel();
    }
    this.#scheduler?.close();
    return false;
  }

  /** What has happened to the task while there was no leader, if there was one, is to be asked. Returns what ends the asking. */
  async #subscribed(scheduler: SchedulerClient): Promise<{ cancel(): void } | undefined> {
    this.#times.subscribed ??= this.#elapsed();
    this.#frameworkId = scheduler.frameworkId;
    const offer = this.#offer;
    if (!offer) return undefined;
    await scheduler.call({ type: 'SUPPRESS' });
    let timer: { cancel(): void } | undefined;
    const ask = () => {
      const tasks = [{ task_id: { value: this.#taskId }, agent_id: offer.agent_id }];
      scheduler.call({ type: 'RECONCILE', reconcile: { tasks } }).catch(() => {}); // the stream ends as well, then
      timer = this.cluster.clock.delay(RECONCILE_MS, ask);
    };
    ask();
    return { cancel: () => timer?.cancel() };
  }

  async #subscribe(): Promise<SchedulerClient> {
    const { user, resources, credential = this.cluster.running.credential } = this.request;
    const capabilities = [{ type: 'MULTI_ROLE' as const }, { type: 'RESERVATION_REFINEMENT' as const }];
    const info: FrameworkInfo = {
      ...{ name: 'minimesos run', user, roles: [ROLE], principal: this.request.credential?.principal },
      ...(this.#frameworkId !== undefined && { id: { value: this.#frameworkId } }),
      capabilities: resources.names.includes('gpus') ? [...capabilities, { type: 'GPU_RESOURCES' }] : capabilities,
    };
    try {
      return await SchedulerClient.subscribe(this.cluster.leader.url, info, credential, this.ending.signal);
    } catch (error) {
      if (!(error instanceof SchedulerCallError && error.status === 401)) throw error;
      throw this.#failed(`the master does not know principal '${credential?.principal}' with this secret (401)`);
    }
  }

  async #consider(scheduler: SchedulerClient, offers: readonly Offer[]): Promise<void> {
    const fitting = this.#offer ? undefined : offers.find((offer) => this.#fits(offer));
    const others = offers.filter((offer) => offer !== fitting).map(({ id }) => id);
    if (fitting) await this.#launch(scheduler, fitting);
    if (others.length === 0) return;
    await scheduler.call({ type: 'DECLINE', decline: { offer_ids: others, filters: { refuse_seconds: REFUSE_SECONDS } } });
  }

  #fits({ agent_id, resources }: Offer): boolean {
    const { agentId, resources: wanted } = this.request;
    return (agentId === undefined || agent_id.value === agentId) && Resources.of(resources).contains(wanted.allocate(ROLE));
  }

  async #launch(scheduler: SchedulerClient, offer: Offer): Promise<void> {
    this.#offer = offer;
    this.#times.offered = this.#elapsed();
    const { name, command, resources } = this.request;
    const sandbox = `/frameworks/${scheduler.frameworkId}/executors/${this.#taskId}/runs/latest`;
    const { http, clock } = this.cluster;
    this.#output = new SandboxOutput(http, clock, urlOf(offer), sandbox, this.request.onOutput);
    const task = {
      ...{ name, command, task_id: { value: this.#taskId }, agent_id: offer.agent_id },
      resources: [...resources.allocate(ROLE)],
    };
    await scheduler.call({
      type: 'ACCEPT',
      accept: { offer_ids: [offer.id], operations: [{ type: 'LAUNCH', launch: { task_infos: [task] } }] },
    });
    await scheduler.call({ type: 'SUPPRESS' });
  }

  /** Takes note of a status and acknowledges it; tells whether it is the last. */
  async #take(scheduler: SchedulerClient, status: TaskStatus): Promise<boolean> {
    const isUnknown = status.state === 'TASK_LOST' && status.reason === 'REASON_RECONCILIATION';
    if (isUnknown && !this.#status) {
      // The leader went before it could launch the task.
      this.#offer = undefined;
      await scheduler.call({ type: 'REVIVE' });
      return false;
    }
    const before = this.#status?.state;
    this.#status = status;
    if (status.state !== before) this.request.onState?.(status.state);
    const { agent_id, task_id, uuid } = status;
    if (status.state === 'TASK_RUNNING' && this.#times.running === undefined) {
      this.#times.running = this.#elapsed();
      this.#output?.follow(this.ending.signal, (error) => this.ending.abort(error));
    }
    const ended = isTerminal(status.state);
    if (ended) this.#times.ended = this.#elapsed();
    if (uuid && agent_id) await scheduler.call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
    return ended;
  }

  async #report(): Promise<RunResult> {
    const status = this.#status as TaskStatus;
    const offer = this.#offer as Offer;
    const output = await (this.#output as SandboxOutput).finish(this.ending.signal);
    this.ending.signal.throwIfAborted();
    // Where no master leads any more, there is nobody to be told; whoever leads next forgets a framework that is not there.
    await this.#scheduler?.call({ type: 'TEARDOWN' }).catch((error: unknown) => {
      if (!isOfNoLeader(error)) throw error;
    });
    const { state, message } = status;
    if (this.request.throwOnFailure && state !== 'TASK_FINISHED') throw this.#failed(message);
    const { subscribed = 0, offered = 0, running, ended = 0 } = this.#times;
    return {
      ...{ taskId: this.#taskId, agentId: offer.agent_id.value, agentUrl: urlOf(offer) },
      ...{ state, message, reason: status.reason, ...readCommandEnd(message), ...output },
      timings: { subscribed, offered, running, ended, total: this.#elapsed() },
    };
  }

  #failed(message: string | undefined): MinimesosError {
    const state = this.#status?.state ?? (this.#offer ? 'TASK_STAGING' : 'before it was launched');
    const output = this.#output?.lastLines(SHOWN_OUTPUT_LINES);
    return new MinimesosError('RUN_FAILED', { command: this.request.text, state, message, output });
  }

  #progress(offer: Offer): string {
    const state = this.#status?.state ?? 'nothing of the task';
    const lines = this.#output?.lastLines(SHOWN_OUTPUT_LINES).map((line) => `\n  ${line}`) ?? [];
    return `${state} on ${urlOf(offer)}.${lines.join('')}`;
  }

  /** Why no offer fitted, agent by agent. */
  async #lacks(): Promise<string> {
    try {
      const agents = this.#candidates(await this.cluster.state(this.ending.signal));
      if (agents.length === 0) return 'no agent.';
      const lines = agents.map(
        (agent) =>
          describeLack(agent, this.request.resources, freeOn(agent)) ?? `agent ${agent.pid} has all that, but did not offer it`,
      );
      return lines.map((line) => `\n  ${line}`).join('');
    } catch (error) {
      return `no state, as it cannot be read: ${(error as Error).message}.`;
    }
  }

  #wanted(): string {
    return formatResources(this.request.resources);
  }

  #elapsed(): number {
    return this.cluster.clock.now() - this.#startedAt;
  }
}

function urlOf({ url, hostname }: Offer): string {
  const { ip, port } = url?.address ?? { ip: hostname, port: 5051 };
  return `http://${withName(`${ip}:${port}`, url?.path?.slice(1) ?? '')}`;
}
