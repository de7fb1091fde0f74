import { MinimesosError } from '../../errors.js';
import type { AgentLack, AppProgress } from '../../marathon/marathon.js';
import { isObject, objectsOf } from '../check.js';
import { textOf } from './app-ids.js';
import { askMarathon, type MarathonAnswer, reasonsOf } from './ask-marathon.js';
import { lackOf } from './lack-of-offer.js';

type Document = Readonly<Record<string, unknown>>;

const APPS = '/apps?embed=apps.counts&embed=apps.tasks&embed=apps.deployments&embed=apps.lastTaskFailure';
const QUEUE = '/queue?embed=lastUnusedOffers';

/**
 * How it stands with the apps of a Marathon of which nothing is known but its REST API.
 * @param now milliseconds since 1970
 * @throws MinimesosError `MARATHON_UNREACHABLE`
 */
export async function askProgress(url: string, now: number, signal: AbortSignal): Promise<AppProgress[]> {
  const [apps, queue] = await Promise.all([APPS, QUEUE].map((path) => ask(url, path, signal)));
  const queued = new Map(objectsOf(queue?.body['queue']).map((each) => [textOf(document(each['app'])['id']), each]));
  return objectsOf(apps?.body['apps'])
    .map((app) => progressOf(app, queued.get(textOf(app['id'])), now))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** While it has no leader, it says so. */
async function ask(url: string, path: string, signal: AbortSignal): Promise<MarathonAnswer> {
  const answer = await askMarathon(url, 'GET', path, undefined, signal);
  if (answer.status === 200) return answer;
  throw new MinimesosError('MARATHON_UNREACHABLE', { url, reason: `${answer.status}, ${reasonsOf(answer).join('; ')}` });
}

function progressOf(app: Document, queued: Document | undefined, now: number): AppProgress {
  const running = numberOf(app['tasksRunning']);
  const seconds = numberOf(document(queued?.['delay'])['timeLeftSeconds']);
  const { state, message } = document(app['lastTaskFailure']);
  return {
    ...{ id: textOf(app['id']), instances: numberOf(app['instances']), running },
    serving: objectsOf(app['healthChecks']).length > 0 ? numberOf(app['tasksHealthy']) : running,
    deployed: objectsOf(app['deployments']).length === 0,
    waiting: numberOf(queued?.['count']),
    lacks: objectsOf(queued?.['lastUnusedOffers']).map((unused) => lacksOf(unused, app)),
    delayedUntil: seconds > 0 ? now + seconds * 1000 : undefined,
    lastFailure: state === undefined ? undefined : { state: textOf(state), message: textOf(message) },
    unhealthy: objectsOf(app['tasks']).flatMap(failuresOf).at(-1),
  };
}

function lacksOf({ offer: offered, reason }: Document, app: Document): AgentLack {
  const offer = document(offered);
  const reasons = Array.isArray(reason) ? reason.map(textOf) : [];
  return {
    ...{ agentId: textOf(offer['agentId']), hostname: textOf(offer['hostname']) },
    lacks: reasons.map((each) => ({ reason: each, text: lackOf(each, app, objectsOf(offer['resources'])) })),
  };
}

const failuresOf = ({ healthCheckResults }: Document): string[] =>
  objectsOf(healthCheckResults).flatMap(({ alive, lastFailureCause }) => {
    return alive === false && typeof lastFailureCause === 'string' ? [lastFailureCause] : [];
  });

const document = (value: unknown): Document => (isObject(value) ? value : {});
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
