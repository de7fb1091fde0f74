import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run(argv, { env: { MINIMESOS_CLUSTER: 'blue' } });

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', clock: 'virtual' });
});
afterAll(() => test[Symbol.asyncDispose]());

describe('minimesos clock', () => {
  it('show tells the time of the cluster', async () => {
    const now = await cluster.clock.now();
    expect(await cli('clock', 'show')).toEqual({ code: 0, stdout: `${new Date(now).toISOString()}\n`, stderr: '' });
    expect(JSON.parse((await cli('clock', 'show', '--json')).stdout)).toEqual({ now });
  });

  it('advance moves it', async () => {
    const before = await cluster.clock.now();
    const { code, stdout } = await cli('clock', 'advance', '75secs');
    expect([code, stdout]).toEqual([0, `75secs have passed: it is ${new Date(before + 75_000).toISOString()}.\n`]);
    expect(JSON.parse((await cli('clock', 'advance', '500', '--json')).stdout)).toEqual({ now: before + 75_500 });
  });

  it.each([['-1'], ['soon'], []])('advance refuses %j', async (...argv) => {
    const before = await cluster.clock.now();
    expect((await cli('clock', 'advance', ...argv)).code).toBe(2);
    expect(await cluster.clock.now()).toBe(before);
  });

  it('refuses to move time for longer than anybody waits', async () => {
    const { code, stderr } = await cli('clock', 'advance', '600weeks');
    expect([code, stderr]).toEqual([2, expect.stringContaining('DURATION expects 3650days at most, but got "600weeks"')]);
  });
});
