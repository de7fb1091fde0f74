import { describe, expect, it } from 'vitest';
import { Api } from '../api.js';

describe('a cluster that is in no containers', () => {
  it('has none beside Mesos, and no engines to push to', async () => {
    await using api = await Api.start();
    const { name, containers, ownEngines } = await api.cluster({ agents: 0 });
    expect({ containers, ownEngines }).toEqual({ containers: [], ownEngines: false });
    const unknown = await api.refused('UNKNOWN_CONTAINER', 'GET', `/v1/clusters/${name}/containers/database/log`);
    expect(unknown).toMatchObject({ status: 404, details: { cluster: name, container: 'database', containers: [] } });
    const image = { json: { image: 'my-executor:1' } };
    const refused = await api.refused('UNSUPPORTED_BY_DRIVER', 'POST', `/v1/clusters/${name}/images`, image);
    expect(refused).toMatchObject({ status: 409, details: { driver: 'embedded' } });
    await api.refused('INVALID_REQUEST', 'POST', `/v1/clusters/${name}/images`, { json: {} });
    await api.refused('INVALID_ARGUMENT', 'POST', `/v1/clusters/${name}/images`, { json: { image: '' } });
  });
});
