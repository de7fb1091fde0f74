import { validateRole } from '../resources/validate.js';
import { validateId } from '../wire/identifier.js';
import type { FrameworkInfo } from '../wire/messages.js';
import { hasCapability, rolesOf } from './framework.js';
import { validateOfferFilters } from './offer-filters-validation.js';

/** Durations are 64-bit nanoseconds in Mesos; nothing longer can be represented. */
const LONGEST_DURATION_SECONDS = 2 ** 63 / 1e9;

/** What is wrong with a FrameworkInfo, in Mesos's words; undefined when nothing is. */
export function validateFrameworkInfo(info: FrameworkInfo): string | undefined {
  return validateRoles(info) ?? validateFrameworkId(info) ?? validateFilters(info) ?? validateFailoverTimeout(info);
}

function validateRoles(info: FrameworkInfo): string | undefined {
  if (!hasCapability(info, 'MULTI_ROLE')) {
    if (info.roles) return "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable";
    const problem = info.role === undefined ? undefined : validateRole(info.role);
    return problem && `'FrameworkInfo.role' is not a valid role: ${problem}`;
  }
  if (info.role !== undefined) return "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable";
  const roles = info.roles ?? [];
  const duplicates = [...new Set(roles.filter((role, index) => roles.indexOf(role) !== index))];
  if (duplicates.length > 0) return `'FrameworkInfo.roles' contains duplicate items: ${setText(duplicates)}`;
  for (const role of roles) {
    const problem = validateRole(role);
    if (problem) return `'FrameworkInfo.roles' contains invalid role: ${problem}`;
  }
  return undefined;
}

function validateFrameworkId({ id }: FrameworkInfo): string | undefined {
  return id?.value ? validateId(id.value) : undefined; // an empty id means a new framework
}

/** Mesos takes negative ones, and NaN, which it makes the longest negative one: such a framework may not come back. */
function validateFailoverTimeout({ failover_timeout: timeout = 0 }: FrameworkInfo): string | undefined {
  return Number.isNaN(timeout) || Math.abs(timeout) <= LONGEST_DURATION_SECONDS
    ? undefined
    : `The framework failover_timeout (${doubleText(timeout)}) is invalid`;
}

/** Filters of roles that the framework is not in do no harm. */
function validateFilters({ offer_filters: filters = {} }: FrameworkInfo): string | undefined {
  for (const each of Object.values(filters)) {
    const problem = validateOfferFilters(each);
    if (problem) return problem;
  }
  return undefined;
}

/** Suppressed roles have to be among the framework's roles. */
export function validateSuppressedRoles(info: FrameworkInfo, suppressed: readonly string[] = []): string | undefined {
  const roles = new Set(rolesOf(info));
  const foreign = suppressed.filter((role) => !roles.has(role));
  return foreign.length > 0 ? `Suppressed roles ${setText(foreign)} are not contained in the set of roles` : undefined;
}

/** What may not change over the life of a framework; undefined when the update is fine. */
export function validateFrameworkUpdate(current: FrameworkInfo, next: FrameworkInfo): string | undefined {
  if (current.principal !== next.principal) return "Changing framework's principal is not allowed.";
  return (
    unchangeable('user', current.user, next.user) ??
    unchangeable('checkpoint', current.checkpoint ?? false, next.checkpoint ?? false)
  );
}

function unchangeable(member: string, from: string | boolean, to: string | boolean): string | undefined {
  return from === to
    ? undefined
    : `Updating 'FrameworkInfo.${member}' is unsupported; attempted to update from '${from}' to '${to}'`;
}

/** A number as C++ streams print it: six significant digits. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const [digits, exponent] = value.toExponential(5).split('e').map(Number) as [number, number];
  if (exponent >= -4 && exponent < 6) return String(Number(value.toPrecision(6)));
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A set as Mesos prints it: `{ a, b }`. */
export const setText = (items: readonly string[]): string => `{ ${items.join(', ')} }`;
