import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../api.js';

let api: Api;
beforeAll(async () => {
  api = await Api.start();
  await api.ask('POST', '/v1/clusters', { json: { description: { name: 'blue', masters: 3, containerizers: 'simulated' } } });
});
afterAll(() => api[Symbol.asyncDispose]());

interface Master {
  readonly url: string;
  readonly running: boolean;
  readonly leading: boolean;
}
const rolesOf = (masters: readonly Master[]) => masters.map(({ running, leading }) => [running, leading]);
const AT = '/v1/clusters/blue';

describe('the masters of a cluster', () => {
  it('are listed with what they are at the moment', async () => {
    const { json } = await api.ask('GET', `${AT}/masters`);
    expect(rolesOf(json)).toEqual([
      [true, true],
      [true, false],
      [true, false],
    ]);
    expect((await api.ask('GET', AT)).json.masters).toEqual(json);
    await api.refused('UNKNOWN_CLUSTER', 'GET', '/v1/clusters/green/masters');
  });

  it('fail over', async () => {
    const { status, json } = await api.ask('POST', `${AT}/failover`);
    expect(status).toBe(200);
    expect(rolesOf(json)).toEqual([
      [true, false],
      [true, true],
      [true, false],
    ]);
    expect((await api.ask('GET', `${AT}/state`)).json.activated_slaves).toBe(1);
    const { json: after } = await api.ask('POST', `${AT}/failover`, { json: { restart: false } });
    expect(rolesOf(after)).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
    await api.refused('INVALID_ARGUMENT', 'POST', `${AT}/failover`, { json: { restart: false } });
    await api.refused('INVALID_REQUEST', 'POST', `${AT}/failover`, { json: { force: true } });
  });

  it('can be restarted and killed by number, by URL, and as the leader', async () => {
    const { json: masters } = await api.ask('GET', `${AT}/masters`);
    expect((await api.ask('POST', `${AT}/masters/1/restart`)).json).toMatchObject({ running: true, leading: false });
    const leader = encodeURIComponent(masters[2].url);
    expect((await api.ask('POST', `${AT}/masters/${leader}/kill`)).json).toMatchObject({ running: false, leading: false });
    const { details } = await api.refused('NO_LEADER', 'GET', `${AT}/state`);
    expect(details.masters).toHaveLength(3);
    expect((await api.ask('POST', `${AT}/masters/leader/restart`)).json).toMatchObject({ url: masters[2].url, running: true });
    expect((await api.ask('GET', `${AT}/masters`)).json.filter((each: Master) => each.leading)).toHaveLength(1);
  });
});
