/** One thing wrong with what a user gave: a description, flags, options. All problems of an input are reported at once. */
export interface Problem {
  /** What kind of problem, for programs. */
  readonly code: 'UNKNOWN_KEY' | 'INVALID_VALUE' | 'NOT_YET_SUPPORTED';
  /** Where, such as `agents[1].resources`; empty for the input as a whole. */
  readonly path: string;
  /** The problem in words, without the path. */
  readonly message: string;
  /** What was given, shortened. */
  readonly came?: string | undefined;
  /** What would be right. */
  readonly expected?: string | undefined;
  /** The nearest valid name, when one is near. */
  readonly suggestion?: string | undefined;
}

const LONGEST_SHOWN = 80;

/** The beginning of an URL, also of one that lacks a slash, and who is to be asked there as whom. */
const URL_WITH_USER = /^(\s*[a-z][a-z0-9+.-]{0,30}:\/+(?!\/)).*@/is;

/** A value that a user gave, for a message: short, telling apart `"5"` and `5`, and without the users and passwords of URLs. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') {
    const shown = value.replace(URL_WITH_USER, '$1…@');
    return JSON.stringify(shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown);
  }
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** As {@link show}, of a text that should be an URL, and may be written otherwise: what is before its last `@` may be a password. */
export const showUrl = (text: string): string => show(URL_WITH_USER.test(text) ? text : text.replace(/^.*@/s, '…@'));

/** A problem as one line: `agents[1].port: expected a port from 1 to 65535, but got 0`. */
export function formatProblem({ path, message, suggestion }: Problem): string {
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  return `${path === '' ? '' : `${path}: `}${message}${hint}`;
}

/** Gathers problems while an input is checked. */
export class Problems {
  readonly #list: Problem[] = [];

  /** All found so far, in the order found. */
  get list(): readonly Problem[] {
    return this.#list;
  }

  /** Takes over problems found elsewhere, their paths relative to `path`. */
  addAll(problems: readonly Problem[], path: string): void {
    for (const problem of problems) this.#list.push({ ...problem, path: join(path, problem.path) });
  }

  /**
   * The value at `path` is not what it has to be; `reason` says more than `expected` can. `came` stands for a value that is
   * not to be shown.
   */
  invalid(
    path: string,
    value: unknown,
    expected: string,
    hint: { reason?: string | undefined; suggestion?: string | undefined; came?: string | undefined } = {},
  ): undefined {
    const came = hint.came ?? (value === undefined ? 'nothing' : show(value));
    const reason = hint.reason === undefined ? '' : ` (${hint.reason})`;
    const message = `expected ${expected}, but got ${came}${reason}`;
    this.#list.push({ code: 'INVALID_VALUE', path, message, came, expected, suggestion: hint.suggestion });
  }

  /** There is no such key; `owner` names what has keys, such as `an agent`. */
  unknownKey(path: string, owner: string, suggestion: string | undefined): undefined {
    this.#list.push({ code: 'UNKNOWN_KEY', path, message: `${owner} has no such key`, suggestion });
  }
}

/** The path of a key below another path. */
export const join = (path: string, key: string): string => (path === '' || key === '' ? path + key : `${path}.${key}`);
