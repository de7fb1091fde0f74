import { describe, expect, it } from 'vitest';
import { capabilities, executorTask, MasterFixture, task } from './master-fixture.js';

/** A framework with the task t1 on an agent. */
async function launched(info = {}) {
  const fixture = await MasterFixture.start();
  const offered = await fixture.offered(info);
  await offered.client.launch(offered.offer, [task('t1', offered.offer)]);
  const document = async (list: 'tasks' | 'completed_tasks') => (await fixture.json('/frameworks')).frameworks[0][list];
  return { fixture, ...offered, frameworkId: offered.client.frameworkId, document };
}

describe('a status update', () => {
  it('is passed on as it is, and shown', async () => {
    const { agent, client, frameworkId, document } = await launched();
    const container_status = { container_id: { value: 'c1' }, executor_pid: 7 };
    const uuid = agent.update(frameworkId, 't1', 'TASK_RUNNING', {}, { container_status, healthy: true, data: 'QUJD' });
    expect(await client.update()).toEqual({
      ...{ task_id: { value: 't1' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', agent_id: { value: agent.agentId } },
      ...{ timestamp: expect.any(Number), uuid, container_status, healthy: true, data: 'QUJD' },
    });
    expect(await document('tasks')).toMatchObject([
      {
        state: 'TASK_RUNNING',
        statuses: [
          {
            state: 'TASK_RUNNING',
            timestamp: expect.any(Number),
            healthy: true,
            container_status: { container_id: { value: 'c1' } },
          },
        ],
      },
    ]);
  });

  it('is kept without its data, and counts once for each state', async () => {
    const { fixture, agent, client, frameworkId } = await launched();
    for (const message of ['one', 'other']) agent.update(frameworkId, 't1', 'TASK_RUNNING', {}, { message, data: 'QUJD' });
    for (const _ of ['one', 'other']) await client.updateOf('t1', 'TASK_RUNNING');
    const { get_tasks } = JSON.parse((await fixture.operator({ type: 'GET_TASKS' })).body);
    expect(get_tasks.tasks[0].statuses).toMatchObject([{ state: 'TASK_RUNNING', message: 'other' }]);
    expect(get_tasks.tasks[0].statuses[0]).not.toHaveProperty('data');
  });

  it('moves a task to the completed ones once its end is acknowledged', async () => {
    const { fixture, agent, client, frameworkId, document } = await launched();
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    const status = await client.updateOf('t1', 'TASK_FINISHED');
    expect(await document('tasks')).toMatchObject([{ id: 't1', state: 'TASK_FINISHED' }]);
    expect((await fixture.json('/slaves')).slaves[0].used_resources.cpus).toBe(0);

    expect(await client.acknowledge(status)).toMatchObject({ status: 202, body: '' });
    expect(await document('tasks')).toEqual([]);
    expect(await document('completed_tasks')).toMatchObject([{ id: 't1', state: 'TASK_FINISHED' }]);
    await fixture.runtime.settle();
    expect(agent.all('StatusUpdateAcknowledgementMessage')).toEqual([
      { agent_id: { value: agent.agentId }, framework_id: { value: frameworkId }, task_id: { value: 't1' }, uuid: status.uuid },
    ]);
  });

  it('frees what an ended task used for the next allocation, acknowledged or not', async () => {
    const { fixture, agent, client, frameworkId } = await launched();
    agent.update(frameworkId, 't1', 'TASK_FAILED');
    await client.updateOf('t1', 'TASK_FAILED');
    await fixture.allocate();
    expect((await client.offer()).resources).toContainEqual(expect.objectContaining({ name: 'cpus', scalar: { value: 4 } }));
  });

  it('is acknowledged at the agent, but ends nothing, when it was not the last', async () => {
    const { fixture, agent, client, frameworkId, document } = await launched();
    agent.update(frameworkId, 't1', 'TASK_RUNNING', { latest_state: 'TASK_FINISHED' });
    const running = await client.updateOf('t1', 'TASK_RUNNING');
    expect(await document('tasks')).toMatchObject([{ state: 'TASK_FINISHED', statuses: [{ state: 'TASK_RUNNING' }] }]);
    expect((await fixture.json('/slaves')).slaves[0].used_resources.cpus).toBe(0);
    await client.acknowledge(running);
    expect(await document('tasks')).toHaveLength(1);
    await client.reconcile();
    expect(await client.update()).toMatchObject({ state: 'TASK_RUNNING', message: 'Reconciliation: Latest task state' });

    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    await client.acknowledge(await client.updateOf('t1', 'TASK_FINISHED'));
    expect(await document('completed_tasks')).toHaveLength(1);
    expect(agent.all('StatusUpdateAcknowledgementMessage')).toHaveLength(2);
    expect((await fixture.json('/slaves')).slaves[0].used_resources.cpus).toBe(0);
  });

  it('does not bring an ended task back', async () => {
    const { agent, client, frameworkId, document } = await launched();
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    agent.update(frameworkId, 't1', 'TASK_LOST');
    await client.updateOf('t1', 'TASK_FINISHED');
    await client.updateOf('t1', 'TASK_LOST');
    expect(await document('tasks')).toMatchObject([{ state: 'TASK_FINISHED' }]);
  });

  it('is passed on for a task that the master does not know', async () => {
    const { agent, client, frameworkId } = await launched();
    agent.update(frameworkId, 'unknown', 'TASK_FINISHED');
    await client.acknowledge(await client.updateOf('unknown', 'TASK_FINISHED'));
    expect(await client.drain()).toEqual([]);
    expect(agent.all('StatusUpdateAcknowledgementMessage')).toMatchObject([{ task_id: { value: 'unknown' } }]);
  });

  it('that wants no acknowledgement does not become one to acknowledge', async () => {
    const { fixture, agent, client, frameworkId } = await launched();
    const uuid = agent.update(frameworkId, 't1', 'TASK_RUNNING');
    agent.update(frameworkId, 't1', 'TASK_RUNNING', { uuid: undefined }, { uuid: undefined, healthy: false });
    for (const _ of ['one', 'other']) await client.updateOf('t1', 'TASK_RUNNING');
    const { get_tasks } = JSON.parse((await fixture.operator({ type: 'GET_TASKS' })).body);
    expect(get_tasks.tasks[0]).toMatchObject({ status_update_state: 'TASK_RUNNING', status_update_uuid: uuid });
  });

  it('of an unknown framework or agent is ignored', async () => {
    const { fixture, agent, client, frameworkId, document } = await launched();
    agent.update('none', 't1', 'TASK_FINISHED');
    agent.update(frameworkId, 't1', 'TASK_FINISHED', { agent_id: { value: 'none' } });
    await fixture.runtime.settle();
    expect(await client.drain()).toEqual([]);
    expect(await document('tasks')).toMatchObject([{ state: 'TASK_STAGING' }]);
  });

  it('of a framework that is disconnected is noted, and sent again by the agent later', async () => {
    const { fixture, agent, client, frameworkId } = await launched({ failover_timeout: 60 });
    client.disconnect();
    await fixture.until(() => !fixture.master.frameworks.get(frameworkId)?.connected);
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    await fixture.runtime.settle();
    const again = await client.resubscribe();
    await again.reconcile();
    expect(await again.update()).toMatchObject({ state: 'TASK_FINISHED', reason: 'REASON_RECONCILIATION' });
    const uuid = agent.update(frameworkId, 't1', 'TASK_FINISHED');
    const status = await again.updateOf('t1', 'TASK_FINISHED');
    expect(status.uuid).toBe(uuid);
    await again.acknowledge(status);
    expect((await fixture.json('/frameworks')).frameworks[0].completed_tasks).toHaveLength(1);
  });
});

describe('an acknowledgement', () => {
  it('with another uuid goes to the agent, but ends nothing', async () => {
    const { agent, client, frameworkId, document } = await launched();
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    const status = await client.updateOf('t1', 'TASK_FINISHED');
    const uuid = 'AAAAAAAAQACAAAAAAAAAAA==';
    expect((await client.acknowledge({ ...status, uuid })).status).toBe(202);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('StatusUpdateAcknowledgementMessage')).toMatchObject([{ uuid }]);
    expect(await document('tasks')).toHaveLength(1);
  });

  it('of a task of which nothing was told is dropped', async () => {
    const { fixture, agent, client } = await launched();
    const [task] = agent.all('RunTaskMessage');
    const uuid = 'AAAAAAAAQACAAAAAAAAAAA==';
    const { task_id, agent_id } = task?.task ?? {};
    expect((await client.call('ACKNOWLEDGE', { acknowledge: { task_id, agent_id, uuid } })).status).toBe(202);
    await fixture.runtime.settle();
    expect(agent.all('StatusUpdateAcknowledgementMessage')).toEqual([]);
  });

  it('for an unknown agent is dropped', async () => {
    const { agent, client, frameworkId, document } = await launched();
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    const status = await client.updateOf('t1', 'TASK_FINISHED');
    expect((await client.acknowledge({ ...status, agent_id: { value: 'none' } })).status).toBe(202);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('StatusUpdateAcknowledgementMessage')).toEqual([]);
    expect(await document('tasks')).toHaveLength(1);
  });

  it('for an agent that is away is dropped, for the agent will ask again', async () => {
    const { fixture, agent, client, frameworkId, document } = await launched({ checkpoint: true });
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    const status = await client.updateOf('t1', 'TASK_FINISHED');
    agent.terminate();
    await fixture.runtime.settle();
    await client.acknowledge(status);
    expect(await document('tasks')).toMatchObject([{ state: 'TASK_FINISHED' }]);
  });
});

