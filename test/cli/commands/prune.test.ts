import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TestServer } from '../test-cluster.js';

/** No machine has so many processes. */
const NOBODY = 2 ** 22 - 1;

let test: TestServer;
beforeAll(async () => {
  test = await TestServer.start();
});
afterAll(() => test[Symbol.asyncDispose]());

function clusterDirectory(owner: string): string {
  const path = mkdtempSync(join(tmpdir(), 'minimesos-pruned-'));
  writeFileSync(join(path, '.minimesos-owner'), owner);
  return path;
}

describe('minimesos prune', () => {
  it('says that an engine that was named could not be asked, and removes what is elsewhere', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const left = clusterDirectory(`${NOBODY}-x`);
    const { code, stdout, stderr } = await test.run(['prune']);
    expect({ code, stdout: stdout.split('\n') }).toEqual({ code: 1, stdout: expect.arrayContaining([left]) });
    expect(existsSync(left)).toBe(false);
    expect(stderr).toMatch(/^The engine of Docker could not be asked what is left there: .*DOCKER_HOST/s);
    const again = await test.run(['prune', '--json']);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({
      failed: [{ path: 'docker', reason: expect.stringContaining('DOCKER_HOST') }],
    });
    expect((await test.run(['prune'])).stderr).toMatch(/Nothing was removed\.\n$/);
  });

  it('removes what dead processes left, and nothing else', async () => {
    const left = clusterDirectory(`${NOBODY}-x`);
    const used = clusterDirectory(`${process.pid}-x`);
    const foreign = mkdtempSync(join(tmpdir(), 'minimesos-pruned-'));
    const servers = join(test.cwd, 'home/servers');
    writeFileSync(join(servers, `${NOBODY}.json`), '{}');
    writeFileSync(join(servers, `${NOBODY}.log`), '');
    mkdirSync(join(test.cwd, '.minimesos'));
    writeFileSync(join(test.cwd, '.minimesos/cluster.json'), 'damaged');

    const wouldBe = await test.run(['prune', '--dry-run']);
    expect(wouldBe.stdout).toContain(left);
    expect(existsSync(left)).toBe(true);

    const { removed } = JSON.parse((await test.run(['prune', '--json'])).stdout) as { removed: string[] };
    expect(removed).toEqual(expect.arrayContaining([left, '.minimesos']));
    expect(
      [left, used, foreign, join(test.cwd, '.minimesos'), join(servers, `${NOBODY}.log`)].map((path) => existsSync(path)),
    ).toEqual([false, true, true, false, false]);
    writeFileSync(join(used, '.minimesos-owner'), `${NOBODY}-x`);
    expect((await test.run(['prune'])).stdout.split('\n')).toContain(used);
    expect((await test.run(['prune'])).stderr).toBe('Nothing was left behind.\n');
    const { rmdirSync } = await import('node:fs');
    rmdirSync(foreign);
  });
});
