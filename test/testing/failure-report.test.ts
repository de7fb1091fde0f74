import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../src/index.js';
import { failureReport } from '../../src/testing/failure-report.js';
import { Timeline, type TimelineFilter } from '../../src/timeline/timeline.js';

function report(whats: readonly string[], since = 0): string[] {
  const timeline = new Timeline();
  for (const [index, what] of whats.entries())
    timeline.add({ at: 1000 + index, kind: 'message', source: 'master@127.0.0.1:5050', what });
  const cluster = { name: 'mine', timeline: (filter: TimelineFilter) => timeline.entries(filter) };
  return stripVTControlCharacters(failureReport(cluster as unknown as MesosCluster, since)).split('\n');
}

describe('failureReport', () => {
  it('shows what happened since the test began', () => {
    expect(report(['before', 'first', 'second'], 1)).toEqual([
      'What happened on cluster mine during this test:',
      '+0.000s  message  master@127.0.0.1:5050  first',
      '+0.001s  message  master@127.0.0.1:5050  second',
    ]);
  });

  it('leaves out what goes on all the time', () => {
    expect(report(['PingSlaveMessage', 'PongSlaveMessage'])).toEqual(['Nothing happened on cluster mine during this test.']);
  });

  it('shows the end of what is too long', () => {
    const lines = report(Array.from({ length: 1000 }, (_, index) => `${index}`));
    expect(lines[0]).toBe('What happened on cluster mine during this test (the last 200 of 1000 entries):');
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toMatch(/ 999$/);
  });
});
