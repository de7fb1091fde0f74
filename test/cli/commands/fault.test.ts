import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
const cli = (...argv: string[]) => test.run(argv, { env: { MINIMESOS_CLUSTER: 'blue' } });

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', reaction: 'immediate' });
});
afterEach(() => cluster.faults.clear());
afterAll(() => test[Symbol.asyncDispose]());

describe('minimesos fault', () => {
  it('add makes something go wrong, as described', async () => {
    const options = ['--call', 'ACCEPT', '--call', 'KILL', '--framework', 'mine', '--times', '2', '--probability', '0.5'];
    const { code, stdout } = await cli('fault', 'add', 'answer', ...options, '--status', '500', '--agent', '0');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Fault \d+ is in force: answer call=ACCEPT,KILL framework=mine /)]);
    expect((await cluster.faults.list()).map(({ rule }) => rule)).toEqual([
      {
        ...{ effect: 'answer', call: ['ACCEPT', 'KILL'], framework: 'mine', agent: cluster.agents[0]?.id },
        ...{ times: 2, probability: 0.5, status: 500 },
      },
    ]);
    expect((await cli('fault', 'add', 'delay', '--event', '*', '--delay', '2secs', '--json')).stdout).toContain('"delay":2000');
  });

  it.each([
    [['dorp'], 2, '(drop, perhaps)'],
    [[], 2, 'what happens'],
    [['drop', '--times', '0'], 2, '--times expects'],
    [['delay', '--call', 'ACCEPT'], 1, 'but got nothing'],
    [['drop', '--times', '-1'], 2, 'but got "-1"'],
    [['drop', '--state', 'runnin'], 2, '(TASK_RUNNING, perhaps)'],
    [['drop', '--probability', '2'], 2, '--probability expects'],
    [['drop', '--call', 'ACEPT'], 1, 'did you mean ACCEPT?'],
    [['drop', '--agent', '7'], 1, 'has no agent "7"'],
  ])('add refuses %j', async (argv, code, message) => {
    const ended = await cli('fault', 'add', ...argv);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(message)]);
    expect(await cluster.faults.list()).toEqual([]);
  });

  it('add takes several names with commas between them, and states as they are said elsewhere', async () => {
    const { stdout } = await cli('fault', 'add', 'drop', '--event', 'UPDATE,RESCIND', '--state', 'running,failed');
    expect(stdout).toMatch(/: drop event=UPDATE,RESCIND state=TASK_RUNNING,TASK_FAILED$/m);
    expect((await cluster.faults.list())[0]?.rule).toMatchObject({ state: ['TASK_RUNNING', 'TASK_FAILED'] });
  });

  it('list, held, release and remove go by numbers', async () => {
    expect(await cli('fault', 'list')).toEqual({ code: 0, stdout: '', stderr: 'There are no faults.\n' });
    await cli('fault', 'add', 'hold', '--message', 'StatusUpdateMessage', '--to', 'master', '--state', 'TASK_RUNNING');
    const [fault] = await cluster.faults.list();
    const id = String(fault?.id);
    const run = cluster.run('true');
    await expect.poll(async () => (await fault?.look())?.count).toBe(1);
    const { stdout } = await cli('fault', 'list');
    expect(stdout).toMatch(
      new RegExp(`^FAULT  EFFECT  ON +COUNT  HELD\n +${id}  hold    message=StatusUpdateMessage .* 1 +1\n$`),
    );
    expect((await cli('fault', 'held', id)).stdout).toMatch(/^\+0\.000s {2}message .* StatusUpdateMessage /);
    expect((await cli('fault', 'release', id, '--count', '1')).stdout).toBe(`Fault ${id} now holds 0.\n`);
    await run;
    expect((await cli('fault', 'held', id)).stderr).toBe(`Fault ${id} holds nothing.\n`);
    expect((await cli('fault', 'remove', id)).stdout).toBe(`Removed fault ${id}.\n`);
    expect((await cli('fault', 'remove', '--all', '--json')).stdout).toBe('[]\n');
    expect((await cli('fault', 'held', id)).stderr).toContain(`There is no fault ${id}.`);
    expect((await cli('fault', 'remove')).code).toBe(2);
    expect((await cli('fault', 'remove', id, '--all')).code).toBe(2);
  });

  it('partition cuts an agent off its master', async () => {
    const { code, stdout } = await cli('fault', 'partition', '0', '--direction', 'to-master');
    expect([code, stdout]).toEqual([0, expect.stringContaining('drop message=* ')]);
    expect((await cluster.faults.list())[0]?.rule).toMatchObject({ effect: 'drop', to: 'master', agent: cluster.agents[0]?.id });
    expect((await cli('fault', 'partition', '0', '--direction', 'up')).code).toBe(2);
    expect((await cli('fault', 'heal', '0')).stdout).toMatch(/^Removed fault \d+\.\n$/);
    expect((await cli('fault', 'heal')).stdout).toBe('There are no partitions.\n');
  });

  it('add makes actions fail', async () => {
    const { stdout } = await cli('fault', 'add', 'fail', '--action', 'CHECK', '--action', 'HEALTH_CHECK', '--error', 'no');
    expect(stdout).toMatch(/^Fault \d+ is in force: fail action=CHECK,HEALTH_CHECK error=no\n$/);
    expect((await cli('fault', 'add', 'fail', '--action', 'FECTH')).stderr).toContain('did you mean FETCH?');
    await cluster.faults.clear();
  });
});
