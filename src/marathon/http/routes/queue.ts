import type { HttpResponse } from '../../../mesos/process/http/message.js';
import { isReserved, reservationRole } from '../../../mesos/resources/predicates.js';
import { Resources } from '../../../mesos/resources/resources.js';
import type { Attribute, Resource, Value } from '../../../mesos/wire/messages.js';
import { appDocument } from '../../definitions/app-output.js';
import { absoluteId } from '../../definitions/path-id.js';
import { timestamp } from '../../definitions/timestamps.js';
import type { QueuedApp } from '../../scheduler/launch-queue.js';
import type { DeclinedStep, UnusedOffer } from '../../scheduler/offer-statistics.js';
import { json, methodNotAllowed, Refusal } from '../answers.js';
import type { MarathonRequest } from '../request.js';

/** `/v2/queue` and `/v2/queue/{app}/delay`. */
export function queue({ core, method, segments, query }: MarathonRequest): HttpResponse {
  if (segments.length === 0) {
    if (method !== 'GET') throw methodNotAllowed('GET', 'HEAD');
    const withOffers = query.getAll('embed').includes('lastUnusedOffers');
    return json({ queue: core.queue.queued.map((queued) => queueDocument(queued, withOffers, core.clock.now())) });
  }
  if (segments.at(-1) !== 'delay') throw new Refusal(404, 'URI not found');
  if (method !== 'DELETE') throw methodNotAllowed('DELETE');
  const id = absoluteId(segments.slice(0, -1).join('/'));
  const queued = core.queue.queued.find(({ app }) => app.id === id);
  if (!queued) throw new Refusal(404, `Application ${id} not found in tasks queue.`);
  core.queue.resetDelay(queued.app);
  return { status: 204 };
}

function queueDocument({ app, count, delayedUntil, statistics }: QueuedApp, withOffers: boolean, now: number) {
  const { processed, unused, lastUnusedAt, lastUsedAt, since, lastSummary, summary, lastUnused } = statistics;
  return {
    // Without the role that late versions have here: clients that know Marathon's 1.8 fail on it.
    count,
    delay: {
      timeLeftSeconds: delayedUntil === undefined ? 0 : Math.max(0, Math.ceil((delayedUntil - now) / 1000)),
      overdue: delayedUntil === undefined,
    },
    since: timestamp(since),
    processedOffersSummary: {
      processedOffersCount: processed,
      unusedOffersCount: unused,
      ...(lastUnusedAt !== undefined && { lastUnusedOfferAt: timestamp(lastUnusedAt) }),
      ...(lastUsedAt !== undefined && { lastUsedOfferAt: timestamp(lastUsedAt) }),
      rejectSummaryLastOffers: lastSummary.map(stepDocument),
      rejectSummaryLaunchAttempt: summary.map(stepDocument),
    },
    ...(withOffers && { lastUnusedOffers: lastUnused.map(unusedOfferDocument) }),
    app: appDocument(app),
  };
}

const stepDocument = ({ reason, declined, processed }: DeclinedStep) => ({ reason, declined, processed });

const unusedOfferDocument = ({ offer, lacks, at }: UnusedOffer) => ({
  offer: {
    id: offer.id.value,
    hostname: offer.hostname,
    agentId: offer.agent_id.value,
    resources: [...Resources.of(offer.resources)].map(resourceDocument),
    attributes: (offer.attributes ?? []).map(attributeDocument),
  },
  reason: [...new Set(lacks.map(({ reason }) => reason))],
  timestamp: timestamp(at),
});

const resourceDocument = (resource: Resource) => ({
  ...{ name: resource.name, role: isReserved(resource) ? reservationRole(resource) : '*' },
  ...valueDocument(resource),
});

const attributeDocument = (attribute: Attribute) => ({
  name: attribute.name,
  ...(attribute.text && { text: attribute.text.value }),
  ...valueDocument(attribute),
});

interface Valued {
  readonly scalar?: Value.Scalar | undefined;
  readonly ranges?: Value.Ranges | undefined;
  readonly set?: Value.Set | undefined;
}

const valueDocument = ({ scalar, ranges, set }: Valued) => ({
  ...(scalar && { scalar: scalar.value }),
  ranges: ranges?.range ?? [],
  set: set?.item ?? [],
});
