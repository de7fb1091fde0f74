import { cpus, freemem, loadavg, totalmem } from 'node:os';
import type { MetricFamily } from './metrics.js';

/** The metrics of the machine, as libprocess's process `system` has them. */
export const systemMetrics: MetricFamily = () => {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return [
    ['system/cpus_total', cpus().length],
    ['system/load_1min', one],
    ['system/load_5min', five],
    ['system/load_15min', fifteen],
    ['system/mem_total_bytes', totalmem()],
    ['system/mem_free_bytes', freemem()],
  ];
};

/** `/system/stats.json`. */
export function systemDocument() {
  const metrics = Object.fromEntries(systemMetrics());
  return {
    ...{ avg_load_1min: metrics['system/load_1min'], avg_load_5min: metrics['system/load_5min'] },
    ...{ avg_load_15min: metrics['system/load_15min'], cpus_total: metrics['system/cpus_total'] },
    ...{ mem_total_bytes: metrics['system/mem_total_bytes'], mem_free_bytes: metrics['system/mem_free_bytes'] },
  };
}
