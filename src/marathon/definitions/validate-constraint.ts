import { compilePattern } from './pattern.js';

const OPERATORS = ['UNIQUE', 'CLUSTER', 'GROUP_BY', 'LIKE', 'MAX_PER', 'UNLIKE', 'IS'] as const;
export type ConstraintOperator = (typeof OPERATORS)[number];

const VALUES =
  'IS only supports Mesos text and float values (see http://mesos.apache.org/documentation/latest/attributes-resources/)';

/** What is wrong with a constraint, in Marathon's words; undefined when it is good. */
export function constraintProblem([field = '', operator = '', value]: readonly string[]): string | undefined {
  if (field === '') return 'illegal constraint specification';
  switch (operator.toUpperCase() as ConstraintOperator) {
    case 'UNIQUE':
      return value === undefined ? undefined : 'UNIQUE does not accept a value';
    case 'CLUSTER':
      return undefined;
    case 'GROUP_BY':
      return value === undefined || isInteger(value)
        ? undefined
        : 'GROUP BY must define an integer value or else no value at all';
    case 'MAX_PER':
      return value !== undefined && isInteger(value) ? undefined : 'MAX_PER requires an integer value';
    case 'LIKE':
    case 'UNLIKE':
      if (value === undefined) return 'LIKE and UNLIKE require a non-empty, regular expression value';
      return patternProblem(value);
    case 'IS':
      return /^[a-zA-Z0-9_/.-]*$/.test(value ?? '') ? undefined : VALUES;
    default:
      return `operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER, UNLIKE or IS`;
  }
}

function patternProblem(value: string): string | undefined {
  const pattern = compilePattern(value);
  if (!('problem' in pattern)) return undefined;
  return `is not a valid regular expression (of RE2's syntax: without look-around and references back): ${pattern.problem}`;
}

const isInteger = (text: string) => /^[+-]?\d+$/.test(text);
