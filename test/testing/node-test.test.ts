import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runRunner } from './run-suite.js';

describe('useCluster in node:test', () => {
  it('gives tests a cluster, resets it, prints what happened when one fails, and leaves nothing', async () => {
    const suites = fileURLToPath(new URL('suites', import.meta.url));
    const { code, output } = await runRunner(['--test', '--test-reporter=tap', 'node-test.suite.mjs'], suites);
    expect(code).toBe(1);
    const results = output.match(/^ *(not )?ok \d+ - [^#\n]*/gm)?.map((line) => line.trim().replace(/ \d+/, ''));
    expect(results, output).toEqual([
      'ok - passes',
      'not ok - fails',
      'not ok - explains what there is',
      'ok - has a cluster of its own',
      'not ok - fails with a cluster of its own',
      'ok - has a second cluster',
      'ok - a block',
      'not ok - never runs',
      'not ok - a setup that throws',
      'not ok - forgets to await',
      'ok - finds a new cluster',
    ]);
    expect(output).toContain('A framework with name "missing" did not come within 100ms');
    const reports = output.match(/What happened on cluster .*(\n.*\d\.\d{3}s {2}.*)+/g) ?? [];
    expect(reports, output).toHaveLength(2);
    expect(reports[0]).toContain('LAUNCH of-the-test-that-fails');
    expect(reports[1]).toContain('LAUNCH of-the-own-cluster');
    expect(output).not.toContain('LAUNCH of-another-test');
  });
});
