import { parseAttributes } from '../mesos/resources/attributes.js';
import { parseResources } from '../mesos/resources/parse.js';
import type { Attribute, Resource } from '../mesos/wire/messages.js';
import type { Problems } from '../problem.js';
import { type Check, isObject } from './check.js';

const RESOURCES_FORM = 'resources such as "cpus:4;mem:4096;disk:10000;ports:[31000-32000]", or a list of Resource objects';
const ATTRIBUTES_FORM = 'attributes such as "rack:a;os:linux", or a list of Attribute objects';

/** Resources of an agent in Mesos's text or JSON form; returned as they came. */
export const resources: Check<string | Resource[]> = (value, path, problems) => {
  if (!isTextOrList<Resource>(value) || isEmpty(value)) return problems.invalid(path, value, RESOURCES_FORM);
  const twice = repeatedName(value);
  if (twice !== undefined) return problems.invalid(path, value, 'each resource once', { reason: `${twice} is there twice` });
  const parsed = attempt(() => parseResources(value), value, path, problems, RESOURCES_FORM);
  if (!parsed) return undefined;
  const reason = [...parsed].map(impossiblePorts).find((reason) => reason !== undefined);
  return reason === undefined ? value : problems.invalid(path, value, `ports from 1 to ${LARGEST_PORT}`, { reason });
};

/** Attributes of an agent in Mesos's text or JSON form; returned as they came. */
export const attributes: Check<string | Attribute[]> = (value, path, problems) => {
  if (!isTextOrList<Attribute>(value)) return problems.invalid(path, value, ATTRIBUTES_FORM);
  return attempt(() => parseAttributes(value), value, path, problems, ATTRIBUTES_FORM) && value;
};

const isTextOrList = <Item>(value: unknown): value is string | Item[] =>
  typeof value === 'string' || (Array.isArray(value) && value.every(isObject));

/** Leaving resources out means the default; giving none at all would be an agent that is never offered. */
const isEmpty = (value: string | readonly unknown[]) => (typeof value === 'string' ? value.trim() : value).length === 0;

function attempt<Result>(
  parse: () => Result,
  value: unknown,
  path: string,
  problems: Problems,
  form: string,
): Result | undefined {
  try {
    return parse();
  } catch (error) {
    return problems.invalid(path, value, form, { reason: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * The first resource that is there twice, with the same role and on the same disk. Mesos adds such resources up; in a
 * description it is more likely that a line was copied and one of the two was meant to go.
 */
function repeatedName(value: string | readonly Resource[]): string | undefined {
  const items = typeof value === 'string' ? textItems(value) : value.map(jsonItem);
  const seen = new Set<string>();
  return items.find(({ identity }) => seen.size === seen.add(identity).size)?.name;
}

interface Item {
  readonly name: string;
  readonly identity: string;
}

function textItems(value: string): Item[] {
  if (/^\s*[[{]/.test(value)) return []; // JSON as text
  const names = value.split(';').map((part) => part.split(':', 1)[0] ?? '');
  return names
    .map((name) => name.replace(/\s+/g, ''))
    .filter(Boolean)
    .map((name) => ({ name, identity: name }));
}

function jsonItem(resource: Resource): Item {
  const { name, role, reservation, reservations, disk, provider_id, revocable } = resource;
  return {
    name: String(name),
    identity: JSON.stringify([name, role ?? '*', reservation, reservations, disk, provider_id, revocable]),
  };
}

const LARGEST_PORT = 65535;

/** A range of ports that no machine has; other ranges may hold any numbers. */
function impossiblePorts({ name, ranges }: Resource): string | undefined {
  const range = name === 'ports' && ranges?.range?.find(({ begin, end }) => begin < 1 || end > LARGEST_PORT);
  return range ? `${range.begin}-${range.end} is outside` : undefined;
}
