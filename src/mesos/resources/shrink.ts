import type { Resource } from '../wire/messages.js';
import { fromMilli, toMilli } from './fixed-point.js';
import { isIndivisible } from './predicates.js';
import { Resources } from './resources.js';

/** How much there may be of a name; undefined for any amount. Quantities and limits both are one. */
export interface Target {
  get(name: string): number | undefined;
}

/**
 * The part of some scalars that fits a target, chopped as Mesos does it: of each name as much as the target says. What can
 * only be had as a whole is left out when it does not fit. Which of several resources of a name are taken is up to their order.
 */
export function shrink(scalars: Iterable<Resource>, target: Target): Resources {
  const taken = new Map<string, number>();
  const fitting: Resource[] = [];
  for (const resource of scalars) {
    const { name } = resource;
    const whole = toMilli(resource.scalar?.value ?? 0);
    const before = taken.get(name) ?? 0;
    const most = target.get(name);
    const left = most === undefined ? whole : Math.max(0, toMilli(most) - before);
    if (left >= whole) fitting.push(resource);
    else if (!isIndivisible(resource)) fitting.push({ ...resource, scalar: { value: fromMilli(left) } });
    else continue;
    taken.set(name, before + Math.min(left, whole));
  }
  return Resources.of(fitting);
}
