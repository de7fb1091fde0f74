import { cpus, freemem, loadavg, totalmem } from 'node:os';

/** What libprocess's process `system` measures of the machine, as its metrics name it. Memory is in bytes. */
export function systemGauges(): Record<string, number> {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return {
    'system/cpus_total': cpus().length,
    'system/load_1min': one,
    'system/load_5min': five,
    'system/load_15min': fifteen,
    'system/mem_total_bytes': totalmem(),
    'system/mem_free_bytes': freemem(),
  };
}

/** The same as `/system/stats.json` names it. */
export function systemDocument(): Record<string, number | undefined> {
  const gauges = systemGauges();
  return {
    ...{ avg_load_1min: gauges['system/load_1min'], avg_load_5min: gauges['system/load_5min'] },
    ...{ avg_load_15min: gauges['system/load_15min'], cpus_total: gauges['system/cpus_total'] },
    ...{ mem_total_bytes: gauges['system/mem_total_bytes'], mem_free_bytes: gauges['system/mem_free_bytes'] },
  };
}
