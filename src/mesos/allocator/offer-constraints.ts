import { RegexError } from '../regex/parser.js';
import { compileRegex, type Regex } from '../regex/program.js';
import type { AgentInfo, Attribute, scheduler } from '../wire/messages.js';

/** What offer constraints can look at in an agent. */
export type ConstrainedAgent = Pick<AgentInfo, 'hostname' | 'attributes' | 'domain'>;

/** How large regular expressions may be. */
export interface RegexLimits {
  /** The memory that RE2 may take for one, in bytes; 0 for any (flag `--offer_constraints_re2_max_mem`). */
  readonly memory: number;
  /** How many instructions one may have (flag `--offer_constraints_re2_max_program_size`). */
  readonly programSize: number;
}

/** Mesos's defaults. */
const DEFAULT_LIMITS: RegexLimits = { memory: 4096, programSize: 100 };

/** For constraints that were found to be valid before. */
export const NO_LIMITS: RegexLimits = { memory: 0, programSize: Number.POSITIVE_INFINITY };

/** More than there are agents in any but the largest clusters. */
const MOST_ANSWERS_KEPT = 10_000;

/** Says whether an agent satisfies one constraint. */
type Evaluator = (agent: ConstrainedAgent) => boolean;

/** What a selector finds: a text, an attribute that is no text, or nothing. */
type Selected = { text: string } | 'not a text' | undefined;

/** What is wrong with offer constraints, in Mesos's words (without the leading `Offer constraints are not valid: `). */
export class OfferConstraintsError extends Error {}

/** What is wrong with the constraints, in Mesos's words; undefined when nothing is. */
export function validateOfferConstraints(constraints: scheduler.OfferConstraints, limits: RegexLimits): string | undefined {
  try {
    new OfferConstraintsFilter(constraints, limits);
    return undefined;
  } catch (error) {
    if (!(error instanceof OfferConstraintsError)) throw error;
    return error.message;
  }
}

/** The agents a framework wants to be offered, as SUBSCRIBE or UPDATE_FRAMEWORK said, per role. */
export class OfferConstraintsFilter {
  readonly #groups = new Map<string, Evaluator[][]>();

  /** Throws an OfferConstraintsError when the constraints are not valid. */
  constructor(constraints: scheduler.OfferConstraints = {}, limits = DEFAULT_LIMITS) {
    for (const [role, { groups = [] }] of Object.entries(constraints.role_constraints ?? {})) {
      if (groups.length === 0) {
        throw new OfferConstraintsError(
          `'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role ${role}`,
        );
      }
      this.#groups.set(
        role,
        groups.map((group) => makeGroup(role, group, limits)),
      );
    }
  }

  /** Whether a framework must not be offered the agent for the role: it has constraints for it and the agent meets no group. */
  excludes(role: string, agent: ConstrainedAgent): boolean {
    const groups = this.#groups.get(role);
    return groups !== undefined && !groups.some((group) => group.every((evaluate) => evaluate(agent)));
  }
}

function makeGroup(
  role: string,
  { attribute_constraints: constraints = [] }: scheduler.OfferConstraints.RoleConstraints.Group,
  limits: RegexLimits,
) {
  if (constraints.length === 0) {
    // The missing blank is Mesos's.
    throw new OfferConstraintsError(
      `'OfferConstraints::RoleConstraints::groups' for role ${role}contains an empty RoleConstraints::Group`,
    );
  }
  return constraints.map((constraint): Evaluator => {
    try {
      const select = makeSelector(constraint.selector);
      const accepts = makePredicate(constraint.predicate, limits);
      return (agent) => accepts(select(agent));
    } catch (error) {
      if (!(error instanceof OfferConstraintsError)) throw error;
      throw new OfferConstraintsError(`A role ${role} has an invalid 'AttributeConstraint': ${error.message}`);
    }
  });
}

function makeSelector(selector: scheduler.AttributeConstraint.Selector = {}): (agent: ConstrainedAgent) => Selected {
  const { attribute_name: name, pseudoattribute_type: pseudoattribute } = selector;
  if (name !== undefined) return ({ attributes }) => textOf(attributes?.find((attribute) => attribute.name === name));
  switch (pseudoattribute) {
    case 'HOSTNAME':
      return ({ hostname }) => ({ text: hostname });
    case 'REGION':
      return ({ domain }) => domain?.fault_domain && { text: domain.fault_domain.region.name };
    case 'ZONE':
      return ({ domain }) => domain?.fault_domain && { text: domain.fault_domain.zone.name };
    case undefined:
      throw new OfferConstraintsError(
        "Exactly one of 'AttributeConstraint::Selector::name' or 'AttributeConstraint::Selector::pseudoattribute_type' must be set",
      );
    default:
      throw new OfferConstraintsError('Unknown pseudoattribute type');
  }
}

function textOf(attribute: Attribute | undefined): Selected {
  if (!attribute) return undefined;
  return attribute.type === 'TEXT' ? { text: attribute.text?.value ?? '' } : 'not a text';
}

function makePredicate(
  predicate: scheduler.AttributeConstraint.Predicate = {},
  limits: RegexLimits,
): (selected: Selected) => boolean {
  const { text_equals: equals, text_not_equals: notEquals, text_matches: matches, text_not_matches: notMatches } = predicate;
  if (predicate.exists) return (selected) => selected !== undefined;
  if (predicate.not_exists) return (selected) => selected === undefined;
  if (equals) return onText(false, (text) => text === equals.value);
  if (notEquals) return onText(true, (text) => text !== notEquals.value);
  if (matches) {
    return onText(false, makeMatcher(matches.regex, limits));
  }
  if (notMatches) {
    const matcher = makeMatcher(notMatches.regex, limits);
    return onText(true, (text) => !matcher(text));
  }
  throw new OfferConstraintsError('Unknown predicate type');
}

/** A predicate on text lets attributes of other types pass: Mesos cannot judge them and leaves that to the framework. */
const onText =
  (whenMissing: boolean, accepts: (text: string) => boolean) =>
  (selected: Selected): boolean => {
    if (selected === undefined) return whenMissing;
    return selected === 'not a text' || accepts(selected.text);
  };

/** Remembers what it found out: every run asks about the same agents again, and matching takes its time. */
function makeMatcher(pattern: string, limits: RegexLimits): (text: string) => boolean {
  const regex = makeRegex(pattern, limits);
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) {
      answer = regex.fullMatch(text);
      if (known.size >= MOST_ANSWERS_KEPT) known.clear();
      known.set(text, answer);
    }
    return answer;
  };
}

function makeRegex(pattern: string, { memory, programSize }: RegexLimits): Regex {
  let regex: Regex;
  try {
    regex = compileRegex(pattern, memory);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new OfferConstraintsError(`Failed to construct regex from pattern '${pattern}': ${error.message}`);
  }
  if (regex.size <= programSize) return regex;
  throw new OfferConstraintsError(
    `Regex '${pattern}' is too complex: program size of ${regex.size} is larger than maximum of ${programSize} allowed`,
  );
}
