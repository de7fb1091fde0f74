import type { Attribute, NetworkInfo, TaskStatus } from '../../mesos/wire/messages.js';
import type { App } from '../definitions/app.js';
import { type Condition, isActive } from './condition.js';

/** A task in the place of an instance. */
export interface InstanceTask {
  /** `a_b.instance-UUID._app.3`; the number grows with each task of the instance. */
  readonly id: string;
  readonly agentId: string;
  readonly host: string;
  readonly attributes: readonly Attribute[];
  readonly region?: string | undefined;
  readonly zone?: string | undefined;
  /** One for each port the app wants; undefined where it wants none at the agent. */
  readonly hostPorts: readonly (number | undefined)[];
  readonly stagedAt: number;
  readonly startedAt?: number | undefined;
  readonly status?: TaskStatus | undefined;
  readonly ipAddresses: readonly NetworkInfo.IPAddress[];
}

/** What is known of the health of an instance by one of the checks of its app. */
export interface Health {
  readonly consecutiveFailures: number;
  readonly firstSuccess?: number | undefined;
  readonly lastSuccess?: number | undefined;
  readonly lastFailure?: number | undefined;
  readonly lastFailureCause?: string | undefined;
}

/** A place for a task of an app. A task that ends although its instance is wanted is followed by another one. */
export interface Instance {
  /** `a_b.instance-UUID` */
  readonly id: string;
  /** The app as it was when the instance was made. */
  readonly app: App;
  /** Whether it is wanted. */
  readonly goal: 'Running' | 'Decommissioned';
  readonly condition: Condition;
  /** Since when it has been in its condition, in milliseconds. */
  readonly since: number;
  readonly incarnation: number;
  readonly task?: InstanceTask | undefined;
  /** By the index of the check. */
  readonly health: readonly (Health | undefined)[];
}

export const isAlive = ({ lastSuccess, lastFailure }: Health): boolean =>
  lastSuccess !== undefined && (lastFailure === undefined || lastSuccess > lastFailure);

/** Whether all of its checks say so; undefined as long as none has said anything. */
export function isHealthy({ health }: Instance): boolean | undefined {
  const known = health.filter((each) => each !== undefined && (each.lastSuccess ?? each.lastFailure) !== undefined);
  return known.length === 0 ? undefined : health.every((each) => each !== undefined && isAlive(each));
}

/** Whether it does what it is there for, as far as anybody can tell. */
export const isServing = (instance: Instance): boolean =>
  instance.condition === 'Running' && (instance.app.healthChecks.length === 0 || isHealthy(instance) === true);

/** Whether it has a task, which counts. */
export const hasTask = ({ condition, task }: Instance): boolean => task !== undefined && isActive(condition);

/** Whether it counts for what its app is to have. */
export const isWanted = ({ goal, condition }: Instance): boolean => goal === 'Running' && condition !== 'UnreachableInactive';

const TASK_ID = /^(.+\.(?:instance-|marathon-)[^_.]+)[._][^.]+(?:\.\d+)?$/;

/** The id of the instance that a task with this id belongs to; undefined when none of Marathon's tasks has it. */
export const instanceIdOf = (taskId: string): string | undefined => TASK_ID.exec(taskId)?.[1];
