import { describe, expect, it } from 'vitest';
import { FakeAgent } from '../fake-agent.js';
import { frameworkInfo, MasterFixture } from '../master-fixture.js';

describe('a master that has not recovered', () => {
  it('answers 503 on its APIs, before it looks at anything', async () => {
    const fixture = await MasterFixture.start({}, { leads: false });
    fixture.master.leaderIs(fixture.master.info); // it has been elected
    for (const path of ['/api/v1', '/api/v1/scheduler']) {
      expect(await fixture.get(path)).toMatchObject({ status: 503, body: 'Master has not finished recovery' });
    }
    fixture.master.lead();
    expect((await fixture.operator({ type: 'GET_HEALTH' })).status).toBe(200);
    const { frameworkId } = await fixture.subscribe(frameworkInfo);
    expect(frameworkId).toContain(fixture.master.masterId);
  });

  it('answers what is no business of the leader alone', async () => {
    const fixture = await MasterFixture.start({}, { leads: false });
    expect((await fixture.get('/health')).status).toBe(200);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/elected': 0 });
    fixture.master.lead();
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/elected': 1 });
  });

  it('drops messages, and counts them', async () => {
    const fixture = await MasterFixture.start({}, { leads: false });
    const { runtime, master } = fixture;
    const agent = runtime.spawn(new FakeAgent(runtime, master.pid, { port: 6000 }));
    agent.register();
    await runtime.settle();
    expect(agent.received).toEqual([]);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/dropped_messages': 1 });
    master.lead();
    agent.register();
    await runtime.settle();
    expect(agent.all('SlaveRegisteredMessage')).toHaveLength(1);
  });
});
