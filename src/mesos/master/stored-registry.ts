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
  const given = members(document);
  const { version, master } = given;
  if (version !== VERSION)
    throw new Error(`it is of another version of minimesos: format ${version}, where this one reads ${VERSION}`);
  const registry = new Registry();
  if (master !== undefined) registry.master = normalise('MasterInfo', master);
  registry.machines = normaliseList('MachineInfo', given['machines']);
  registry.windows = normaliseList('maintenance.Window', given['windows']);
  for (const id of list(given['deactivated'])) registry.deactivated.add(text(id));
  readMap(registry.quotas, given['quotas'], (value) => {
    const { guarantees, limits } = members(value);
    return { guarantees: ResourceQuantities.of(amounts(guarantees)), limits: ResourceLimits.of(amounts(limits)) };
  });
  readMap(registry.admitted, given['admitted'], (value, id) => ({ ...normalise('AgentInfo', value), id: { value: id } }));
  readMap(registry.unreachable, given['unreachable'], amount);
  readMap(registry.gone, given['gone'], amount);
  readMap(registry.draining, given['draining'], (value) => normalise('DrainInfo', value));
  readMap(registry.weights, given['weights'], amount);
  return registry;
}

function readMap<Value>(map: Map<string, Value>, pairs: unknown, read: (value: unknown, key: string) => Value): void {
  for (const pair of list(pairs)) {
    const [key, value] = list(pair);
    map.set(text(key), read(value, text(key)));
  }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  return unlike(value, 'object');
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : unlike(value, 'list'));
const text = (value: unknown): string => (typeof value === 'string' ? value : unlike(value, 'text'));
const amount = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : unlike(value, 'number from 0 on'));

const amounts = (value: unknown): Record<string, number> =>
  Object.fromEntries(Object.entries(members(value)).map(([name, each]) => [name, amount(each)]));

function unlike(value: unknown, what: string): never {
  throw new Error(`${JSON.stringify(value) ?? 'nothing'} is no ${what}`);
}
