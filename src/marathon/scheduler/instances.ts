import type { Clock } from '../../mesos/process/clock.js';
import type { Random } from '../../mesos/process/random.js';
import type { App } from '../definitions/app.js';
import { safeName } from '../definitions/path-id.js';
import type { Store } from '../state/store.js';
import type { Condition } from './condition.js';
import { type Instance, type InstanceTask, instanceIdOf } from './instance.js';

/** Is told of each change of an instance: `after` is undefined when it is gone, `before` when it is new. */
export type InstanceListener = (after: Instance | undefined, before: Instance | undefined) => void;

/** What is stored of an instance. Its health is found out anew. */
export type StoredInstance = Omit<Instance, 'health'>;

/** All instances there are. */
export class Instances {
  readonly #byId = new Map<string, Instance>();
  readonly #byApp = new Map<string, Map<string, Instance>>();
  readonly #listeners = new Set<InstanceListener>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Takes over what another has kept. */
  load(instances: readonly StoredInstance[]): void {
    for (const instance of instances) this.#keep({ ...instance, health: [] });
  }

  get all(): readonly Instance[] {
    return [...this.#byId.values()];
  }

  get(id: string): Instance | undefined {
    return this.#byId.get(id);
  }

  /** The instance whose task this is now. */
  ofTask(taskId: string): Instance | undefined {
    const instance = this.#byId.get(instanceIdOf(taskId) ?? '');
    return instance?.task?.id === taskId ? instance : undefined;
  }

  /** Those of an app, the first first. */
  of(appId: string): readonly Instance[] {
    return [...(this.#byApp.get(appId)?.values() ?? [])];
  }

  /** Makes one that waits for an offer. */
  schedule(app: App): Instance {
    const id = `${safeName(app.id)}.instance-${this.random.uuid()}`;
    const instance: Instance = {
      ...{ id, app, goal: 'Running', condition: 'Scheduled', since: this.clock.now(), incarnation: 1, health: [] },
    };
    this.#store(instance);
    this.#set(instance, undefined);
    return instance;
  }

  /** Notes something about an instance; does nothing when it is gone. */
  change(id: string, change: Partial<Omit<Instance, 'id' | 'since'>>): Instance | undefined {
    const before = this.#byId.get(id);
    if (!before) return undefined;
    const moved = change.condition !== undefined && change.condition !== before.condition;
    const after = { ...before, ...change, ...(moved && { since: this.clock.now() }) };
    // What checks find changes too often to be worth storing.
    if (Object.keys(change).some((name) => name !== 'health')) this.#store(after);
    this.#set(after, before);
    return after;
  }

  changeTask(id: string, change: Partial<InstanceTask>, condition?: Condition): Instance | undefined {
    const before = this.#byId.get(id);
    if (!before?.task) return undefined;
    return this.change(id, { task: { ...before.task, ...change }, ...(condition && { condition }) });
  }

  remove(id: string): void {
    const before = this.#byId.get(id);
    if (!before) return;
    this.#byId.delete(id);
    const ofApp = this.#byApp.get(before.app.id);
    ofApp?.delete(id);
    if (ofApp?.size === 0) this.#byApp.delete(before.app.id);
    this.store.remove(`instances/${id}`);
    this.#tell(undefined, before);
  }

  /** Calls the listener whenever something changes, after it has; returns what ends that. */
  listen(listener: InstanceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(after: Instance, before: Instance | undefined): void {
    this.#keep(after);
    this.#tell(after, before);
  }

  #store({ health: _, ...stored }: Instance): void {
    this.store.put(`instances/${stored.id}`, stored satisfies StoredInstance);
  }

  #keep(instance: Instance): void {
    this.#byId.set(instance.id, instance);
    const ofApp = this.#byApp.get(instance.app.id) ?? new Map<string, Instance>();
    this.#byApp.set(instance.app.id, ofApp.set(instance.id, instance));
  }

  #tell(after: Instance | undefined, before: Instance | undefined): void {
    for (const listener of [...this.#listeners]) listener(after, before);
  }
}
