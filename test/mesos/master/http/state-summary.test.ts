import { expect, it } from 'vitest';
import { MasterFixture, running, task } from '../master-fixture.js';

const NONE = {
  ...{ TASK_STAGING: 0, TASK_STARTING: 0, TASK_RUNNING: 0, TASK_KILLING: 0, TASK_FINISHED: 0, TASK_KILLED: 0 },
  ...{ TASK_FAILED: 0, TASK_LOST: 0, TASK_ERROR: 0, TASK_UNREACHABLE: 0 },
};

it('is empty at first', async () => {
  const fixture = await MasterFixture.start({ cluster: 'test' });
  expect(await fixture.json('/state-summary')).toEqual({ hostname: '127.0.0.1', cluster: 'test', slaves: [], frameworks: [] });
});

it('counts the tasks of agents and frameworks, and names who has to do with whom', async () => {
  const { fixture, agent, client, frameworkId, agentId, rest } = await running();
  await client.launch(rest, [task('staging', rest), task('failed', rest), task('staging-too', rest)]);
  agent.update(frameworkId, 'failed', 'TASK_FAILED');
  await client.acknowledge(await client.updateOf('failed', 'TASK_FAILED'));
  const idle = await fixture.subscribe({ name: 'idle', webui_url: 'http://x', hostname: 'h' });
  const other = await fixture.agent();
  const { slaves, frameworks, ...others } = await fixture.json('/state-summary');
  expect(others).toEqual({ hostname: '127.0.0.1' });
  const counts = { ...NONE, TASK_RUNNING: 1, TASK_STAGING: 2, TASK_FAILED: 1 };
  expect(slaves).toMatchObject([
    { id: agentId, pid: agent.pid, active: true, used_resources: { cpus: 0.3 }, ...counts, framework_ids: [frameworkId] },
    { id: other.agentId, ...NONE, framework_ids: [] },
  ]);
  expect(frameworks).toMatchObject([
    { id: frameworkId, name: 'a framework', used_resources: { cpus: 0.3 }, ...counts, slave_ids: [agentId] },
    { id: idle.frameworkId, name: 'idle', webui_url: 'http://x', hostname: 'h', ...NONE, slave_ids: [] },
  ]);
  for (const member of ['tasks', 'user', 'role', 'roles', 'offers']) expect(frameworks[0]).not.toHaveProperty(member);
  expect(slaves[0]).not.toHaveProperty('used_resources_full');
});

it('counts unreachable tasks, and forgets frameworks that are over', async () => {
  const { fixture, agent, client, frameworkId, agentId } = await running({
    ...{ failover_timeout: 1000, capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }] },
  });
  await fixture.lose(agent);
  const lost = await fixture.json('/state-summary');
  expect(lost.slaves).toEqual([]);
  expect(lost.frameworks).toMatchObject([{ id: frameworkId, TASK_UNREACHABLE: 1, TASK_RUNNING: 0, slave_ids: [agentId] }]);
  await client.call('TEARDOWN');
  expect((await fixture.json('/state-summary')).frameworks).toEqual([]);
});
