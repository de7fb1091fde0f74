import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
beforeAll(async () => {
  test = await TestServer.start();
});
afterAll(() => test[Symbol.asyncDispose]());

interface Finding {
  readonly what: string;
  readonly result: string;
  readonly told: string;
}

describe('minimesos doctor', () => {
  it('runs a task on a cluster, and says what it thinks of the rest', async () => {
    const { code, stdout } = await test.run(['doctor'], { columns: 60, env: { NO_COLOR: '1' } });
    expect(code).toBe(0);
    expect(stdout).toContain('A cluster started and ran a task');
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  it('warns of what may go wrong', async () => {
    mkdirSync(join(test.cwd, '.minimesos'));
    writeFileSync(join(test.cwd, '.minimesos/cluster.json'), '');
    const findings = JSON.parse(
      (await test.run(['doctor', '--json'], { env: { http_proxy: 'http://proxy' } })).stdout,
    ) as Finding[];
    const warnings = findings.filter(({ result }) => result === 'warning').map(({ what }) => what);
    expect(warnings).toEqual(expect.arrayContaining(['proxies', 'this directory']));
    const [proxies] = (
      JSON.parse(
        (await test.run(['doctor', '--json'], { env: { http_proxy: 'x', no_proxy: 'a,127.0.0.1' } })).stdout,
      ) as Finding[]
    ).filter(({ what }) => what === 'proxies');
    expect(proxies?.result).toBe('ok');
  });
});
