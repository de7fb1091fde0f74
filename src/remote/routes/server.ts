import * as v from 'valibot';
import { content, json } from '../answer.js';
import { docsPage } from '../docs-page.js';
import { type Route, route } from '../route.js';
import { count, flag, text } from '../schemas/fields.js';

const Health = v.object({ ok: flag('Always true: a server that is not well does not answer.') });
const Version = v.object({
  version: text('Of minimesos.'),
  api: count('Of this API; another one would have another first part of its paths.', 1),
  pid: count('Of the process of the server.', 1),
});
const Shutdown = v.object({ destroyed: count('How many clusters the server had.') });

/** About the server itself. */
export const serverRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/health',
    name: 'health',
    summary: 'Whether the server answers',
    open: true,
    answers: { 200: { what: 'It does', content: { 'application/json': Health } } },
    errors: [],
    handle: () => json({ ok: true }),
  }),
  route({
    method: 'GET',
    path: '/v1/version',
    name: 'version',
    summary: 'Which minimesos this is',
    answers: { 200: { what: 'The version', content: { 'application/json': Version } } },
    errors: [],
    handle: ({ server }) => json({ version: server.version, api: 1, pid: process.pid }),
  }),
  route({
    method: 'POST',
    path: '/v1/shutdown',
    name: 'shutdown',
    summary: 'Ends the server with all its clusters',
    description: 'Answers when the clusters are gone; then the server closes.',
    answers: { 200: { what: 'All clusters are gone', content: { 'application/json': Shutdown } } },
    errors: ['DESTROY_TIMEOUT', 'DOCKER_NOT_REMOVED'],
    handle: async ({ server }) => ({ ...json({ destroyed: await server.clusters.destroyAll() }), last: true }),
  }),
  route({
    method: 'GET',
    path: '/v1/lease',
    name: 'lease',
    summary: 'A lease: clusters that live as long as this connection',
    description:
      'The answer stays open. Its first line is `{"lease": "id"}`; after that comes an empty line every ten seconds. Clusters ' +
      'created with the lease, or held by it, are destroyed when the connection closes, however it closes, unless another ' +
      'lease holds them, too, or they were created with `keep`.',
    answers: { 200: { what: 'The lease', content: { 'application/x-ndjson': 'A line of JSON, then empty lines' } } },
    errors: [],
    handle: ({ server, signal }) => {
      const lease = server.leases.take();
      signal.addEventListener('abort', () => server.leases.end(lease), { once: true });
      return { ...content('application/x-ndjson', untilGone(lease, signal)), heartbeat: { text: '\n', everyMs: 10_000 } };
    },
  }),
  route({
    method: 'GET',
    path: '/openapi.json',
    name: 'openApi',
    summary: 'This description, as an OpenAPI 3.1 document',
    open: true,
    answers: { 200: { what: 'The document', content: { 'application/json': v.looseObject({ openapi: v.string() }) } } },
    errors: [],
    handle: async ({ server }) => json(await server.openApi()),
  }),
  route({
    method: 'GET',
    path: '/docs',
    name: 'docs',
    summary: 'This description, as a page to read',
    open: true,
    answers: { 200: { what: 'The page', content: { 'text/html': 'The page' } } },
    errors: [],
    handle: async ({ server }) =>
      content('text/html', docsPage(await server.openApi()), {
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      }),
  }),
];

async function* untilGone(lease: string, signal: AbortSignal): AsyncGenerator<string> {
  yield `${JSON.stringify({ lease })}\n`;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
