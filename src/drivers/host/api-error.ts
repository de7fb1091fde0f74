import { type ErrorCode, errorCatalogue } from '../../error-catalogue.js';
import { MinimesosError } from '../../errors.js';

/** The part of a problem document that makes an error of it. */
interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly remedy?: string;
  readonly details?: unknown;
}

/**
 * The error that a problem document tells of, as it was thrown on the other side.
 * @param came what came, in words, for when it is none
 */
export function errorOfProblem(url: string, body: string, came: string): Error {
  const problem = problemIn(body);
  if (!problem) return new MinimesosError('HOST_INCOMPATIBLE', { url, came, expected: 'the remote API of minimesos' });
  const { code, detail, remedy = '', details } = problem;
  if (Object.hasOwn(errorCatalogue, code)) {
    try {
      return new MinimesosError(code as ErrorCode, details as never);
    } catch {
      // Another version has other details under this code.
    }
  }
  return new Error(`${code}: ${detail} ${remedy}`.trim());
}

function problemIn(body: string): Problem | undefined {
  try {
    const problem = JSON.parse(body) as Partial<Problem> | null;
    return typeof problem?.code === 'string' && typeof problem.detail === 'string' ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}
