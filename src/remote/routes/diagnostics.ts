import { content } from '../answer.js';
import { type Route, route } from '../route.js';

/** Everything that helps to see what went wrong. */
export const diagnosticsRoute: Route = route({
  method: 'GET',
  path: '/v1/clusters/{cluster}/diagnostics',
  name: 'getDiagnostics',
  summary: 'Everything that helps to see what went wrong, as a .tar.gz',
  description: 'The states of master and agents, the timeline, sandboxes, versions.',
  answers: { 200: { what: 'The archive', content: { 'application/gzip': 'The archive' } } },
  errors: ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED'],
  handle: async ({ server, params }) => {
    const { cluster } = server.clusters.find(params.cluster);
    const name = `minimesos-${cluster.name}.tar.gz`;
    return content('application/gzip', await cluster.diagnostics(), { 'Content-Disposition': `attachment; filename="${name}"` });
  },
});
