import { isTerminal } from '../../tasks/task.js';
import type { Offer, scheduler, TaskState } from '../../wire/messages.js';
import { enumType } from '../../wire/schema/schema.js';
import type { Framework } from '../framework.js';

const names = <Name extends string>(type: string): readonly Name[] =>
  [...enumType(type).numbers.keys()].filter((name) => name !== 'UNKNOWN') as Name[];

/** What Mesos counts of each framework: calls, events, offers, tasks and operations. */
export class FrameworkMetrics {
  offersSent = 0;
  offersAccepted = 0;
  offersDeclined = 0;
  offersRescinded = 0;
  readonly #calls = new Tally<scheduler.Call.Type>();
  readonly #events = new Tally<scheduler.Event.Type>();
  readonly #endedTasks = new Tally<TaskState>();
  readonly #operations = new Tally<Offer.Operation.Type>();
  /** What the names begin with. It stays as it is when the framework takes another name. */
  readonly #prefix: string;

  constructor({ name, id }: Framework['info']) {
    // Encoded as libprocess does it.
    this.#prefix = `master/frameworks/${encodeURIComponent(name).replaceAll('~', '%7E')}/${id.value}/`;
  }

  call(type: scheduler.Call.Type): void {
    this.#calls.count(type);
  }

  event(type: scheduler.Event.Type): void {
    this.#events.count(type);
  }

  /** A task has come into the books, or into another state: how many ended in which way is counted. */
  task(state: TaskState): void {
    if (isTerminal(state)) this.#endedTasks.count(state);
  }

  /** A task, a task group or another operation was accepted. */
  operation(type: Offer.Operation.Type): void {
    this.#operations.count(type);
  }

  /** The metrics by name. */
  *entries(framework: Framework): Iterable<[name: string, value: number]> {
    const prefix = this.#prefix;
    yield [`${prefix}subscribed`, framework.connected ? 1 : 0];
    yield [`${prefix}offers/sent`, this.offersSent];
    yield [`${prefix}offers/accepted`, this.offersAccepted];
    yield [`${prefix}offers/declined`, this.offersDeclined];
    yield [`${prefix}offers/rescinded`, this.offersRescinded];
    yield* this.#calls.entries(`${prefix}calls`, 'scheduler.Call.Type');
    yield* this.#events.entries(`${prefix}events`, 'scheduler.Event.Type');
    yield* this.#operations.entries(`${prefix}operations`, 'Offer.Operation.Type');
    const active = new Tally<TaskState>();
    for (const tasks of [framework.tasks, framework.unreachableTasks]) {
      for (const { state } of tasks.values()) active.count(state);
    }
    // Not by `names`: TASK_UNKNOWN is among them in Mesos too.
    for (const state of enumType('TaskState').numbers.keys() as Iterable<TaskState>) {
      const ended = isTerminal(state);
      const tally = ended ? this.#endedTasks : active;
      yield [`${prefix}tasks/${ended ? 'terminal' : 'active'}/${state.toLowerCase()}`, tally.of(state)];
    }
    for (const role of framework.roles) {
      yield [`${prefix}roles/${role}/suppressed`, framework.suppressedRoles.has(role) ? 1 : 0];
    }
  }
}

/** How often each of some kinds has come up. */
class Tally<Kind extends string> {
  #total = 0;
  readonly #byKind = new Map<Kind, number>();

  count(kind: Kind): void {
    this.#total++;
    this.#byKind.set(kind, this.of(kind) + 1);
  }

  of(kind: Kind): number {
    return this.#byKind.get(kind) ?? 0;
  }

  /** The sum under the name itself, and below it one entry for each value of the enum. */
  *entries(name: string, type: string): Iterable<[name: string, value: number]> {
    yield [name, this.#total];
    for (const kind of names<Kind>(type)) yield [`${name}/${kind.toLowerCase()}`, this.of(kind)];
  }
}
