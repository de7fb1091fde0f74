/**
 * Seeded simulation: a whole cluster in which things go wrong, without sockets, processes and files, in a time of its own.
 *
 * ```ts
 * import { simulate } from 'minimesos/simulation';
 *
 * await simulate({ workload: (context) => new MyScheduler(context) }); // a failure tells its seed
 * await simulate({ workload: (context) => new MyScheduler(context), seed: '42@0.1.0' }); // the same again
 * ```
 *
 * @module
 */

export type { TaskBehaviourInput } from './cluster/check-behaviours.js';
export type { AgentOffering } from './simulation/machine.js';
export type { SimulationOptions, SimulationState } from './simulation/options.js';
export type { SimulationStep } from './simulation/schedule.js';
export type { CallAnswer, SchedulerContext, SchedulerFactory, SimulatedScheduler } from './simulation/scheduler.js';
export { type SimulationResult, simulate } from './simulation/simulate.js';
export type { FaultKind } from './simulation/steps/step.js';
export { formatTimeline, toJsonLines } from './timeline/format.js';
