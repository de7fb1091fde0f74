import type { Metrics } from '../metrics.js';
import { systemDocument } from '../system-metrics.js';
import { addHelpRoutes } from './help.js';
import type { Logging } from './logging.js';
import { type HttpHandler, jsonResponse, textResponse } from './message.js';
import { metricsSnapshot } from './metrics.js';
import { prometheusMetrics } from './prometheus.js';
import type { Router } from './router.js';

/** What masters and agents have of their own in what libprocess answers for both. */
export interface LibraryRoutes {
  readonly logging: Logging;
  /** What `/version` shows. */
  version(): unknown;
  /** What `/metrics/snapshot` shows. */
  readonly metrics: Metrics;
  /** Milliseconds of a text such as `5mins`, or what is wrong with it in Mesos's words. */
  parseDuration(text: string): number | string;
}

/** As of a Mesos that was built without the profiler. */
const NO_PROFILER = 'Perftools is disabled. To enable perftools, configure libprocess with --enable-perftools.\n';

/**
 * Adds what every process on libprocess answers: `/version`, `/metrics`, `/logging`, `/system`, `/profiler`, `/help` and
 * `/__processes__`. Help is about the routes added before.
 */
export function addLibraryRoutes(router: Router, { logging, version, metrics, parseDuration }: LibraryRoutes): void {
  const profiler: HttpHandler = () => textResponse(400, NO_PROFILER);
  router.add('version', '/', (request) => jsonResponse(version(), request), 'Tells the version.');
  router.add('metrics', '/snapshot', metricsSnapshot(metrics, parseDuration), 'Shows the metrics as they are now.');
  router.add('system', '/stats.json', (request) => jsonResponse(systemDocument(), request), 'Shows load and memory.');
  router.add('logging', '/toggle', ({ query }) => logging.toggle(query, parseDuration), 'Sets how much is logged, for a while.');
  router.add('profiler', '/start', profiler, 'Starts profiling.');
  router.add('profiler', '/stop', profiler, 'Ends profiling.');
  router.add('__processes__', '/', () => jsonResponse([...router.processIds].map((id) => ({ id, events: [] }))));
  addHelpRoutes(router);
  // Not Mesos's, so that Mesos's help does not name it.
  router.add('metrics', '/prometheus', prometheusMetrics(metrics));
}
