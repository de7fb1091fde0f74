import type { Random } from '../../mesos/process/random.js';
import { fromMilli, toMilli } from '../../mesos/resources/fixed-point.js';
import { isPersistentVolume, isReserved, isRevocable, reservationRole } from '../../mesos/resources/predicates.js';
import { Resources } from '../../mesos/resources/resources.js';
import type { Offer, Resource } from '../../mesos/wire/messages.js';
import type { App } from '../definitions/app.js';
import { placeOfOffer, unmetConstraint } from './constraints.js';
import type { Instance } from './instance.js';
import type { Lack } from './lack.js';
import { type HostPorts, matchPorts } from './match-ports.js';

/** What a task gets of an offer. */
export interface Match {
  readonly resources: Resources;
  readonly hostPorts: HostPorts;
}

/** What counts besides the offer. */
export interface MatchContext {
  readonly random: Random;
  /** Instances of the app that are somewhere already. */
  readonly placed: readonly Instance[];
  /** In milliseconds. */
  readonly now: number;
  /** The region of the masters; offers of others are for apps that ask for them. */
  readonly region?: string | undefined;
}

const UNRESERVED = '*';

/**
 * What a task of the app gets of an offer, or all that it lacks.
 * @param left what is left of the offer
 */
export function matchOffer(app: App, offer: Offer, left: Resources, context: MatchContext): Match | readonly Lack[] {
  const accepted = new Set(app.acceptedResourceRoles ?? [UNRESERVED, app.role]);
  const usable = left.filter((resource) => isUsable(resource, accepted));
  const lacks: Lack[] = [];
  let resources = Resources.empty;
  for (const [name, reason] of SCALARS) {
    const wanted = scalarOf(app, name);
    const taken = takeScalar(usable, name, wanted);
    if (taken) resources = resources.plus(taken);
    else lacks.push({ reason, text: `${name}: ${wanted} wanted, ${usable.scalar(name)} offered` });
  }
  if (usable.isEmpty) lacks.push({ reason: 'UnfulfilledRole', text: `role: none of ${[...accepted].join(', ')} offered` });
  lacks.push(...otherLacks(app, offer, left, context));
  const hostPorts = matchPorts(app, usable.ranges('ports'), context.random);
  if (typeof hostPorts === 'string') lacks.push({ reason: 'InsufficientPorts', text: hostPorts });
  if (lacks.length > 0 || typeof hostPorts === 'string') return lacks;
  return { resources: resources.plus(takePorts(usable, hostPorts)), hostPorts };
}

const SCALARS = [
  ['cpus', 'InsufficientCpus'],
  ['mem', 'InsufficientMemory'],
  ['disk', 'InsufficientDisk'],
  ['gpus', 'InsufficientGpus'],
] as const;

const scalarOf = (app: App, name: 'cpus' | 'mem' | 'disk' | 'gpus'): number =>
  fromMilli(toMilli(app[name]) + toMilli(ownExecutor(app) && name !== 'gpus' ? (app.executorResources?.[name] ?? 0) : 0));

/** Whether tasks of the app run on an executor of its own. */
export const ownExecutor = ({ executor }: App): boolean => executor !== '' && executor !== '//cmd';

const isUsable = (resource: Resource, accepted: ReadonlySet<string>): boolean =>
  !isPersistentVolume(resource) &&
  !isRevocable(resource) &&
  resource.disk?.source === undefined &&
  accepted.has(isReserved(resource) ? reservationRole(resource) : UNRESERVED);

function otherLacks(app: App, offer: Offer, left: Resources, { placed, now, region }: MatchContext): Lack[] {
  const lacks: Lack[] = [];
  const place = placeOfOffer(offer);
  const unmet = unmetConstraint(app.constraints, place, placed, app.instances);
  if (unmet !== undefined) lacks.push({ reason: 'UnfulfilledConstraint', text: unmet });
  const namesDomain = app.constraints.some(([field]) => field === '@region' || field === '@zone');
  if (place.region !== undefined && place.region !== region && !namesDomain) {
    lacks.push({ reason: 'UnfulfilledConstraint', text: `region: ${place.region} is not that of the masters` });
  }
  if (isUnavailable(offer, now)) {
    lacks.push({ reason: 'AgentMaintenance', text: 'the agent is in maintenance' });
  }
  const offeredGpus = left.scalar('gpus');
  if (offeredGpus > 0 && app.gpus === 0 && app.labels['GPU_SCHEDULING_BEHAVIOR'] !== 'unrestricted') {
    lacks.push({ reason: 'DeclinedScarceResources', text: `gpus: none wanted, ${offeredGpus} offered` });
  }
  return lacks;
}

function isUnavailable({ unavailability }: Offer, now: number): boolean {
  if (!unavailability) return false;
  const start = unavailability.start.nanoseconds / 1e6;
  const duration = unavailability.duration ? unavailability.duration.nanoseconds / 1e6 : Number.POSITIVE_INFINITY;
  return now >= start && now < start + duration;
}

/** As much of a scalar as is wanted, of what comes first; undefined when there is not enough. */
export function takeScalar(usable: Resources, name: string, wanted: number): Resource[] | undefined {
  let rest = toMilli(wanted);
  const taken: Resource[] = [];
  for (const resource of usable.named(name)) {
    if (rest <= 0) break;
    const part = Math.min(rest, toMilli(resource.scalar?.value ?? 0));
    taken.push({ ...resource, scalar: { value: fromMilli(part) } });
    rest -= part;
  }
  return rest > 0 ? undefined : taken;
}

function takePorts(usable: Resources, hostPorts: HostPorts): Resource[] {
  const ports = hostPorts.filter((port) => port !== undefined);
  return [...usable.named('ports')].flatMap((resource) => {
    const within = ports.filter((port) => resource.ranges?.range?.some(({ begin, end }) => begin <= port && port <= end));
    const range = within.sort((a, b) => a - b).map((port) => ({ begin: port, end: port }));
    return range.length === 0 ? [] : [{ ...resource, ranges: { range } }];
  });
}
