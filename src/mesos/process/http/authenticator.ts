import { type HttpResponse, textResponse } from './message.js';

/** Who sent a request, as an authenticator has found out: somebody with a name, or an executor, of which claims tell. */
export interface Principal {
  /** The name; absent for who has claims only. */
  readonly value?: string;
  /** What a token says of its bearer, in the order of the names. */
  readonly claims?: Readonly<Record<string, string>>;
}

/** A principal as Mesos writes it into messages: its name, or JSON when there are claims. */
export function formatPrincipal({ value, claims }: Principal): string {
  if (value !== undefined && !claims) return value;
  const sorted = claims && Object.fromEntries(Object.entries(claims).sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify({ claims: sorted, value });
}

/** Whom a request is from, undefined for nobody in particular; or the answer that it gets instead. */
export type Authentication = { readonly principal: Principal | undefined } | { readonly refused: HttpResponse };

/** Finds out whom a request is from, as libprocess has it. */
export interface Authenticator {
  /** The scheme of HTTP, such as `Basic`. */
  readonly scheme: string;
  /** @param authorization the header `Authorization` */
  authenticate(authorization: string | undefined): Authentication;
}

/** By realm. Of realms that are not in it everybody is let in, and nobody is known. */
export type Authenticators = ReadonlyMap<string, Authenticator>;

/** 401 with a challenge: what the client has to do to be let in. */
export function unauthorized(challenge: string, text?: string): { readonly refused: HttpResponse } {
  const response = textResponse(401, text);
  return { refused: { ...response, headers: { ...response.headers, 'WWW-Authenticate': challenge } } };
}
