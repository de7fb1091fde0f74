/** There are no resource providers here: what a Mesos agent without any answers about them. */
import { handleCall } from '../../process/http/call.js';
import { emptyResponse, type HttpHandler, type HttpResponse, textResponse } from '../../process/http/message.js';
import { responseEncoding } from '../../wire/content-type.js';
import type { agent as api, ResourceProviderInfo, resource_provider } from '../../wire/messages.js';
import type { Agent } from '../agent.js';

const ABSENT = 'minimesos has no resource providers.';

/** The only type of resource provider that an agent of Mesos has in itself. */
const LOCAL_STORAGE = 'org.apache.mesos.rp.local.storage';

type CallHandler = (agent: Agent, call: api.Call) => api.Response | HttpResponse;

/** The calls of the operator API that concern resource providers. */
export const RESOURCE_PROVIDER_CALLS: Partial<Record<api.Call.Type, CallHandler>> = {
  GET_RESOURCE_PROVIDERS: () => ({ type: 'GET_RESOURCE_PROVIDERS', get_resource_providers: {} }),
  ADD_RESOURCE_PROVIDER_CONFIG: (agent, call) => configure(agent, call.add_resource_provider_config?.info),
  UPDATE_RESOURCE_PROVIDER_CONFIG: (agent, call) => configure(agent, call.update_resource_provider_config?.info),
  // That there is nothing to remove is no error.
  REMOVE_RESOURCE_PROVIDER_CONFIG: (agent) => lacking(agent) ?? emptyResponse(200),
  MARK_RESOURCE_PROVIDER_GONE: ({ registration }, { mark_resource_provider_gone }) => {
    if (registration.registered) return emptyResponse(200);
    const id = mark_resource_provider_gone?.resource_provider_id.value;
    return textResponse(500, `Could not mark resource provider '${id}' as gone: Agent has not registered yet`);
  },
};

/** What is wrong with such a call itself, in Mesos's words. */
export function validateResourceProviderCall(call: api.Call): string | undefined {
  for (const name of ['add_resource_provider_config', 'update_resource_provider_config'] as const) {
    if (call.type?.toLowerCase() === name && call[name]?.info.id) return `Expecting '${name}.info.id' to be unset`;
  }
  return undefined;
}

/** `/api/v1/resource_provider`, by which resource providers would speak to the agent: none can subscribe. */
export function resourceProviderApi(agent: Agent): HttpHandler {
  return (request) => {
    if (!agent.registration.registered) return textResponse(503);
    return handleCall(request, 'resource_provider.Call', (call) => {
      const invalid = validate(call);
      if (invalid !== undefined) return textResponse(400, `Failed to validate resource_provider::Call: ${invalid}`);
      if (call.type !== 'SUBSCRIBE') return textResponse(400, 'Resource provider is not subscribed');
      responseEncoding(request.headers['accept']);
      if (request.headers['mesos-stream-id'] !== undefined) {
        return textResponse(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
      }
      return textResponse(501, ABSENT);
    });
  };
}

function validate(call: resource_provider.Call): string | undefined {
  const { type } = call;
  if (!type) return "Expecting 'type' to be present";
  if (type === 'UNKNOWN') return undefined;
  if (type !== 'SUBSCRIBE' && !call.resource_provider_id) return "Expecting 'resource_provider_id' to be present";
  const member = type.toLowerCase();
  const stop = type === 'UPDATE_PUBLISH_RESOURCES_STATUS' ? '.' : '';
  return member in call ? undefined : `Expecting '${member}' to be present${stop}`;
}

function configure(agent: Agent, info: ResourceProviderInfo | undefined): HttpResponse {
  const { type = '', name = '' } = info ?? {};
  const problem = validateInfo(info ?? { type, name });
  if (problem !== undefined) {
    const what = `resource provider config with type '${type}' and name '${name}'`;
    return textResponse(400, `Failed to validate ${what}: ${problem}`);
  }
  return lacking(agent) ?? textResponse(501, ABSENT);
}

/** Mesos keeps configurations of resource providers only where it is told to. */
const lacking = ({ flags }: Agent): HttpResponse | undefined =>
  flags.resource_provider_config_dir === undefined
    ? textResponse(500, 'Missing required flag --resource_provider_config_dir')
    : undefined;

function validateInfo({ type, name, storage }: ResourceProviderInfo): string | undefined {
  const convention = 'does not follow Java package naming convention';
  if (type !== LOCAL_STORAGE) return `Unknown local resource provider type '${type}'`;
  if (!isName(name)) return `Resource provider name '${name}' ${convention}`;
  if (!storage) return "'ResourceProviderInfo.storage' must be set";
  const { plugin } = storage;
  if (!plugin.type.split('.').every(isName) || !isName(plugin.name)) {
    return `CSI plugin type '${plugin.type}' and name '${plugin.name}' ${convention}`;
  }
  const services = (plugin.containers ?? []).flatMap((container) => container.services ?? []);
  return services.includes('NODE_SERVICE') ? undefined : 'NODE_SERVICE not found';
}

const isName = (text = ''): boolean => /^\w+$/.test(text);
