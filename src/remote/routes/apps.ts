import * as v from 'valibot';
import { json } from '../answer.js';
import { type Route, route } from '../route.js';
import { InstalledApp, InstallRequest, Uninstalled, UninstallRequest } from '../schemas/app.js';

const ERRORS = ['UNKNOWN_CLUSTER', 'CLUSTER_DESTROYED', 'MASTER_GONE', 'NO_LEADER', 'NO_ANSWER'] as const;

/** What is installed on a cluster by Marathon. */
export const appRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clusters/{cluster}/apps',
    name: 'listApps',
    summary: 'The apps that are installed, and how it stands with them',
    answers: { 200: { what: 'The apps', content: { 'application/json': v.array(InstalledApp) } } },
    errors: ERRORS,
    handle: async ({ server, params }) => json(await server.clusters.find(params.cluster).cluster.apps()),
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/apps',
    name: 'installApp',
    summary: 'Installs an app or group of Marathon, and waits until it runs and is healthy',
    description:
      'The first one starts a Marathon. How it stands is told by `GET` meanwhile. What is new and is not healthy in time is removed again.',
    body: { schema: InstallRequest },
    answers: { 200: { what: 'All its apps, which are ready', content: { 'application/json': v.array(InstalledApp) } } },
    errors: [
      ...ERRORS,
      ...([
        'INVALID_FILE',
        'INVALID_ARGUMENT',
        'UNKNOWN_TOKEN',
        'UNKNOWN_FIELD',
        'APP_REJECTED',
        'APP_EXISTS',
        'MARATHON_STATE_UNREADABLE',
        'WAIT_TIMEOUT',
      ] as const),
    ],
    handle: async ({ server, params, body: { app, ...options } }) => {
      const { cluster } = server.clusters.find(params.cluster);
      // Whatever keys it has, it is no place to read from.
      return json(await cluster.install({ json: typeof app === 'string' ? app : JSON.stringify(app) }, options));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/clusters/{cluster}/apps/uninstall',
    name: 'uninstallApp',
    summary: 'Ends all instances of an app or group, and removes it with all that it was',
    body: { schema: UninstallRequest },
    answers: { 200: { what: 'Nothing of it is left', content: { 'application/json': Uninstalled } } },
    errors: [...ERRORS, 'UNKNOWN_APP', 'WAIT_TIMEOUT', 'INVALID_ARGUMENT', 'APP_REJECTED'],
    handle: async ({ server, params, body: { id, ...options } }) => {
      const { cluster } = server.clusters.find(params.cluster);
      return json({ apps: [...(await cluster.uninstall(id, options))] });
    },
  }),
];
