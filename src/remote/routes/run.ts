import { Feed } from '../../cluster/feed.js';
import { MinimesosError } from '../../errors.js';
import type { RunOptions, RunResult } from '../../index.js';
import { json } from '../answer.js';
import type { ClusterEntry } from '../clusters.js';
import { EVENT_STREAM, eventStream, type ServerEvent } from '../event-stream.js';
import { prefers } from '../negotiate.js';
import { type Route, route } from '../route.js';
import { RunRequest, RunResult as RunResultSchema } from '../schemas/run.js';

/** Runs a command as a task. */
export const runRoute: Route = route({
  method: 'POST',
  path: '/v1/clusters/{cluster}/run',
  name: 'run',
  summary: 'Runs a command as a task, and waits for its end',
  description:
    'As server-sent events: `output` with `stream` and `text`, soon after it was written; `state` with the `state` of the ' +
    'task; and as the last one `result` with a RunResult, or `error` with a problem document. With `Accept: application/json` ' +
    'only the result, at the end. When the client goes away, the command is killed.',
  body: { schema: RunRequest },
  answers: {
    200: { what: 'The command was run', content: { [EVENT_STREAM]: 'Events', 'application/json': RunResultSchema } },
  },
  errors: [
    ...(['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'UNKNOWN_AGENT', 'INVALID_ARGUMENT', 'WAIT_TIMEOUT', 'RUN_FAILED'] as const),
    ...(['MASTER_GONE', 'NO_LEADER', 'NO_ANSWER', 'READER_TOO_SLOW'] as const),
  ],
  handle: async ({ server, params, body, headers, signal }) => {
    const entry = server.clusters.find(params.cluster);
    const { command, agent, ...rest } = body;
    const options = { ...rest, signal, ...(agent !== undefined && { agent: entry.roster.find(agent) }) } as RunOptions;
    if (prefers(headers.accept, [EVENT_STREAM, 'application/json']) === 'application/json') {
      return json(await entry.cluster.run(command, options));
    }
    return eventStream(runEvents(entry, command, options, server.limits.waitingOutput));
  },
});

/** What happens in a run, for a reader who may be slow: what waits for that reader is limited. */
function runEvents({ cluster }: ClusterEntry, command: string | string[], options: RunOptions, limit: number): Feed<ServerEvent> {
  const ending = new AbortController();
  const end = () => ending.abort();
  options.signal?.addEventListener('abort', end, { once: true });
  const feed = new Feed<ServerEvent>(end);
  const push = (event: string, data: unknown) => {
    feed.push({ event, data });
    if (feed.waiting > limit) feed.end(new MinimesosError('READER_TOO_SLOW', { waiting: feed.waiting }));
  };
  cluster
    .run(command, {
      ...options,
      signal: ending.signal,
      onOutput: (output) => push('output', output),
      onState: (state) => push('state', { state }),
    })
    .then((result: RunResult) => feed.push({ event: 'result', data: result }))
    .then(
      () => feed.end(),
      (error: unknown) => feed.end(error),
    );
  return feed;
}
