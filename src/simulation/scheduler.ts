import type { Timer } from '../mesos/process/clock.js';
import type { FrameworkInfo, scheduler } from '../mesos/wire/messages.js';

/** How the master has answered a call. */
export interface CallAnswer {
  /** The status that HTTP would have: 202 for a call that was taken, 400 for one that is wrong. */
  readonly status: number;
  /** What is wrong, in Mesos's words; empty when nothing is. */
  readonly text: string;
}

/** What a scheduler is given to work with. Time and chance are those of the simulation: with others no seed repeats a run. */
export interface SchedulerContext {
  /** Which of the schedulers of the simulation it is, from 0. One that takes over has the number of the one before. */
  readonly number: number;
  /** The id of its framework, once the master has given one. One that takes over has it from the start. */
  readonly frameworkId: string | undefined;
  /** What outlives a scheduler, as files and databases do: the one that takes over finds it. It is empty for a new framework. */
  readonly memory: Map<string, unknown>;
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /** Calls `action` after so many milliseconds, unless the scheduler has ended by then. */
  delay(milliseconds: number, action: () => void): Timer;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** A version 4 UUID in text form. */
  uuid(): string;
  /**
   * Makes a call of the v1 scheduler API; the id of the framework is added. Resolves with the answer, or never, when nothing
   * answers. Rejects when there is no subscription, or the connection is reset.
   */
  call(call: Omit<scheduler.Call, 'framework_id'>): Promise<CallAnswer>;
}

/**
 * A scheduler within the simulation. It is subscribed by the simulation, again whenever the connection is lost, and does what
 * it likes about the events that come.
 */
export interface SimulatedScheduler {
  /** As what it subscribes, asked each time; the id is added. */
  readonly framework: FrameworkInfo;
  /**
   * Called with every event, heartbeats included, in the order in which they come. What it throws or rejects with ends the
   * simulation, as a failure; so does a promise that is open long after everything has healed, unless it may wait for a call that
   * was never answered.
   */
  received(event: scheduler.Event): void | Promise<void>;
  /** The connection is lost; the simulation subscribes again. */
  disconnected?(): void;
  /** It has ended, as a process does that is killed: another takes over, or the simulation is over. */
  ended?(): void;
}

/** Makes a scheduler: at the start, and whenever one takes over from another. */
export type SchedulerFactory = (context: SchedulerContext) => SimulatedScheduler;
