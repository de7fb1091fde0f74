import { type HttpClient, HttpStatusError, isBrokenConnection } from '../../http-client.js';
import type { Clock } from '../../mesos/process/clock.js';
import { isObject, objectsOf } from '../check.js';
import type { FrameworkInState, MesosState } from '../mesos-state.js';
import { askMarathon } from './ask-marathon.js';
import { until } from './until.js';

/** What ending frameworks needs of a cluster. */
export interface FrameworkMeans {
  /** Of Marathon's REST API. */
  readonly url: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly http: HttpClient;
  /** The URL of the leading master. */
  readonly master: string;
  state(): Promise<MesosState>;
  /** The URLs of the agents. */
  agents(): readonly string[];
}

/** Which frameworks apps are, as far as that can be told while they run. */
export interface FrameworksOfApps {
  /** Names that the apps say. */
  readonly said: ReadonlySet<string>;
  /** Names of the apps, by which a framework may be called, too. */
  readonly called: ReadonlySet<string>;
  /** The ids of those whose schedulers have registered since the apps run. */
  readonly since: ReadonlySet<string>;
  /** That of Marathon itself. */
  readonly marathon: string | undefined;
}

/** With what an app says how the framework is called that it is. */
const FRAMEWORK_LABEL = 'DCOS_PACKAGE_FRAMEWORK_NAME';
/** So long a master may take to see that a scheduler has ended. */
const NOTICE_MS = 2000;
const LOOK_MS = 20;

/** To be asked before the apps end. */
export async function frameworksOf(ids: readonly string[], { url, state }: FrameworkMeans): Promise<FrameworksOfApps> {
  const [said, called, tasks] = [new Set<string>(), new Set<string>(), new Set<unknown>()];
  for (const id of ids) {
    const { body } = await askMarathon(url, 'GET', `/apps${id}`);
    const { labels, tasks: running } = isObject(body['app']) ? body['app'] : {};
    const name = isObject(labels) ? labels[FRAMEWORK_LABEL] : undefined;
    if (typeof name === 'string') said.add(name);
    else called.add(id.split('/').at(-1) ?? '');
    for (const task of objectsOf(running)) tasks.add(task['id']);
  }
  const { frameworks } = await state();
  const beginnings = frameworks.flatMap((each) =>
    each.tasks.filter(({ id }) => tasks.has(id)).map(({ statuses: [first] }) => first?.timestamp ?? Number.POSITIVE_INFINITY),
  );
  const began = Math.min(...beginnings);
  const registered = ({ registered_time, reregistered_time = registered_time }: FrameworkInState) => reregistered_time;
  const since = frameworks.filter((each) => each.connected && registered(each) >= began).map(({ id }) => id);
  const { frameworkId } = (await askMarathon(url, 'GET', '/info')).body;
  const marathon = typeof frameworkId === 'string' ? frameworkId : undefined;
  return { said, called, since: new Set(since), marathon };
}

/**
 * Ends the frameworks that apps were, whose return masters wait for, once the apps have ended. One that is only called as its app, or that
 * has only registered since, may be another: it is left alone as long as its scheduler is connected.
 * @throws MinimesosError `WAIT_TIMEOUT`
 */
export async function tearDown(known: FrameworksOfApps, timeoutMs: number, means: FrameworkMeans): Promise<void> {
  const torn = new Set((await left(known, means)).map(({ id }) => id));
  for (const id of torn) {
    await means.http.postForm(`${means.master}/teardown`, { frameworkId: id }, means.signal).catch((error) => {
      if (!(error instanceof HttpStatusError)) throw error; // it has ended by itself, or the wait tells that it has not
    });
  }
  if (torn.size === 0 && known.since.size === 0) return;
  const { clock, signal } = means;
  const ended = new Set([...torn, ...known.since]);
  await until({
    ...{ waitedFor: 'The end of the frameworks that came with it', timeoutMs, clock, signal },
    isThere: async () => {
      const { frameworks } = await means.state();
      if (frameworks.some(({ id }) => torn.has(id))) return false;
      // Those without a failover_timeout the master has removed by itself; agents may still be at it.
      const live = new Set(frameworks.map(({ id }) => id));
      const onAgents = await Promise.all(means.agents().map((agent) => frameworksOn(agent, means)));
      return !onAgents.flat().some(({ id }) => ended.has(id) && !live.has(id));
    },
    seen: () => ['its executors have not ended'],
  });
}

async function left({ said, called, since, marathon }: FrameworksOfApps, means: FrameworkMeans): Promise<FrameworkInState[]> {
  const deadline = means.clock.now() + NOTICE_MS;
  for (;;) {
    const frameworks = (await means.state()).frameworks.filter(({ id }) => id !== marathon);
    const ending = frameworks.some(({ id, name, connected }) => connected && called.has(name) && since.has(id));
    if (!ending || means.clock.now() >= deadline) {
      return frameworks.filter(({ id, name, connected }) => {
        return said.has(name) || (!connected && (called.has(name) || since.has(id)));
      });
    }
    await means.clock.sleep(LOOK_MS);
  }
}

/** Of an agent that is gone, nothing is left. */
async function frameworksOn(agent: string, { http, signal }: FrameworkMeans): Promise<readonly { readonly id: string }[]> {
  try {
    return (await http.getJson<{ frameworks: { id: string }[] }>(`${agent}/state`, signal)).frameworks;
  } catch (error) {
    if (isBrokenConnection(error)) return [];
    throw error;
  }
}
