import type { Resource } from '../wire/messages.js';
import { parseValue } from './parse-value.js';
import { isDynamicallyReserved, isPersistentVolume, isRevocable } from './predicates.js';
import { Resources } from './resources.js';
import { DEFAULT_ROLE } from './role.js';
import { validateResources } from './validate.js';

export { parseAttributes } from './attributes.js';

/**
 * The resources of an agent as its operator gives them (flag `--resources`): the text form `cpus:4;mem(role):1024`, a list of
 * Resource in any form, or such a list as JSON text. What names no role is reserved for `defaultRole`, statically. Throws an
 * Error that says what is wrong; volumes, dynamic reservations and revocable resources cannot be given this way.
 */
export function parseResources(source: string | readonly Resource[], defaultRole: string = DEFAULT_ROLE): Resources {
  const list = typeof source === 'string' ? parseText(source, defaultRole) : withDefaultRole(source, defaultRole);
  const resources = Resources.of(list);
  const error = validateResources(list) ?? validateGiven(resources);
  if (error) throw new Error(error);
  return resources;
}

function parseText(text: string, defaultRole: string): Resource[] {
  if (text.trimStart().startsWith('[')) return withDefaultRole(parseJson(text), defaultRole);
  return text
    .split(';')
    .filter((token) => token !== '')
    .map((token) => parseToken(token, defaultRole));
}

function parseJson(text: string): Resource[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new Error(`Some JSON resources were not formatted properly: ${(error as Error).message}`);
  }
  return list as Resource[]; // JSON text that starts with a bracket is an array; its elements are checked one by one
}

function withDefaultRole(list: readonly Resource[], defaultRole: string): Resource[] {
  return list.map((resource) => {
    if (typeof resource !== 'object' || resource === null || typeof resource.name !== 'string') {
      throw new Error(`Some JSON resources were not formatted properly: ${JSON.stringify(resource)} is no Resource`);
    }
    return resource.role === undefined && !resource.reservations?.length ? { ...resource, role: defaultRole } : resource;
  });
}

function parseToken(token: string, defaultRole: string): Resource {
  const [label, value, ...extra] = token.split(':').filter((part) => part !== '');
  if (label === undefined || value === undefined || extra.length > 0) {
    throw new Error(`Bad value for resources, missing or extra ':' in ${token}`);
  }
  const { name, role = defaultRole } = parseLabel(label, token);
  let parsed: ReturnType<typeof parseValue>;
  try {
    parsed = parseValue(value);
  } catch (error) {
    throw new Error(`Failed to parse resource ${name} value ${value} error ${(error as Error).message}`);
  }
  if (parsed.type === 'TEXT') throw new Error(`Bad type for resource ${name} value ${value} type TEXT`);
  const { text: _, ...amount } = parsed;
  return { name, ...amount, role };
}

function parseLabel(label: string, token: string): { name: string; role?: string } {
  const open = label.indexOf('(');
  if (open < 0) return { name: label.trim() };
  const close = label.indexOf(')');
  if (close < open) throw new Error(`Bad value for resources, mismatched parentheses in ${token}`);
  return { name: label.slice(0, open).trim(), role: label.slice(open + 1, close).trim() };
}

function validateGiven(resources: Resources): string | undefined {
  const types = new Map<string, string>();
  for (const resource of resources) {
    if (isPersistentVolume(resource)) return 'Persistent volumes cannot be specified at the command line';
    if (isRevocable(resource)) {
      return "Revocable resources cannot be specified at the command line; do not include a 'revocable' key in the resources JSON";
    }
    if (isDynamicallyReserved(resource)) {
      return 'Dynamic reservations cannot be specified at the command line; do not include a reservation with DYNAMIC type in the resources JSON';
    }
    const { name, type } = resource;
    if ((types.get(name) ?? type) !== type) {
      return `Resources with the same name ('${name}') but different types are not allowed`;
    }
    types.set(name, type);
  }
  return undefined;
}
