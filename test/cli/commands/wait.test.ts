import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { Place } from '../real-cli.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
let running: Promise<unknown>;
const wait = (...argv: string[]) => test.run(['wait', '--cluster', 'blue', ...argv]);

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', agents: 2, reaction: 'immediate' });
  running = cluster.run('exec sleep 1000').catch(() => {});
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await running;
});

describe('minimesos wait', () => {
  it('waits for a framework', async () => {
    expect((await wait('--framework', 'minimesos run')).stdout).toMatch(/^Framework minimesos run is active: \S+-0000\n$/);
  });

  it('waits for tasks', async () => {
    expect((await wait('--tasks', '1')).stdout).toBe('1 task TASK_RUNNING.\n');
    expect((await wait('--framework', 'minimesos run', '--tasks', '1', '--state', 'running,finished')).code).toBe(0);
    expect(JSON.parse((await wait('--tasks', '0', '--state', 'failed', '--json')).stdout)).toEqual([]);
  });

  it('waits for agents', async () => {
    expect((await wait('--agents', '2')).stdout).toBe('2 agents registered.\n');
    const [task] = await cluster.tasks();
    const idle = cluster.agents.findIndex(({ id }) => id !== task?.slave_id);
    expect((await wait('--agent', String(idle))).stdout).toBe(`Agent ${idle} is active.\n`);
    await cluster.agents[idle]?.stop();
    expect((await wait('--agent', String(idle), '--state', 'gone')).stdout).toBe(`Agent ${idle} is gone.\n`);
  });

  it('waits for whatever a condition says', async () => {
    expect(
      (await wait('--condition', 'frameworks.length === 1 && tasks.every(({ state }) => state === "TASK_RUNNING")')).stdout,
    ).toBe('The condition is fulfilled.\n');
    const { code, stderr } = await wait('--condition', 'frameworks.size()');
    expect([code, stderr]).toEqual([2, expect.stringContaining('(frameworks.size is not a function)')]);
  });

  it.each([
    [['--framework', 'mine'], 'mine'],
    [['--agents', '5'], 'What was waited for, 5 registered agents, did not come within 300ms.'],
    [['--condition', 'frameworks.length === 5'], 'The condition frameworks.length === 5 did not come within 300ms.'],
    [['--tasks', '3'], 'TASK_RUNNING'],
  ])('tells what it saw of %j instead, and exits with 4', async (argv, words) => {
    const { code, stdout, stderr } = await wait(...argv, '--timeout', '300ms');
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toContain(words);
    expect(stderr).toContain('framework minimesos run');
  });
});

it('and all that ends something does so where the master stands still', async () => {
  await using place = new Place();
  writeFileSync(join(place.folder, 'minimesos.yaml'), 'masters:\n  - ownProcess: true\n');
  expect((await place.run(['up'])).code).toBe(0);
  expect((await place.run(['master', 'pause'])).code).toBe(0);
  const waiting = await place.run(['wait', '--condition', 'frameworks.length === 1', '--timeout', '1secs']);
  expect([waiting.code, waiting.stderr]).toEqual([
    4,
    expect.stringContaining('Seen last: no state, as the master does not answer'),
  ]);
  expect((await place.run(['ps'])).stdout).toContain('http://127.0.0.1:');
  expect((await place.run(['destroy'])).code).toBe(0);
});
