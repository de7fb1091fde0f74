import type { Metrics } from '../metrics.js';
import { type HttpHandler, jsonResponse, textResponse } from './message.js';

/**
 * `/metrics/snapshot`: every metric with its value. All are there at once, so that the parameter `timeout` has nothing to cut
 * short; it has to be a duration all the same.
 * @param parseDuration Milliseconds of a text such as `5mins`, or what is wrong with it, in Mesos's words.
 */
export function metricsSnapshot(metrics: Metrics, parseDuration: (text: string) => number | string): HttpHandler {
  return (request) => {
    const timeout = request.query.get('timeout');
    const parsed = timeout === null ? 0 : parseDuration(timeout);
    if (typeof parsed === 'string') return textResponse(400, `Invalid timeout '${timeout}': ${parsed}.\n`);
    return jsonResponse(metrics.snapshot(), request);
  };
}

/** What GET_METRICS answers. */
export function listMetrics(metrics: Metrics): { metrics: { name: string; value: number }[] } {
  return { metrics: Object.entries(metrics.snapshot()).map(([name, value]) => ({ name, value })) };
}
