import type { Attribute, Offer } from '../../mesos/wire/messages.js';
import { compilePattern } from '../definitions/pattern.js';
import type { ConstraintOperator } from '../definitions/validate-constraint.js';
import type { Instance } from './instance.js';

/** Where an instance is, or may come to be. */
interface Place {
  readonly host: string;
  readonly attributes: readonly Attribute[];
  readonly region?: string | undefined;
  readonly zone?: string | undefined;
}

export const placeOfOffer = ({ hostname, attributes = [], domain }: Offer): Place => ({
  ...{ host: hostname, attributes },
  region: domain?.fault_domain?.region.name,
  zone: domain?.fault_domain?.zone.name,
});

/** The value of the field of a constraint at a place; undefined where there is none. */
export function fieldAt(place: Place | undefined, field: string): string | undefined {
  if (!place) return undefined;
  switch (field) {
    case 'hostname':
    case '@hostname':
      return place.host;
    case '@region':
      return place.region;
    case '@zone':
      return place.zone;
    default: {
      const attribute = place.attributes.find(({ name }) => name === field);
      return attribute && attributeText(attribute);
    }
  }
}

/**
 * The first of the constraints that an instance at this place would not meet, in words.
 * @param placed the instances that count: those of the app, as it is configured now
 * @param wanted how many instances the app is to have
 */
export function unmetConstraint(
  constraints: readonly (readonly string[])[],
  place: Place,
  placed: readonly Instance[],
  wanted: number,
): string | undefined {
  const unmet = constraints.find((constraint) => !meets(constraint, place, placed, wanted));
  if (!unmet) return undefined;
  const [field = ''] = unmet;
  return `constraint ${unmet.join(' ')}, ${field} is ${fieldAt(place, field) ?? 'not there'}`;
}

function meets(
  [field = '', operator = '', value = '']: readonly string[],
  place: Place,
  placed: readonly Instance[],
  wanted: number,
) {
  const here = fieldAt(place, field);
  const name = operator.toUpperCase() as ConstraintOperator;
  if (here === undefined) return name === 'UNLIKE';
  const others = placed.map(({ task }) => fieldAt(task, field));
  switch (name) {
    case 'UNIQUE':
      return !others.includes(here);
    case 'CLUSTER':
      return value === '' ? others.length === 0 || others[0] === here : here === value;
    case 'GROUP_BY':
      return staysEven(here, others, Number.parseInt(value, 10) || 0, wanted);
    case 'LIKE':
      return isLike(here, value) ?? false;
    case 'UNLIKE':
      return !(isLike(here, value) ?? true);
    case 'MAX_PER':
      return others.filter((other) => other === here).length < Number.parseInt(value, 10);
    case 'IS':
      return here === (/^\d+(\.\d+)?$/.test(value) ? decimal(Number(value)) : value);
  }
}

/** Undefined for a pattern that cannot be read, which only an app of an earlier version can have: nothing meets its constraint. */
function isLike(text: string, value: string): boolean | undefined {
  const pattern = compilePattern(value);
  return 'problem' in pattern ? undefined : pattern.fullMatch(text);
}

/**
 * Whether one more here keeps instances evenly spread: over as many groups as the constraint names, or without a number over those
 * seen so far, of which none may get ahead.
 */
function staysEven(here: string, others: readonly (string | undefined)[], groups: number, wanted: number): boolean {
  const counts = new Map<string | undefined, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  const count = counts.get(here);
  if (groups === 0) return count === undefined || count <= Math.min(...counts.values());
  if (count === undefined) return counts.size < groups;
  const share = Math.floor(wanted / groups);
  const spent = [...counts.values()].reduce((sum, each) => sum + Math.max(0, each - share), 0);
  return count < share || (count === share && (wanted % groups) - spent > 0);
}

function attributeText({ type, scalar, ranges, set, text }: Attribute): string {
  switch (type) {
    case 'SCALAR':
      return decimal(scalar?.value ?? 0);
    case 'RANGES': {
      const sorted = [...(ranges?.range ?? [])].sort((one, other) => one.begin - other.begin);
      return `[${sorted.map(({ begin, end }) => `${begin}-${end}`).join(',')}]`;
    }
    case 'SET':
      return `{${(set?.item ?? []).toSorted().join(',')}}`;
    default:
      return text?.value ?? '';
  }
}

/** At most three digits after the point. */
const decimal = (value: number): string => String(Number(value.toFixed(3)));
