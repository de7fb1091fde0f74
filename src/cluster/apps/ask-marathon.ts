import { MinimesosError } from '../../errors.js';
import { isObject, objectsOf } from '../check.js';

/** What Marathon has answered. */
export interface MarathonAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Where the answer is a list. */
  readonly list: readonly unknown[];
}

/** Asks the REST API of a Marathon. @throws MinimesosError `MARATHON_UNREACHABLE`; what the signal was aborted with */
export async function askMarathon(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<MarathonAnswer> {
  try {
    const answer = await fetch(`${url}/v2${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await answer.text();
    // It answers in words while another one takes over.
    const isDocument = answer.headers.get('content-type')?.includes('json') && text !== '';
    const document: unknown = isDocument ? JSON.parse(text) : { message: text };
    return { status: answer.status, body: isObject(document) ? document : {}, list: Array.isArray(document) ? document : [] };
  } catch (error) {
    signal?.throwIfAborted();
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new MinimesosError('MARATHON_UNREACHABLE', { url, reason }, { cause: error });
  }
}

/** Why something was refused, in Marathon's words: its message, and what it says of each place. */
export function reasonsOf({ body }: MarathonAnswer): string[] {
  const { message, details } = body;
  const places = objectsOf(details);
  const lines = places.map(({ path, errors }) => {
    const text = Array.isArray(errors)
      ? errors.map((each) => (isObject(each) ? JSON.stringify(each) : String(each))).join('; ')
      : '';
    return typeof path === 'string' && path !== '' ? `${path}: ${text}` : text;
  });
  return [typeof message === 'string' ? message : 'it does not say why', ...lines];
}
