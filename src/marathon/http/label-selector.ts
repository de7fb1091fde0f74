import { Impossible } from '../definitions/invalid.js';

/** Whether labels are as a selector wants them. */
type Selects = (labels: Readonly<Record<string, string>>) => boolean;

const TERM = String.raw`((?:\\.|[-A-Za-z0-9_.])+)`;
const EQUAL = new RegExp(`^${TERM}\\s*(==|!=)\\s*${TERM}$`);
/** Commas may be left out. A term in the list ends where it can: with many ways to cut one in two, a long text takes years. */
const WITHIN = new RegExp(`^${TERM}\\s*(in|notin)\\s*\\(\\s*((?:${TERM}(?![-A-Za-z0-9_.\\\\])\\s*(?:,\\s*)?)*)\\)$`);
const TERMS = new RegExp(TERM, 'g');
const EXISTS = new RegExp(`^${TERM}$`);

/**
 * Reads `env==test, tier!=db, rack in (a, b), owner`.
 * @throws Impossible
 */
export function parseLabelSelector(text: string): Selects {
  const selectors = partsOf(text).map((part) => {
    const selector = selectorOf(part);
    if (!selector) throw new Impossible(`Can not parse label selector ${text}. Reason: ${JSON.stringify(part)} is none`);
    return selector;
  });
  return (labels) => selectors.every((selects) => selects(labels));
}

/** What stands between commas, of which those within parentheses do not count. */
const partsOf = (text: string): string[] =>
  (text.match(/(?:\\.?|[^,(\\]|\([^)]*\)?)+/gs) ?? []).map((part) => part.trim()).filter((part) => part !== '');

function selectorOf(part: string): Selects | undefined {
  const [, key = '', operator, value = ''] = EQUAL.exec(part) ?? WITHIN.exec(part) ?? EXISTS.exec(part) ?? [];
  if (key === '') return undefined;
  const name = plain(key);
  const known = (labels: Readonly<Record<string, string>>) => (Object.hasOwn(labels, name) ? labels[name] : undefined);
  switch (operator) {
    case '==':
      return (labels) => known(labels) === plain(value);
    case '!=':
      return (labels) => known(labels) !== undefined && known(labels) !== plain(value);
    case 'in':
    case 'notin': {
      const values = (value.match(TERMS) ?? []).map(plain);
      return (labels) => {
        const label = known(labels);
        return label !== undefined && values.includes(label) === (operator === 'in');
      };
    }
    default:
      return (labels) => known(labels) !== undefined;
  }
}

const plain = (term: string): string => term.replace(/\\(.)/g, '$1');
