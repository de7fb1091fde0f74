import type { Process } from '../process.js';
import type { Traffic } from '../traffic.js';
import { type HttpResponse, textResponse } from './message.js';

type Answer = HttpResponse | Promise<HttpResponse>;

/** Carries out a call to a process, unless something stands in its way. */
export function passCall(process: Pick<Process, 'fateOf'>, call: Traffic, perform: () => Answer): Answer {
  const fate = process.fateOf(call);
  switch (fate?.kind) {
    case undefined:
      return perform();
    case 'dropped':
    case 'failed': // only actions fail
      return new Promise(() => {});
    case 'kept':
      return new Promise((resolve, reject) => {
        fate.keep(() => void Promise.resolve().then(perform).then(resolve, reject));
      });
    case 'doubled':
      return twice(perform);
    case 'reset':
      return { status: 0, reset: true };
    case 'unanswered':
      return reset(perform());
    case 'answered':
      return { ...textResponse(fate.status), ...(fate.location !== undefined && { headers: { Location: fate.location } }) };
  }
}

/** As when a client repeats a call whose answer it did not get: the answer is that of the second one. */
async function twice(perform: () => Answer): Promise<HttpResponse> {
  const first = await perform();
  first.abandoned?.();
  return perform();
}

async function reset(answer: Answer): Promise<HttpResponse> {
  return { ...(await answer), reset: true };
}
