import * as v from 'valibot';
import type { MesosCluster } from '../../cluster/mesos-cluster.js';
import { formatDiagram } from '../../timeline/diagram.js';
import type { TimelineEntry } from '../../timeline/entry.js';
import type { TimelineFilter } from '../../timeline/filter.js';
import { formatTimeline, toJsonLines } from '../../timeline/format.js';
import { type Answer, content, json } from '../answer.js';
import { EVENT_STREAM, eventStream, type ServerEvent } from '../event-stream.js';
import { prefers } from '../negotiate.js';
import { type Route, route } from '../route.js';
import { TimelineEntry as TimelineEntrySchema, TimelineQuery } from '../schemas/timeline.js';

/** The media type of diagrams, as it is registered for them. */
const MERMAID = 'text/vnd.mermaid';

const CLUSTER_ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED'] as const;

/** What has happened on a cluster, and what happens. */
export const timelineRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/events',
    name: 'followEvents',
    summary: 'What happens on the cluster, as it happens',
    description:
      'Server-sent events: each has a TimelineEntry as its data and the sequence of it as its id. Begins now; with `since` or ' +
      'the header `Last-Event-ID`, with what came after that. A first event `missed` with `from` and `to` tells that entries ' +
      'between were forgotten by then. Ends with the cluster. A client that does not keep up gets an event `error` with the ' +
      'problem `READER_TOO_SLOW` as the last one, and can go on from the last id it has.',
    resumable: true,
    query: TimelineQuery,
    answers: { 200: { what: 'The events', content: { [EVENT_STREAM]: 'Events' } } },
    errors: [...CLUSTER_ERRORS, 'READER_TOO_SLOW'],
    handle: ({ server, params, query, lastEventId, signal }) => {
      const { cluster } = server.clusters.find(params.cluster);
      const since = lastEventId ?? query.since;
      const entries = cluster.events({ ...query, since });
      signal.addEventListener('abort', () => void entries.return?.(), { once: true });
      return eventStream(asEvents(entries, missed(since, cluster.timeline())));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/timeline',
    name: 'getTimeline',
    summary: 'What has happened on the cluster',
    description:
      'The last 10,000 entries, oldest first: as JSON, as lines of JSON, as text with one line for each, ' +
      'or the last 200 of them as a sequence diagram in the language of Mermaid.',
    query: TimelineQuery,
    answers: {
      200: {
        what: 'The entries',
        content: {
          'application/json': v.array(TimelineEntrySchema),
          'application/x-ndjson': 'A line of JSON for each entry',
          'text/plain': 'A line for each entry',
          [MERMAID]: 'A sequence diagram',
        },
      },
    },
    errors: CLUSTER_ERRORS,
    handle: ({ server, params, query, headers }) =>
      timelineAnswer(server.clusters.find(params.cluster).cluster, query, headers.accept),
  }),
];

async function timelineAnswer(cluster: MesosCluster, query: TimelineFilter, accept: string | undefined): Promise<Answer> {
  const entries = cluster.timeline(query);
  switch (prefers(accept, ['application/json', 'application/x-ndjson', 'text/plain', MERMAID])) {
    case MERMAID: {
      // What is asked for may be about a framework and not have its name in it.
      const frameworks = await cluster.frameworks({ completed: true });
      return content(MERMAID, formatDiagram(entries, { frameworks: new Map(frameworks.map(({ id, name }) => [id, name])) }));
    }
    case 'application/x-ndjson':
      return content('application/x-ndjson', toJsonLines(entries));
    case 'text/plain':
      return content('text/plain', entries.length === 0 ? '' : `${formatTimeline(entries)}\n`);
    default:
      return json(entries);
  }
}

async function* asEvents(
  entries: AsyncIterable<TimelineEntry>,
  gap: { from: number; to: number } | undefined,
): AsyncGenerator<ServerEvent> {
  if (gap) yield { event: 'missed', data: gap };
  for await (const entry of entries) yield { id: entry.sequence, data: entry };
}

/** The sequences that a client wants and that are no longer there. */
function missed(since: number | undefined, [oldest]: readonly TimelineEntry[]): { from: number; to: number } | undefined {
  if (since === undefined || !oldest || oldest.sequence <= since + 1) return undefined;
  return { from: since + 1, to: oldest.sequence - 1 };
}
