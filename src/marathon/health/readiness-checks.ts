import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { ReadinessCheck } from '../definitions/app.js';
import { portNamesOf } from '../definitions/ports.js';
import type { Instance } from '../scheduler/instance.js';
import type { Instances } from '../scheduler/instances.js';
import { addressOf } from './address.js';
import { ask, type ProbeAnswer } from './probe.js';

/** As with health checks: before the interval of a check begins to count, it is looked at a few times. */
const FIRST_LOOK_MS = 250;

/** What a readiness check has last found of a task. */
export interface ReadinessResult {
  readonly name: string;
  readonly taskId: string;
  readonly ready: boolean;
  readonly lastResponse?: ProbeAnswer | undefined;
}

interface Watched {
  readonly taskId: string;
  readonly stop: AbortController;
  timer?: Timer;
  result?: ReadinessResult;
}

/** Looks whether tasks are ready to serve, for deployments that wait for it. Once a task is, that is it. */
export class ReadinessChecks {
  readonly #watched = new Map<string, Watched>();

  /** @param changed called when a task has become ready */
  constructor(
    private readonly instances: Instances,
    private readonly clock: Clock,
    private readonly changed: (appId: string) => void,
  ) {}

  /** Whether an instance that runs is ready; if that is not known yet, it is found out. */
  isReady(instance: Instance): boolean {
    const [check] = instance.app.readinessChecks;
    if (!check || !instance.task) return true;
    const watched = this.#watched.get(instance.id);
    if (watched?.taskId === instance.task.id) return watched.result?.ready ?? false;
    this.forget(instance.id);
    this.#watch(instance, check);
    return false;
  }

  /** What has been found out about the instances of an app. */
  resultsOf(appId: string): ReadinessResult[] {
    return this.instances.of(appId).flatMap(({ id }) => this.#watched.get(id)?.result ?? []);
  }

  forget(id: string): void {
    const watched = this.#watched.get(id);
    watched?.stop.abort();
    watched?.timer?.cancel();
    this.#watched.delete(id);
  }

  /** Leaves the instances of an app, whose deployment is over. */
  forgetApp(appId: string): void {
    for (const { id } of this.instances.of(appId)) this.forget(id);
  }

  stop(): void {
    for (const id of [...this.#watched.keys()]) this.forget(id);
  }

  #watch({ id, task }: Instance, check: ReadinessCheck): void {
    const watched: Watched = { taskId: task?.id ?? '', stop: new AbortController() };
    this.#watched.set(id, watched);
    let soonMs = FIRST_LOOK_MS;
    const look = async () => {
      const result = await this.#look(id, check, watched);
      if (watched.stop.signal.aborted || this.instances.get(id)?.task?.id !== watched.taskId) return;
      watched.result = result;
      if (result.ready) return this.changed(this.instances.get(id)?.app.id ?? '');
      watched.timer = this.clock.delay(Math.min(soonMs, check.intervalSeconds * 1000), () => void look());
      soonMs *= 2;
    };
    void look();
  }

  async #look(id: string, check: ReadinessCheck, { taskId, stop }: Watched): Promise<ReadinessResult> {
    const instance = this.instances.get(id);
    const base = { name: check.name, taskId };
    const portIndex = instance ? portNamesOf(instance.app).indexOf(check.portName) : -1;
    const address = instance && portIndex >= 0 ? addressOf(instance, { portIndex }) : undefined;
    if (!address) return { ...base, ready: false };
    const ending = new AbortController();
    const abort = () => ending.abort();
    stop.signal.addEventListener('abort', abort);
    const late = this.clock.delay(check.timeoutSeconds * 1000, abort);
    try {
      const path = check.path.startsWith('/') ? check.path : `/${check.path}`;
      const answer = await ask(`${check.protocol.toLowerCase()}://${address.host}:${address.port}${path}`, ending.signal);
      const ready = check.httpStatusCodesForReady.includes(answer.status);
      return { ...base, ready, ...(check.preserveLastResponse && { lastResponse: answer }) };
    } catch {
      return { ...base, ready: false };
    } finally {
      late.cancel();
      stop.signal.removeEventListener('abort', abort);
    }
  }
}
