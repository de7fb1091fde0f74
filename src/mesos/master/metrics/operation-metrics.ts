import type { Offer, OperationState } from '../../wire/messages.js';
import { enumType } from '../../wire/schema/schema.js';

type OperationType = Offer.Operation.Type;

const STATES: readonly OperationState[] = [
  ...(['OPERATION_PENDING', 'OPERATION_RECOVERING', 'OPERATION_UNREACHABLE', 'OPERATION_FINISHED'] as const),
  ...(['OPERATION_FAILED', 'OPERATION_ERROR', 'OPERATION_DROPPED', 'OPERATION_GONE_BY_OPERATOR'] as const),
];

/** Tasks are not among the operations that agents answer for. */
const NOT_COUNTED: readonly string[] = ['UNKNOWN', 'LAUNCH', 'LAUNCH_GROUP'] satisfies OperationType[];

/** How many operations of each type are in which state; those that have ended stay counted. */
export class OperationMetrics {
  readonly #counts = new Map<string, number>();

  /** An operation has come into this state. */
  enter(type: OperationType, state: OperationState): void {
    this.#add(type, state, 1);
  }

  /** An operation is in this state no more. */
  leave(type: OperationType, state: OperationState): void {
    this.#add(type, state, -1);
  }

  /** The metrics by name. */
  *entries(): Iterable<[name: string, value: number]> {
    const types = [...enumType('Offer.Operation.Type').numbers.keys()].filter((type) => !NOT_COUNTED.includes(type));
    for (const path of ['', ...types.map((type) => `${type.toLowerCase()}/`)]) {
      for (const state of ['total', ...STATES.map(nameOf)]) {
        yield [`master/operations/${path}${state}`, this.#counts.get(path + state) ?? 0];
      }
    }
  }

  #add(type: OperationType, state: OperationState, by: number): void {
    for (const path of ['', `${type.toLowerCase()}/`]) {
      for (const name of ['total', nameOf(state)]) this.#counts.set(path + name, (this.#counts.get(path + name) ?? 0) + by);
    }
  }
}

const nameOf = (state: OperationState): string => state.replace('OPERATION_', '').toLowerCase();
