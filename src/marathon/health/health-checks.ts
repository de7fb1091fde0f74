import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { HealthCheck } from '../definitions/app.js';
import type { EventBus } from '../events.js';
import { type Health, type Instance, isAlive, isHealthy } from '../scheduler/instance.js';
import type { Instances } from '../scheduler/instances.js';
import { isMesosCheck } from '../scheduler/mesos-checks.js';
import { addressOf } from './address.js';
import { ask, knock } from './probe.js';

/** Until an instance is healthy for the first time it is looked at more often than its check says: nobody is to wait for nothing. */
const FIRST_LOOKS_MS = 500;
const NOTHING_YET: Health = { consecutiveFailures: 0 };

/** What a look comes to: why it failed, nothing to tell, or undefined when all is well. */
type Verdict = { readonly failure: string } | 'ignored' | undefined;

interface Watched {
  readonly taskId: string;
  readonly stop: AbortController;
  readonly timers: Set<Timer>;
  /** Why the last look of a check was in vain, by its index, also where that does not count yet. */
  readonly failures: Map<number, string>;
}

/** Looks at the health of instances, and has those killed that are not well. */
export class HealthChecks {
  readonly #watched = new Map<string, Watched>();
  readonly #stopListening: () => void;

  /** @param kill told of an instance that has failed its check too often, and why */
  constructor(
    private readonly instances: Instances,
    private readonly events: EventBus,
    private readonly clock: Clock,
    private readonly kill: (instance: Instance, reason: string) => void,
  ) {
    this.#stopListening = instances.listen((after, before) => this.#changed(after, before));
    for (const instance of instances.all) this.#changed(instance, undefined);
  }

  /** Takes what the agent has found out. */
  agentSays({ id, app }: Instance, healthy: boolean): void {
    const index = app.healthChecks.findIndex(isMesosCheck);
    if (index >= 0) this.#note(id, index, healthy ? undefined : { failure: 'the agent says that it is not' }, false);
  }

  /** Why the last look at an instance was in vain; undefined when none was, or none has been taken. */
  failureOf(instanceId: string): string | undefined {
    return [...(this.#watched.get(instanceId)?.failures.values() ?? [])].at(-1);
  }

  stop(): void {
    this.#stopListening();
    for (const id of [...this.#watched.keys()]) this.#leave(id);
  }

  #changed(after: Instance | undefined, before: Instance | undefined): void {
    const { id } = (after ?? before) as Instance;
    const watched = this.#watched.get(id);
    const looks = after?.condition === 'Running' && after.task !== undefined;
    if (watched && (!looks || watched.taskId !== after.task?.id)) this.#leave(id);
    if (looks && !this.#watched.has(id)) this.#watch(after);
    if (after && before && isHealthy(after) !== isHealthy(before)) {
      this.events.publish('instance_health_changed_event', {
        ...{ instanceId: id, runSpecId: after.app.id, runSpecVersion: after.app.version, healthy: isHealthy(after) ?? null },
      });
    }
  }

  #watch({ id, app, task }: Instance): void {
    const watched: Watched = { taskId: task?.id ?? '', stop: new AbortController(), timers: new Set(), failures: new Map() };
    this.#watched.set(id, watched);
    for (const [index, check] of app.healthChecks.entries()) {
      if (!isMesosCheck(check)) this.#lookAfter(0, { id, index, check, watched });
    }
  }

  #leave(id: string): void {
    const watched = this.#watched.get(id);
    this.#watched.delete(id);
    watched?.stop.abort();
    for (const timer of watched?.timers ?? []) timer.cancel();
  }

  #lookAfter(milliseconds: number, look: Look): void {
    const { timers } = look.watched;
    const timer = this.clock.delay(milliseconds, () => {
      timers.delete(timer);
      void this.#look(look);
    });
    timers.add(timer);
  }

  async #look(look: Look): Promise<void> {
    const { id, index, check, watched } = look;
    const verdict = await this.#verdict(look);
    if (watched.stop.signal.aborted) return;
    this.#note(id, index, verdict, true);
    if (watched.stop.signal.aborted) return;
    const isNew = this.instances.get(id)?.health[index]?.firstSuccess === undefined;
    const intervalMs = check.intervalSeconds * 1000;
    this.#lookAfter(isNew && this.#isInGrace(id, check) ? Math.min(intervalMs, FIRST_LOOKS_MS) : intervalMs, look);
  }

