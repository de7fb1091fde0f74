import type { Metrics } from '../metrics.js';
import { type HttpHandler, jsonResponse, textResponse } from './message.js';

/**
 * `/metrics/snapshot`: every metric with its value. All are there at once, so that the parameter `timeout` has nothing to cut
 * short; it has to be a duration all the same.
 * @param durationProblem What is wrong with a text as a duration, in Mesos's words; undefined when nothing is.
 */
export function metricsSnapshot(metrics: Metrics, durationProblem: (text: string) => string | undefined): HttpHandler {
  return (request) => {
    const timeout = request.query.get('timeout');
    const problem = timeout === null ? undefined : durationProblem(timeout);
    if (problem !== undefined) return textResponse(400, `Invalid timeout '${timeout}': ${problem}.\n`);
    return jsonResponse(metrics.snapshot(), request);
  };
}

/** What GET_METRICS answers. */
export function listMetrics(metrics: Metrics): { metrics: { name: string; value: number }[] } {
  return { metrics: Object.entries(metrics.snapshot()).map(([name, value]) => ({ name, value })) };
}
