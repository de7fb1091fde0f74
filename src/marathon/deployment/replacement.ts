import type { App } from '../definitions/app.js';
import { type Instance, isServing } from '../scheduler/instance.js';

/** Within which numbers the instances of an app are replaced by those of another version. */
export interface Capacity {
  /** So many old ones may go before there are new ones. */
  readonly killAtOnce: number;
  /** So many there may be at a time, old and new. */
  readonly most: number;
}

/** What an app's upgrade strategy allows, given the instances there are. */
export function capacityOf({ instances, upgradeStrategy }: App, current: readonly Instance[]): Capacity {
  const healthy = current.filter((instance) => instance.goal === 'Running' && isServing(instance)).length;
  const least = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
  const most = Math.floor(instances * (1 + upgradeStrategy.maximumOverCapacity));
  // Otherwise nothing could ever begin.
  const isStuck = least === most && most <= healthy;
  return {
    killAtOnce: Math.max(0, healthy - least, current.length - instances),
    most: isStuck ? most + 1 : most,
  };
}