  async #verdict({ id, check, watched }: Look): Promise<Verdict> {
    const instance = this.instances.get(id);
    const address = instance && addressOf(instance, check);
    if (!address) return { failure: 'Health check failed: unable to get the effective address of the task' };
    const ending = new AbortController();
    const abort = () => ending.abort();
    watched.stop.signal.addEventListener('abort', abort);
    const late = this.clock.delay(check.timeoutSeconds * 1000, abort);
    try {
      return await look(check, address, ending.signal);
    } catch (error) {
      return { failure: ending.signal.aborted ? `no answer within ${check.timeoutSeconds} seconds` : (error as Error).message };
    } finally {
      late.cancel();
      watched.stop.signal.removeEventListener('abort', abort);
    }
  }

  /** Whether failures do not count yet. */
  #isInGrace(id: string, { gracePeriodSeconds }: HealthCheck): boolean {
    const instance = this.instances.get(id);
    return instance !== undefined && this.clock.now() < instance.since + gracePeriodSeconds * 1000;
  }

  #note(id: string, index: number, verdict: Verdict, own: boolean): void {
    const instance = this.instances.get(id);
    const check = instance?.app.healthChecks[index];
    if (!instance || !check || verdict === 'ignored') return;
    const failures = this.#watched.get(id)?.failures;
    failures?.delete(index);
    if (verdict) failures?.set(index, verdict.failure);
    const before = instance.health[index] ?? NOTHING_YET;
    if (verdict && before.firstSuccess === undefined && own && this.#isInGrace(id, check)) return;
    const after = updated(before, verdict, this.clock.now());
    const health = instance.app.healthChecks.map((_, at) => (at === index ? after : instance.health[at]));
    const { id: appId, version } = instance.app;
    if (verdict && own) this.events.publish('failed_health_check_event', { appId, healthCheck: check, taskId: id });
    this.instances.change(id, { health });
    if (isAlive(before) !== isAlive(after)) {
      this.events.publish('health_status_changed_event', { appId, instanceId: id, version, alive: isAlive(after) });
    }
    if (own && verdict && check.maxConsecutiveFailures > 0 && after.consecutiveFailures >= check.maxConsecutiveFailures) {
      this.#unhealthy(instance, verdict.failure);
    }
  }

  #unhealthy(instance: Instance, reason: string): void {
    const { id, app, task } = instance;
    if (!task) return;
    this.events.publish('unhealthy_instance_kill_event', {
      ...{ appId: app.id, taskId: task.id, instanceId: id, version: app.version, reason, host: task.host, slaveId: task.agentId },
    });
    this.kill(instance, reason);
  }
}

interface Look {
  readonly id: string;
  readonly index: number;
  readonly check: HealthCheck;
  readonly watched: Watched;
}

async function look(check: HealthCheck, { host, port }: { host: string; port: number }, signal: AbortSignal): Promise<Verdict> {
  if (check.protocol === 'TCP') {
    await knock(host, port, signal);
    return undefined;
  }
  const path = check.path ?? '';
  const { status } = await ask(
    `${check.protocol.toLowerCase()}://${host}:${port}${path.startsWith('/') ? '' : '/'}${path}`,
    signal,
  );
  if (status >= 200 && status < 400) return undefined;
  return check.ignoreHttp1xx && status < 200 ? 'ignored' : { failure: String(status) };
}

const updated = (before: Health, verdict: Exclude<Verdict, 'ignored'>, now: number): Health =>
  verdict
    ? { ...before, lastFailure: now, lastFailureCause: verdict.failure, consecutiveFailures: before.consecutiveFailures + 1 }
    : { ...before, firstSuccess: before.firstSuccess ?? now, lastSuccess: now, consecutiveFailures: 0 };
