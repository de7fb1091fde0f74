import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../api.js';

let api: Api;
let cluster: string;
beforeAll(async () => {
  api = await Api.start();
  const { id } = await api.cluster({ reaction: 'immediate' });
  cluster = `/v1/clusters/${id}`;
});
afterAll(() => api[Symbol.asyncDispose]());

describe('/expect', () => {
  it('answers with what came, before or after it was asked', async () => {
    const coming = api.ask('POST', `${cluster}/expect`, { json: { call: 'ACCEPT', from: 'scheduler', timeout: '30secs' } });
    const { json: run } = await api.ask('POST', `${cluster}/run`, {
      json: { command: 'true' },
      headers: { Accept: 'application/json' },
    });
    const { json: accept } = await coming;
    expect(accept).toMatchObject({ kind: 'call', what: 'ACCEPT' });
    const again = await api.ask('POST', `${cluster}/expect`, { json: { call: ['ACCEPT', 'DECLINE'] } });
    expect(again.json).toEqual(accept);
    const update = { event: 'UPDATE', task: run.taskId, state: 'TASK_FINISHED', since: accept.sequence };
    expect((await api.ask('POST', `${cluster}/expect`, { json: update })).json).toMatchObject({ task: run.taskId });
  });

  it('tells what came instead', async () => {
    await api.ask('POST', `${cluster}/run`, { json: { command: 'true' } });
    const wanted = { call: 'ACCEPT', framework: 'another', timeout: 10 };
    const { detail } = await api.refused('EXPECTATION_FAILED', 'POST', `${cluster}/expect`, { json: wanted });
    expect(detail).toMatch(/^Expected call ACCEPT with framework another within 10ms, but saw this:\n.*ACCEPT/);
  });

  it('refuses what can never come, and what it does not know', async () => {
    await api.refused('INVALID_ARGUMENT', 'POST', `${cluster}/expect`, { json: { call: 'ACEPT' } });
    await api.refused('INVALID_REQUEST', 'POST', `${cluster}/expect`, { json: { call: 'ACCEPT', within: 1 } });
  });
});

describe('/expect-none', () => {
  it('answers when nothing came, and fails when something did', async () => {
    const none = { json: { call: 'TEARDOWN', framework: 'another', within: '10ms' } };
    expect((await api.ask('POST', `${cluster}/expect-none`, none)).status).toBe(204);
    await api.refused('EXPECTATION_FAILED', 'POST', `${cluster}/expect-none`, { json: { call: 'ACCEPT', since: 0 } });
  });
});
