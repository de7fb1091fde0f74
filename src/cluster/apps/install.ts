import type { InstalledApp, InstallRequest } from '../../drivers/apps.js';
import { MinimesosError } from '../../errors.js';
import { mistakenFields } from '../../marathon/definitions/unknown-fields.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { atMost } from '../../mesos/process/at-most.js';
import type { Clock } from '../../mesos/process/clock.js';
import { show } from '../../problem.js';
import { isObject } from '../check.js';
import { parseDescription } from '../read-description.js';
import { absoluteId, idsInGroup, isChecked, textOf } from './app-ids.js';
import { askMarathon, reasonsOf } from './ask-marathon.js';
import { replaceTokens } from './tokens.js';
import { until } from './until.js';

/** What installing needs of a cluster. */
export interface InstallMeans {
  /** Of the REST API. */
  readonly url: string;
  /** How it stands with all apps. */
  standings(): Promise<readonly InstalledApp[]>;
  /** Uninstalls what does not get ready. */
  remove(id: string): Promise<unknown>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A definition whose tokens have been replaced. */
export interface Definition extends Omit<InstallRequest, 'app'> {
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Makes a definition of what is to be installed; nothing is done before all of it is understood.
 * @throws MinimesosError `UNKNOWN_TOKEN`, `UNKNOWN_FIELD`, `INVALID_FILE` with line and column
 */
export function definitionOf({ app, ...request }: InstallRequest, tokens: Readonly<Record<string, string>>): Definition {
  const text = typeof app === 'string' ? app : JSON.stringify(app);
  const values = { ...tokens, MINIMESOS_HOST_DIR: request.directory };
  const json = parseDescription(replaceTokens(text, values, request.source), request.source);
  if (isObject(json)) {
    const fields = mistakenFields(json, request.group);
    if (fields.length > 0) throw new MinimesosError('UNKNOWN_FIELD', { source: request.source, fields });
    return { ...request, json };
  }
  const expected = `an object with ${request.group ? 'a group' : 'an app'} of Marathon`;
  throw new MinimesosError('INVALID_ARGUMENT', { argument: request.source, came: show(json), expected });
}

/**
 * Hands a definition to Marathon, and waits until all of it runs and is healthy, or stays so for a moment where nothing checks it. What was new
 * and does not get there in time is removed again.
 * @throws MinimesosError `APP_REJECTED`, `APP_EXISTS`, `WAIT_TIMEOUT`
 */
export async function install(definition: Definition, means: InstallMeans): Promise<InstalledApp[]> {
  const { json, group, timeoutMs } = definition;
  const id = absoluteId(textOf(json['id']));
  const isNew = await handOver(definition, id, means);
  const ids = group ? idsInGroup(json) : [id];
  const { clock, signal } = means;
  const checked = isChecked(json);
  const begun = clock.now();
  let standings: InstalledApp[] = [];
  let readySince: number | undefined;
  const look = async () => {
    const all = new Map((await means.standings()).map((app) => [app.id, app]));
    standings = ids.map((each) => all.get(each) ?? missing(each));
    if (standings.every(({ ready }) => ready)) readySince ??= clock.now();
    else readySince = undefined;
    return readySince !== undefined && (checked || clock.now() - readySince >= steadyAfter(readySince - begun));
  };
  try {
    await until({
      ...{ waitedFor: `${group ? 'Group' : 'App'} ${id}, running and healthy,`, timeoutMs, clock, signal },
      isThere: look,
      seen: () => standings.flatMap(({ id: each, ready, reason }) => (ready ? [] : [`${each}: ${reason}`])),
    });
  } catch (error) {
    if (isNew && !signal.aborted) await remove(id, means, REMOVAL_MS);
    throw error;
  }
  return standings;
}

/**
 * A command that ends at once runs for a moment, which is not what is meant by an app that runs. Health checks tell that by themselves. A machine on
 * which it took long to start takes long to end it, too.
 */
const steadyAfter = (startedMs: number): number => Math.min(Math.max(startedMs, LEAST_STEADY_MS), MOST_STEADY_MS);
const LEAST_STEADY_MS = 200;
const MOST_STEADY_MS = 1000;

/** So long a removal may take after an install in vain, and so long one that Marathon did not answer. */
const REMOVAL_MS = 10_000;
const ANSWER_MS = 1000;

const missing = (id: string): InstalledApp => {
  return { id, instances: 0, running: 0, healthy: 0, ready: false, reason: 'it is not there any more' };
};

/** What is not done in time, as a ZooKeeper stands still, is done when it can be. */
async function remove(id: string, { clock, remove: uninstall }: InstallMeans, milliseconds: number): Promise<void> {
  const removed = uninstall(id).catch(() => {});
  await atMost(clock, milliseconds, removed);
}

/**
 * Resolves with whether it was not there before.
 * @throws MinimesosError `APP_REJECTED`, `APP_EXISTS`, `WAIT_TIMEOUT`
 */
async function handOver(definition: Definition, id: string, means: InstallMeans): Promise<boolean> {
  const { timeoutMs } = definition;
  const late = new AbortController();
  const timer = means.clock.delay(timeoutMs, () => late.abort());
  try {
    return await handOverNow(definition, id, means.url, late.signal);
  } catch (error) {
    if (!late.signal.aborted) throw error;
    await remove(id, means, ANSWER_MS);
    const seen = '\n  Marathon does not answer; what it keeps in ZooKeeper may not be written';
    const details = { waitedFor: `The answer of Marathon to ${id}`, timeout: formatDuration(timeoutMs), seen };
    throw new MinimesosError('WAIT_TIMEOUT', details, { cause: error });
  } finally {
    timer.cancel();
  }
}

async function handOverNow({ json, group, update, source }: Definition, id: string, url: string, signal: AbortSignal) {
  const path = group ? '/groups' : '/apps';
  const isThere = (await askMarathon(url, 'GET', `${path}${id}`, undefined, signal)).status === 200;
  // The root group is always there.
  const replaces = isThere && (update || (group && id === '/'));
  const answer = replaces
    ? await askMarathon(url, 'PUT', `${path}${id}?force=true`, json, signal)
    : await askMarathon(url, 'POST', path, json, signal);
  if (answer.status < 300) return !isThere;
  if (answer.status === 409 && isThere) throw new MinimesosError('APP_EXISTS', { source, reason: reasonsOf(answer)[0] ?? '' });
  throw new MinimesosError('APP_REJECTED', { source, status: answer.status, reasons: reasonsOf(answer) });
}
