import { HeaderError, requestEncoding } from '../../wire/content-type.js';
import type { MessageTypes, TypeName } from '../../wire/messages.js';
import { ParseError } from '../../wire/parse-error.js';
import { type BodyErrors, readBody } from '../../wire/request-body.js';
import { type HttpRequest, type HttpResponse, methodNotAllowed, textResponse } from './message.js';

/**
 * What the v1 APIs have in common: a POST whose body is one call, in JSON or protobuf. Checks method, Content-Type and
 * body in Mesos's order and hands the call to `perform`; what is wrong is answered as Mesos answers it.
 */
export function handleCall<Type extends TypeName>(
  request: HttpRequest,
  typeName: Type,
  perform: (call: MessageTypes[Type]) => HttpResponse | Promise<HttpResponse>,
  errors: BodyErrors = 'call',
): HttpResponse | Promise<HttpResponse> {
  if (request.method !== 'POST') return methodNotAllowed(request, 'POST');
  try {
    const call = readBody(typeName, requestEncoding(request.headers['content-type']), request.body, errors);
    // JSON is there at once, and then the call is carried out at once: calls take effect in the order of their arrival.
    if (call instanceof Promise) return call.then(perform).catch(refusal);
    const answer = perform(call);
    return answer instanceof Promise ? answer.catch(refusal) : answer;
  } catch (error) {
    return refusal(error);
  }
}

/** The answer that an error of the codecs stands for; any other error is thrown on. */
export function refusal(error: unknown): HttpResponse {
  if (error instanceof HeaderError) return textResponse(error.status, error.message);
  if (error instanceof ParseError) return textResponse(400, error.message);
  throw error;
}