describe('an executor that ends', () => {
  it('is made known, and what it used is free', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [executorTask('t1', offer, 'e1')]);
    const ended = { agent_id: { value: agent.agentId }, executor_id: { value: 'e1' }, status: 256 };
    agent.update(client.frameworkId, 't1', 'TASK_FAILED');
    agent.tell('ExitedExecutorMessage', { ...ended, framework_id: { value: client.frameworkId } });
    expect((await client.next('FAILURE')).failure).toEqual(ended);
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework).toMatchObject({ executors: [], used_resources: { cpus: 0, mem: 0 } });
    await fixture.allocate();
    expect((await client.offer()).resources).toContainEqual(expect.objectContaining({ name: 'cpus', scalar: { value: 4 } }));
  });

  it('is nobody’s business when it ran a command task', async () => {
    const { fixture, agent, client, frameworkId } = await launched();
    const ended = { agent_id: { value: agent.agentId }, executor_id: { value: 't1' }, status: 0 };
    agent.tell('ExitedExecutorMessage', { ...ended, framework_id: { value: frameworkId } });
    await fixture.runtime.settle();
    expect(await client.drain()).toEqual([]);
  });
});

describe('completed tasks', () => {
  it('are kept up to a number, the latest ones', async () => {
    const fixture = await MasterFixture.start({ max_completed_tasks_per_framework: 2 });
    const { agent, client, offer } = await fixture.offered(capabilities());
    const ids = ['t1', 't2', 't3'];
    await client.launch(
      offer,
      ids.map((id) => task(id, offer)),
    );
    for (const id of ids) {
      agent.update(client.frameworkId, id, 'TASK_FINISHED');
      await client.acknowledge(await client.updateOf(id, 'TASK_FINISHED'));
    }
    expect((await fixture.json('/frameworks')).frameworks[0].completed_tasks).toMatchObject([{ id: 't2' }, { id: 't3' }]);
  });
});
