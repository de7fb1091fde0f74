import { describe, expect, it } from 'vitest';
import { capabilities, executorTask, MasterFixture, task } from './master-fixture.js';

const AWARE = capabilities('PARTITION_AWARE');

/** A framework with the running task t1 and the ended one `done` on an agent. */
async function running(info = {}) {
  const fixture = await MasterFixture.start();
  const { agent, client, offer } = await fixture.offered({ checkpoint: true, ...info });
  await client.launch(offer, [task('t1', offer), task('done', offer)], 1000);
  agent.update(client.frameworkId, 'done', 'TASK_FINISHED');
  await client.acknowledge(await client.updateOf('done', 'TASK_FINISHED'));
  const container_status = { container_id: { value: 'c1' } };
  agent.update(client.frameworkId, 't1', 'TASK_RUNNING', {}, { container_status, healthy: true, executor_id: { value: 't1' } });
  await client.updateOf('t1', 'TASK_RUNNING');
  return { fixture, agent, client, agentId: agent.agentId, container_status };
}

const COMMON = { source: 'SOURCE_MASTER', reason: 'REASON_RECONCILIATION', timestamp: expect.any(Number) };

describe('RECONCILE', () => {
  it('of a known task tells its latest state, whatever agent it names', async () => {
    const { client, agentId, container_status } = await running();
    for (const named of [agentId, undefined, 'no-such-agent']) {
      expect(await client.reconcile(['t1', named])).toMatchObject({ status: 202, body: '' });
      expect(await client.update()).toEqual({
        ...{
          ...COMMON,
          task_id: { value: 't1' },
          agent_id: { value: agentId },
          state: 'TASK_RUNNING',
          container_status,
          healthy: true,
        },
        message: 'Reconciliation: Latest task state',
      });
    }
  });

  it('names the executor of a task that has one of its own', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [executorTask('t1', offer, 'e1')]);
    await client.reconcile(['t1']);
    expect(await client.update()).toMatchObject({ state: 'TASK_STAGING', executor_id: { value: 'e1' } });
  });

  it.each([
    ['without PARTITION_AWARE', {}, ['TASK_LOST', 'TASK_LOST', 'TASK_LOST']],
    ['with PARTITION_AWARE', AWARE, ['TASK_GONE', 'TASK_UNKNOWN', 'TASK_GONE']],
  ])('of an unknown task tells what can be told %s', async (_, info, [unknownToAgent, unknown, done]) => {
    const { client, agentId } = await running(info);
    const answer = (id: string, state: string | undefined, message: string, agent?: string) => ({
      ...{ ...COMMON, task_id: { value: id }, state, message: `Reconciliation: ${message}` },
      ...(agent && { agent_id: { value: agent } }),
    });
    await client.reconcile(['x1', agentId], ['x2'], ['x3', 'no-such-agent'], ['done', agentId]);
    expect(await client.update()).toEqual(answer('x1', unknownToAgent, 'Task is unknown to the agent', agentId));
    expect(await client.update()).toEqual(answer('x2', unknown, 'Task is unknown'));
    expect(await client.update()).toEqual(answer('x3', unknown, 'Task is unknown', 'no-such-agent'));
    expect(await client.update()).toEqual(answer('done', done, 'Task is unknown to the agent', agentId));
  });

  it.each([
    ['TASK_LOST', {}],
    ['TASK_UNREACHABLE', AWARE],
  ])('of a task on an unreachable agent tells %s', async (state, info) => {
    const { fixture, agent, client, agentId } = await running(info);
    await fixture.lose(agent);
    const { unreachable_time } = await client.update();
    expect(unreachable_time?.nanoseconds).toEqual(expect.any(Number));
    const answer = { state, message: 'Reconciliation: Task is unreachable', agent_id: { value: agentId }, unreachable_time };
    await client.reconcile(['t1', agentId], ['never-there', agentId]);
    expect(await client.update()).toEqual({ ...COMMON, ...answer, task_id: { value: 't1' } });
    expect(await client.update()).toEqual({ ...COMMON, ...answer, task_id: { value: 'never-there' } });
    await client.kill('t1', agentId);
    expect(await client.update()).toEqual({ ...COMMON, ...answer, task_id: { value: 't1' } });
  });

  it.each([
    ['TASK_LOST', {}],
    ['TASK_GONE_BY_OPERATOR', AWARE],
  ])('of a task on an agent that an operator has declared gone tells %s', async (state, info) => {
    const { fixture, client, agentId } = await running(info);
    await fixture.operator({ type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value: agentId } } });
    await client.update();
    await client.reconcile(['t1', agentId], ['t1'], ['never-there', agentId]);
    const gone = { ...COMMON, state, message: 'Reconciliation: Task is gone', agent_id: { value: agentId } };
    expect(await client.update()).toEqual({ ...gone, task_id: { value: 't1' } });
    expect(await client.update()).toMatchObject({ message: 'Reconciliation: Task is unknown' });
    expect(await client.update()).toEqual({ ...gone, task_id: { value: 'never-there' } });
    await client.reconcile();
    expect(await client.drain()).toEqual([]);
  });

  it('of a task on an unreachable agent that is not named knows nothing', async () => {
    const { fixture, agent, client } = await running(AWARE);
    await fixture.lose(agent);
    await client.updateOf('t1', 'TASK_UNREACHABLE');
    await client.reconcile(['t1']);
    expect(await client.update()).toMatchObject({ state: 'TASK_UNKNOWN', message: 'Reconciliation: Task is unknown' });
  });

  it('of nothing tells of all active tasks, ended ones among them until they are acknowledged', async () => {
    const { fixture, agent, client } = await running();
    agent.update(client.frameworkId, 't1', 'TASK_FINISHED');
    await client.updateOf('t1', 'TASK_FINISHED');
    await client.reconcile();
    expect(await client.update()).toMatchObject({
      task_id: { value: 't1' },
      state: 'TASK_FINISHED',
      reason: 'REASON_RECONCILIATION',
    });
    expect(await client.drain()).toEqual([]);
    await fixture.lose(agent);
    await client.drain();
    await client.reconcile();
    expect(await client.drain()).toEqual([]);
  });

  it('works while the agent is away', async () => {
    const { fixture, agent, client } = await running();
    agent.terminate();
    await fixture.runtime.settle();
    await client.reconcile(['t1']);
    expect(await client.update()).toMatchObject({ state: 'TASK_RUNNING', message: 'Reconciliation: Latest task state' });
  });
});
