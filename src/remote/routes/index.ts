import type { Route } from '../route.js';
import { actRoutes } from './acts.js';
import { agentRoutes } from './agents.js';
import { appRoutes } from './apps.js';
import { clockRoutes } from './clock.js';
import { clusterRoutes } from './clusters.js';
import { containerRoutes } from './containers.js';
import { diagnosticsRoute } from './diagnostics.js';
import { expectRoutes } from './expect.js';
import { faultRoutes } from './faults.js';
import { masterRoutes } from './masters.js';
import { runRoute } from './run.js';
import { serverRoutes } from './server.js';
import { taskRoutes } from './tasks.js';
import { timelineRoutes } from './timeline.js';
import { waitRoute } from './wait.js';
import { zookeeperRoutes } from './zookeepers.js';

/** Everything the remote API can be asked: routing, validation and documentation come from this table. */
export const routes: readonly Route[] = [
  ...serverRoutes,
  ...clusterRoutes,
  ...masterRoutes,
  ...agentRoutes,
  ...taskRoutes,
  ...[runRoute, waitRoute],
  ...appRoutes,
  ...timelineRoutes,
  ...faultRoutes,
  ...expectRoutes,
  ...actRoutes,
  ...zookeeperRoutes,
  ...containerRoutes,
  ...clockRoutes,
  diagnosticsRoute,
];
