import { upgradeResource } from '../resources/convert.js';
import { formatScalar } from '../resources/fixed-point.js';
import { ResourceLimits } from '../resources/limits.js';
import { isUnreserved } from '../resources/predicates.js';
import { ResourceQuantities } from '../resources/quantities.js';
import { validateResources, validateRole, validateScalarValue } from '../resources/validate.js';
import type { quota, Resource } from '../wire/messages.js';

type Amounts = NonNullable<quota.QuotaConfig['guarantees']>;

/** The most that may be guaranteed or allowed: of memory and disk an exabyte, in MB, of anything else a trillion. */
const EXABYTE = 2 ** 40;
const TRILLION = 10 ** 12;

/** What is wrong with a quota of the old form, SET_QUOTA, in Mesos's words; undefined when nothing is. */
export function validateQuotaInfo(role: string, guarantee: readonly Resource[]): string | undefined {
  const invalid = validateResources(guarantee);
  if (invalid) return `QuotaInfo with invalid resource: ${invalid}`;
  const roleProblem = validateRole(role);
  if (roleProblem) return `QuotaInfo with invalid role: ${roleProblem}`;
  if (guarantee.length === 0) return "QuotaInfo with empty 'guarantee'";
  const names = new Set<string>();
  for (const resource of guarantee) {
    const problem = validateGuarantee(resource);
    if (problem) return problem;
    if (names.has(resource.name)) return `QuotaInfo contains duplicate resource name '${resource.name}'`;
    names.add(resource.name);
  }
  return undefined;
}

function validateGuarantee(resource: Resource): string | undefined {
  if (!isUnreserved(upgradeResource(resource))) return 'QuotaInfo must not contain any ReservationInfo';
  if (resource.disk) return 'QuotaInfo must not contain DiskInfo';
  if (resource.revocable) return 'QuotaInfo must not contain RevocableInfo';
  return resource.type === 'SCALAR' ? undefined : 'QuotaInfo must not include non-scalar resources';
}

/** What is wrong with a quota of UPDATE_QUOTA, in Mesos's words; undefined when nothing is. */
export function validateQuotaConfig({ role, guarantees = {}, limits = {} }: quota.QuotaConfig): string | undefined {
  const roleProblem = validateRole(role);
  if (roleProblem) return `Invalid 'QuotaConfig.role': ${roleProblem}`;
  return (
    tooLarge('guarantees', guarantees) ??
    tooLarge('limits', limits) ??
    invalidAmount('guarantee', guarantees) ??
    invalidAmount('limit', limits) ??
    validateOrder(guarantees, limits)
  );
}

function tooLarge(member: string, amounts: Amounts): string | undefined {
  for (const [name, { value }] of Object.entries(amounts)) {
    const isSize = name === 'mem' || name === 'disk';
    const [most, text] = isSize ? [EXABYTE, '1 exabyte'] : [TRILLION, '1 trillion'];
    if (value <= most || Number.isNaN(value)) continue;
    const reason = `{'${name}': ${formatScalar(value)}} is invalid: values greater than ${text} (${most}) are not supported`;
    return `Invalid 'QuotaConfig.${member}': ${reason}`;
  }
  return undefined;
}

function invalidAmount(kind: string, amounts: Amounts): string | undefined {
  for (const [name, { value }] of Object.entries(amounts)) {
    const problem = validateScalarValue(value);
    if (problem) return `Invalid ${kind} configuration {'${name}': ${formatScalar(value)}}: ${problem}`;
  }
  return undefined;
}

function validateOrder(guarantees: Amounts, limits: Amounts): string | undefined {
  if (ResourceLimits.of(valuesOf(limits)).contains(ResourceQuantities.of(valuesOf(guarantees)))) return undefined;
  const text = (amounts: Amounts) =>
    `{ ${Object.entries(amounts)
      .map(([name, { value }]) => `${name}: ${formatScalar(value)}`)
      .join(', ')} }`;
  return `'QuotaConfig.guarantees' ${text(guarantees)} is not contained within the 'QuotaConfig.limits' ${text(limits)}`;
}

/** Amounts as plain numbers by name. */
export function valuesOf(amounts: Amounts = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).map(([name, { value }]) => [name, value]));
}
