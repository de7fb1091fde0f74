import type { Output } from './context.js';

/** Aborts when nobody reads an output any more, with the error that tells so: `EPIPE`. */
export function readerGone(output: Output): AbortSignal {
  const gone = new AbortController();
  const abort = (error: Error) => gone.abort(error);
  output.once('error', abort);
  return gone.signal;
}
