import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);
const lines = (output: string) => output.trimEnd().split('\n');

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', masters: 3, agents: 1, containerizers: 'simulated' });
});
afterAll(() => test[Symbol.asyncDispose]());

it('minimesos masters shows who leads', async () => {
  const urls = cluster.masters.map(({ url }) => url);
  expect(lines((await cli('masters')).stdout)).toEqual([
    'MASTER  URL                     LEADING  STATE',
    `     0  ${urls[0]}  yes      running`,
    `     1  ${urls[1]}  no       running`,
    `     2  ${urls[2]}  no       running`,
  ]);
  expect((await cli('info')).stdout).toContain(`master 0, leads  ${urls[0]}`);
});

it('minimesos failover has another one lead', async () => {
  const urls = cluster.masters.map(({ url }) => url);
  const { stdout } = await cli('failover');
  expect(lines(stdout)[0]).toBe(`The master at ${urls[1]} leads.`);
  expect(stdout).toContain(`1  ${urls[1]}  yes      running`);
  expect(cluster.leader.url).toBe(urls[1]);
  const json = JSON.parse((await cli('failover', '--no-restart', '--json')).stdout);
  expect(json).toMatchObject([{ running: true }, { running: false }, { running: true, leading: true }]);
  expect((await cli('masters')).stdout).toContain(`1  ${urls[1]}  no       gone`);
  const refused = await cli('failover', '--no-restart');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('2 are needed before one can lead')]);
});

it('minimesos master restart starts any of them again', async () => {
  expect((await cli('master', 'restart', '1')).stdout).toContain('runs again');
  expect(JSON.parse((await cli('masters', '--json')).stdout)).toMatchObject([
    { running: true },
    { running: true },
    { leading: true },
  ]);
});
