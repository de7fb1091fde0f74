import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue' });
});
afterAll(() => test[Symbol.asyncDispose]());

it('minimesos master kill and restart do so to the leader, or to the one that is named', async () => {
  const { url } = cluster.leader;
  expect((await cli('master', 'kill')).stdout).toBe(`The master at ${url} was killed.\n`);
  expect(cluster.leader.running).toBe(false);
  const again = await cli('master', 'kill', '0');
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('which does not run')]);
  expect((await cli('info')).stdout).toContain('gone');
  expect(JSON.parse((await cli('master', 'restart', url, '--json')).stdout)).toMatchObject({ url, running: true });
  expect((await cli('master', 'restart', '7')).stderr).toContain('has no master 7');
});
