import { isNoQuota } from '../allocator/quota.js';
import { downgradeResource } from '../resources/convert.js';
import { hasRefinedReservations } from '../resources/predicates.js';
import type { AgentInfo, MessageTypes, Resource, TypeName } from '../wire/messages.js';
import { writeJson } from '../wire/write-json.js';
import { quotaConfig } from './quotas.js';
import type { RegistryContents } from './registry.js';

/** The registry as Mesos shows it at `/registrar(1)/registry`: under the names of the old API, and with resources in their old form. */
export function registryDocument(registry: RegistryContents): object {
  const { master, admitted, unreachable, gone, machines, windows, weights } = registry;
  const quotas = [...registry.quotas].filter(([, quota]) => !isNoQuota(quota));
  const capabilities = [...(registry.deactivated.size > 0 ? ['AGENT_DRAINING'] : []), ...(quotas.length > 0 ? ['QUOTA_V2'] : [])];
  const orders = (id: string) => ({ drain_info: registry.draining.get(id), deactivated: registry.deactivated.has(id) });
  const since = ([id, nanoseconds]: readonly [string, number]) => ({ id: { value: id }, timestamp: { nanoseconds } });
  return {
    ...(master && { master: { info: document('MasterInfo', master) } }),
    ...(admitted.size > 0 && {
      slaves: { slaves: Array.from(admitted, ([id, info]) => ({ info: document('AgentInfo', inOldForm(info)), ...orders(id) })) },
    }),
    ...(unreachable.size > 0 && {
      unreachable: { slaves: Array.from(unreachable, (each) => ({ ...since(each), ...orders(each[0]) })) },
    }),
    ...(gone.size > 0 && { gone: { slaves: Array.from(gone, since) } }),
    ...(machines.length > 0 && { machines: { machines: machines.map((info) => ({ info })) } }),
    ...(windows.length > 0 && { schedules: [{ windows }] }),
    ...(quotas.length > 0 && { quota_configs: quotas.map(([role, quota]) => quotaConfig(role, quota)) }),
    ...(weights.size > 0 && { weights: Array.from(weights, ([role, weight]) => ({ info: { role, weight } })) }),
    ...(capabilities.length > 0 && { minimum_capabilities: capabilities.map((capability) => ({ capability })) }),
  };
}

const document = <Type extends TypeName>(type: Type, message: MessageTypes[Type]): unknown =>
  JSON.parse(writeJson(type, message));

const inOldForm = (info: AgentInfo): AgentInfo => ({ ...info, resources: info.resources?.map(downgraded) });

const downgraded = (resource: Resource): Resource => (hasRefinedReservations(resource) ? resource : downgradeResource(resource));
