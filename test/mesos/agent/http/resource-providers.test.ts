import { describe, expect, it, onTestFinished } from 'vitest';
import type { GivenFlags } from '../../../../src/mesos/flags/flags.js';
import { startAgent } from '../agent-fixture.js';

/** Posts to an agent, which has been given an id unless told otherwise. */
async function agent(flags: GivenFlags = {}, registered = true) {
  const fixture = await startAgent(flags, (master) => {
    master.answersRegistrations = registered;
  });
  onTestFinished(() => fixture.stop());
  const { port } = fixture.agent.address;
  return async (path: string, call: object | string, headers: Record<string, string> = {}, method = 'POST') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(method !== 'GET' && { body: typeof call === 'string' ? call : JSON.stringify(call) }),
    });
    return [response.status, await response.text()] as const;
  };
}

const NO_DIRECTORY = 'Missing required flag --resource_provider_config_dir';
const type = 'org.apache.mesos.rp.local.storage';
const plugin = { type: 'org.apache.plugin', name: 'p', containers: [{ services: ['NODE_SERVICE'] }] };
const storage = { type, name: 'n', storage: { plugin } };
const failed = (given: { type?: string; name?: string }, why: string) =>
  `Failed to validate resource provider config with type '${given.type}' and name '${given.name}': ${why}`;

describe('calls of operators about resource providers', () => {
  it.each<[info: { type: string; name: string } & object, status: number, text: string]>([
    [{ type: 't', name: 'n' }, 400, "Unknown local resource provider type 't'"],
    [{ ...storage, name: 'a.b' }, 400, "Resource provider name 'a.b' does not follow Java package naming convention"],
    [{ ...storage, name: '' }, 400, "Resource provider name '' does not follow Java package naming convention"],
    [{ type, name: 'n' }, 400, "'ResourceProviderInfo.storage' must be set"],
    [
      { ...storage, storage: { plugin: { ...plugin, type: 'a..b' } } } as never,
      400,
      "CSI plugin type 'a..b' and name 'p' does not follow Java package naming convention",
    ],
    [{ ...storage, storage: { plugin: { ...plugin, containers: [] } } } as never, 400, 'NODE_SERVICE not found'],
    [storage, 500, NO_DIRECTORY],
  ])('a configuration %j cannot be added or updated', async (info, status, text) => {
    const post = await agent();
    for (const member of ['add_resource_provider_config', 'update_resource_provider_config']) {
      const answer = await post('/api/v1', { type: member.toUpperCase(), [member]: { info } });
      expect(answer).toEqual([status, status === 400 ? failed(info, text) : text]);
    }
  });

  it('are checked', async () => {
    const post = await agent();
    const info = { ...storage, id: { value: 'x' } };
    for (const name of ['add_resource_provider_config', 'update_resource_provider_config']) {
      const start = 'Failed to validate agent::Call: Expecting';
      expect(await post('/api/v1', { type: name.toUpperCase() })).toEqual([400, `${start} '${name}' to be present`]);
      expect(await post('/api/v1', { type: name.toUpperCase(), [name]: { info } })).toEqual([
        400,
        `${start} '${name}.info.id' to be unset`,
      ]);
    }
  });

  it('find none to remove, and none that is gone', async () => {
    const post = await agent();
    const remove = { type: 'REMOVE_RESOURCE_PROVIDER_CONFIG', remove_resource_provider_config: { type: 't', name: 'n' } };
    const gone = { type: 'MARK_RESOURCE_PROVIDER_GONE', mark_resource_provider_gone: { resource_provider_id: { value: 'x' } } };
    expect(await post('/api/v1', remove)).toEqual([500, NO_DIRECTORY]);
    expect(await post('/api/v1', gone)).toEqual([200, '']);
    expect(await post('/api/v1', { type: 'GET_RESOURCE_PROVIDERS' })).toEqual([
      200,
      '{"type":"GET_RESOURCE_PROVIDERS","get_resource_providers":{}}',
    ]);
  });

  it('say what is missing here where Mesos would start one', async () => {
    const post = await agent({ resource_provider_config_dir: '/nowhere' });
    const info = storage;
    const add = { type: 'ADD_RESOURCE_PROVIDER_CONFIG', add_resource_provider_config: { info } };
    const remove = { type: 'REMOVE_RESOURCE_PROVIDER_CONFIG', remove_resource_provider_config: { type: 't', name: 'n' } };
    expect(await post('/api/v1', add)).toEqual([501, 'minimesos has no resource providers.']);
    expect(await post('/api/v1', remove)).toEqual([200, '']);
  });

  it('find no agent that is registered', async () => {
    const post = await agent({}, false);
    const gone = { type: 'MARK_RESOURCE_PROVIDER_GONE', mark_resource_provider_gone: { resource_provider_id: { value: 'x' } } };
    const why = "Could not mark resource provider 'x' as gone: Agent has not registered yet";
    expect(await post('/api/v1', gone)).toEqual([500, why]);
  });
});

describe('/api/v1/resource_provider', () => {
  const PATH = '/api/v1/resource_provider';
  const invalid = (text: string) => `Failed to validate resource_provider::Call: ${text}`;
  const subscribe = { type: 'SUBSCRIBE', subscribe: { resource_provider_info: { type: 't', name: 'n' } } };
  const resource_provider_id = { value: 'x' };

  it('is not there before the agent is registered', async () => {
    const post = await agent({}, false);
    expect(await post(PATH, subscribe)).toEqual([503, '503 Service Unavailable.']);
  });

  it.each<[call: object | string, status: number, text: string | RegExp]>([
    ['{', 400, /^Failed to parse body into JSON: /],
    [{}, 400, invalid("Expecting 'type' to be present")],
    [{ type: 'NO_SUCH' }, 400, invalid("Expecting 'type' to be present")],
    [{ type: 'SUBSCRIBE' }, 400, invalid("Expecting 'subscribe' to be present")],
    [{ type: 'UPDATE_STATE' }, 400, invalid("Expecting 'resource_provider_id' to be present")],
    [{ type: 'UPDATE_STATE', resource_provider_id }, 400, invalid("Expecting 'update_state' to be present")],
    [
      { type: 'UPDATE_OPERATION_STATUS', resource_provider_id },
      400,
      invalid("Expecting 'update_operation_status' to be present"),
    ],
    [
      { type: 'UPDATE_PUBLISH_RESOURCES_STATUS', resource_provider_id },
      400,
      invalid("Expecting 'update_publish_resources_status' to be present."),
    ],
    [{ type: 'UNKNOWN' }, 400, 'Resource provider is not subscribed'],
    [subscribe, 501, 'minimesos has no resource providers.'],
  ])('answers %j', async (call, status, text) => {
    const [answered, body] = await (await agent())(PATH, call);
    expect(answered).toBe(status);
    if (text instanceof RegExp) expect(body).toMatch(text);
    else expect(body).toBe(text);
  });

  it('looks at headers and methods as the other APIs do', async () => {
    const post = await agent();
    expect((await post(PATH, subscribe, {}, 'GET'))[0]).toBe(405);
    expect((await post(PATH, subscribe, { 'Content-Type': 'text/plain' }))[0]).toBe(415);
    expect((await post(PATH, subscribe, { Accept: 'text/plain' }))[0]).toBe(406);
    expect(await post(PATH, subscribe, { 'Mesos-Stream-Id': 'x' })).toEqual([
      400,
      "Subscribe calls should not include the 'Mesos-Stream-Id' header",
    ]);
  });
});
