import type { Metrics } from '../metrics.js';
import type { HttpHandler } from './message.js';

/**
 * `/metrics/prometheus`: what `/metrics/snapshot` shows, in Prometheus's text format, so that no exporter has to stand between.
 * Mesos has no such endpoint. `master/tasks_running` is `mesos_master_tasks_running`.
 */
export function prometheusMetrics(metrics: Metrics): HttpHandler {
  return () => ({
    status: 200,
    headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: prometheusText(metrics.snapshot()),
  });
}

/** Metrics by their names in Mesos, a line each. Those that Prometheus cannot tell apart have a label with Mesos's name. */
export function prometheusText(snapshot: Readonly<Record<string, number>>): string {
  const named = Object.entries(snapshot).map(([name, value]) => ({ name, value, series: seriesName(name) }));
  const counts = new Map<string, number>();
  for (const { series } of named) counts.set(series, (counts.get(series) ?? 0) + 1);
  // Lines of one series have to stand together.
  named.sort((one, other) => (one.series < other.series ? -1 : Number(one.series > other.series)));
  const lines = named.map(({ name, value, series }) => {
    const label = (counts.get(series) ?? 0) > 1 ? `{name="${escapeLabel(name)}"}` : '';
    return `${series}${label} ${value}\n`;
  });
  return lines.join('');
}

const seriesName = (name: string): string => `mesos_${name.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;

const escapeLabel = (text: string): string =>
  text.replaceAll(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
