import type { Happening } from './runtime.js';

/** Something on its way from one peer to another: a message between actors, a call to an API, an event on a stream. */
export type Traffic = Extract<Happening, { kind: 'message' | 'event' }> | Omit<Extract<Happening, { kind: 'call' }>, 'status'>;

/** What becomes of traffic that does not simply pass. */
export type Fate =
  /** Nobody ever hears of it: a call is not carried out, and never answered. */
  | { readonly kind: 'dropped' }
  /** It waits until `proceed` is called, which is handed to `keep`. */
  | { readonly kind: 'kept'; keep(proceed: () => void): void }
  /** It arrives two times, one directly after the other. */
  | { readonly kind: 'doubled' }
  /** The connection of a call or an event is reset; it does not arrive. */
  | { readonly kind: 'reset' }
  /** A call is carried out, and then the connection is reset. */
  | { readonly kind: 'unanswered' }
  /** A call is not carried out, and answered with this status. */
  | { readonly kind: 'answered'; readonly status: number; readonly location?: string | undefined };

/** Asked about all traffic before it passes; undefined lets it. */
export type Interceptor = (traffic: Traffic) => Fate | undefined;
