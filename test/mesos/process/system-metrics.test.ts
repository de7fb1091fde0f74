import { cpus, totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { systemDocument, systemMetrics } from '../../../src/mesos/process/system-metrics.js';

describe('the metrics of the machine', () => {
  it('are its own', () => {
    const metrics = Object.fromEntries(systemMetrics());
    expect(metrics).toMatchObject({ 'system/cpus_total': cpus().length, 'system/mem_total_bytes': totalmem() });
    expect(metrics['system/mem_free_bytes']).toBeGreaterThan(0);
    for (const minutes of [1, 5, 15]) expect(metrics[`system/load_${minutes}min`]).toBeGreaterThanOrEqual(0);
  });

  it('are in /system/stats.json by other names', () => {
    expect(Object.keys(systemDocument()).sort()).toEqual([
      ...['avg_load_15min', 'avg_load_1min', 'avg_load_5min', 'cpus_total', 'mem_free_bytes', 'mem_total_bytes'],
    ]);
    expect(systemDocument()).toMatchObject({ cpus_total: cpus().length, mem_total_bytes: totalmem() });
  });
});
