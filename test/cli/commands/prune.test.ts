import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
