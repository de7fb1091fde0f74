import { amount, checkFormat, documentOf, list, members, text } from '../process/stored.js';
import { ResourceLimits } from '../resources/limits.js';
import { ResourceQuantities } from '../resources/quantities.js';
import { normalise, normaliseList } from '../wire/parse-json.js';
import { Registry, type RegistryContents } from './registry.js';

const VERSION = 1;

/** A registry as JSON: maps are lists of pairs. */
export const storedRegistry = (registry: RegistryContents): object => ({
  version: VERSION,
  master: registry.master,
  machines: registry.machines,
  windows: registry.windows,
  deactivated: [...registry.deactivated],
  quotas: Array.from(registry.quotas, ([role, { guarantees, limits }]) => [
    role,
    { guarantees: guarantees.toObject(), limits: limits.toObject() },
  ]),
  admitted: [...registry.admitted],
  unreachable: [...registry.unreachable],
  gone: [...registry.gone],
  draining: [...registry.draining],
  weights: [...registry.weights],
});

/** The registry of a document. What is not as it was written is an `Error` that says what. */
export function registryOf(document: unknown): Registry {
  const given = documentOf(document);
  const { version, master } = given;
  checkFormat(version, VERSION);
  const registry = new Registry();
  if (master !== undefined) registry.master = normalise('MasterInfo', master);
  registry.machines = normaliseList('MachineInfo', given['machines']);
  registry.windows = normaliseList('maintenance.Window', given['windows']);
  for (const id of list('deactivated', given['deactivated'])) registry.deactivated.add(text('deactivated', id));
  readMap('quotas', registry.quotas, given, (value) => {
    const { guarantees, limits } = members('quotas', value);
    return {
      guarantees: ResourceQuantities.of(amounts('guarantees', guarantees)),
      limits: ResourceLimits.of(amounts('limits', limits)),
    };
  });
  readMap('admitted', registry.admitted, given, (value, id) => ({ ...normalise('AgentInfo', value), id: { value: id } }));
  readMap('unreachable', registry.unreachable, given, (value) => amount('unreachable', value));
  readMap('gone', registry.gone, given, (value) => amount('gone', value));
  readMap('draining', registry.draining, given, (value) => normalise('DrainInfo', value));
  readMap('weights', registry.weights, given, (value) => amount('weights', value));
  return registry;
}

function readMap<Value>(
  name: string,
  map: Map<string, Value>,
  { [name]: pairs }: Readonly<Record<string, unknown>>,
  read: (value: unknown, key: string) => Value,
): void {
  for (const pair of list(name, pairs)) {
    const [first, value] = list(name, pair);
    const key = text(name, first);
    map.set(key, read(value, key));
  }
}

const amounts = (name: string, value: unknown): Record<string, number> =>
  Object.fromEntries(Object.entries(members(name, value)).map(([key, each]) => [key, amount(name, each)]));
