import type { Happening } from './runtime.js';

/** What agents and their executors do for containers, and what may fail with the machine. */
export const ACTIONS = ['FETCH', 'SANDBOX', 'CHECK', 'HEALTH_CHECK'] as const;

/**
 * - `FETCH`: what a command asks for by its URIs is fetched into its sandbox;
 * - `SANDBOX`: the sandbox of an executor is made;
 * - `CHECK`, `HEALTH_CHECK`: a check of a task looks once.
 */
export type ActionName = (typeof ACTIONS)[number];

/** Something that is about to be done. */
export type Action = Extract<Happening, { kind: 'action' }>;

/**
 * Something on its way from one peer to another: a message between actors, a call to an API, an event on a stream; or
 * something that an agent is about to do.
 */
export type Traffic =
  | Extract<Happening, { kind: 'message' | 'event' }>
  | Omit<Extract<Happening, { kind: 'call' }>, 'status'>
  | Action;

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
  | { readonly kind: 'answered'; readonly status: number; readonly location?: string | undefined }
  /** An action is not done, and fails; the text says why, where it is not what it usually is. */
  | { readonly kind: 'failed'; readonly error?: string | undefined };

/** Asked about all traffic before it passes; undefined lets it. */
export type Interceptor = (traffic: Traffic) => Fate | undefined;
