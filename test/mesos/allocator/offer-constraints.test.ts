import { describe, expect, it } from 'vitest';
import { type ConstrainedAgent, OfferConstraintsFilter } from '../../../src/mesos/allocator/offer-constraints.js';
import type { scheduler } from '../../../src/mesos/wire/messages.js';

type Selector = scheduler.AttributeConstraint.Selector;
type Predicate = scheduler.AttributeConstraint.Predicate;
type Constraint = scheduler.AttributeConstraint;

const agent: ConstrainedAgent = {
  hostname: 'agent-1.example.com',
  attributes: [
    { name: 'rack', type: 'TEXT', text: { value: 'r1' } },
    { name: 'rack', type: 'TEXT', text: { value: 'second of that name' } },
    { name: 'slots', type: 'SCALAR', scalar: { value: 3 } },
  ],
  domain: { fault_domain: { region: { name: 'eu' }, zone: { name: 'eu-1' } } },
};
const bare: ConstrainedAgent = { hostname: 'bare' };

const filter = (...groups: Constraint[][]) =>
  new OfferConstraintsFilter({ role_constraints: { role: { groups: groups.map((each) => ({ attribute_constraints: each })) } } });
const included = (selector: Selector, predicate: Predicate, of = agent) =>
  !filter([{ selector, predicate }]).excludes('role', of);

const rack = { attribute_name: 'rack' };
const slots = { attribute_name: 'slots' };

describe('OfferConstraintsFilter', () => {
  it.each<[string, Selector, Predicate, boolean, boolean]>([
    ['exists', rack, { exists: {} }, true, false],
    ['does not exist', rack, { not_exists: {} }, false, true],
    ['equals', rack, { text_equals: { value: 'r1' } }, true, false],
    ['equals another', rack, { text_equals: { value: 'second of that name' } }, false, false],
    ['does not equal', rack, { text_not_equals: { value: 'r1' } }, false, true],
    ['matches', rack, { text_matches: { regex: 'r[0-9]' } }, true, false],
    ['matches in part only', rack, { text_matches: { regex: '[0-9]' } }, false, false],
    ['does not match', rack, { text_not_matches: { regex: 'r[0-9]' } }, false, true],
    ['not a text: exists', slots, { exists: {} }, true, false],
    ['not a text: equals', slots, { text_equals: { value: 'x' } }, true, false],
    ['not a text: does not equal', slots, { text_not_equals: { value: '3' } }, true, true],
    ['not a text: matches', slots, { text_matches: { regex: 'x' } }, true, false],
    ['not a text: does not match', slots, { text_not_matches: { regex: '.*' } }, true, true],
    ['host name', { pseudoattribute_type: 'HOSTNAME' }, { text_matches: { regex: 'agent-\\d\\..*' } }, true, false],
    ['region', { pseudoattribute_type: 'REGION' }, { text_equals: { value: 'eu' } }, true, false],
    ['no region', { pseudoattribute_type: 'REGION' }, { not_exists: {} }, false, true],
    ['zone', { pseudoattribute_type: 'ZONE' }, { text_not_equals: { value: 'eu-2' } }, true, true],
  ])('%s', (_, selector, predicate, ofAgent, ofBareAgent) => {
    expect(included(selector, predicate)).toBe(ofAgent);
    expect(included(selector, predicate, bare)).toBe(ofBareAgent);
  });

  it('wants all constraints of one group', () => {
    const yes: Constraint = { selector: rack, predicate: { exists: {} } };
    const no: Constraint = { selector: rack, predicate: { not_exists: {} } };
    expect(filter([yes, no]).excludes('role', agent)).toBe(true);
    expect(filter([yes, yes]).excludes('role', agent)).toBe(false);
    expect(filter([yes, no], [yes]).excludes('role', agent)).toBe(false);
    expect(filter([no], [yes, no]).excludes('role', agent)).toBe(true);
  });

  it('lets roles without constraints alone', () => {
    expect(filter([{ selector: rack, predicate: { not_exists: {} } }]).excludes('other', agent)).toBe(false);
    expect(new OfferConstraintsFilter().excludes('role', agent)).toBe(false);
    expect(new OfferConstraintsFilter({ role_constraints: {} }).excludes('role', agent)).toBe(false);
  });

  const host: Selector = { pseudoattribute_type: 'HOSTNAME' };
  const invalid = "A role role has an invalid 'AttributeConstraint': ";
  it.each<[string, () => unknown, string]>([
    ['no groups', () => filter(), "'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role role"],
    [
      'an empty group',
      () => filter([]),
      "'OfferConstraints::RoleConstraints::groups' for role rolecontains an empty RoleConstraints::Group",
    ],
    ['no predicate', () => included(host, {}), `${invalid}Unknown predicate type`],
    [
      'an unknown pseudo attribute',
      () => included({ pseudoattribute_type: 'UNKNOWN' }, { exists: {} }),
      `${invalid}Unknown pseudoattribute type`,
    ],
    [
      'no selector',
      () => included({}, { exists: {} }),
      `${invalid}Exactly one of 'AttributeConstraint::Selector::name' or 'AttributeConstraint::Selector::pseudoattribute_type' must be set`,
    ],
    [
      'a bad regex',
      () => included(host, { text_matches: { regex: '(' } }),
      `${invalid}Failed to construct regex from pattern '(': missing ): (`,
    ],
    [
      'a bad regex that must not match',
      () => included(host, { text_not_matches: { regex: '*' } }),
      `${invalid}Failed to construct regex from pattern '*': no argument for repetition operator: *`,
    ],
    [
      'a large regex',
      () => included(host, { text_matches: { regex: 'a{120}' } }),
      `${invalid}Regex 'a{120}' is too complex: program size of 121 is larger than maximum of 100 allowed`,
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
