import type { App } from '../definitions/app.js';
import type { ReadinessChecks } from '../health/readiness-checks.js';
import { type Instance, isServing, isWanted } from '../scheduler/instance.js';
import type { Instances } from '../scheduler/instances.js';
import type { Killer } from '../scheduler/killer.js';
import type { Action } from './plan.js';
import { capacityOf } from './replacement.js';
import { proposeScaling } from './scaling.js';

/** What actions are carried out with. */
export interface Means {
  readonly instances: Instances;
  readonly killer: Killer;
  readonly readiness: ReadinessChecks;
  /** An app is no more. */
  stopped(app: App): void;
  /** An app is replaced: that its tasks have failed is forgotten. */
  replaced(app: App): void;
}

/** Something that goes on until it is finished, or is not wanted any more. */
export interface Performance {
  /** Looks whether there is something to do now; returns whether nothing is left. */
  advance(): boolean;
}

/** Begins to carry out an action. */
export function perform({ action, app, sentenced }: Action, means: Means): Performance {
  switch (action) {
    case 'StartApplication':
      return { advance: () => true };
    case 'StopApplication':
      return stop(app, means);
    case 'ScaleApplication':
      return scale(app, sentenced ?? [], means);
    case 'RestartApplication':
      return app.instances === 0 ? scale(app, [], means) : replace(app, means);
  }
}

function stop(app: App, { instances, killer, stopped }: Means): Performance {
  for (const instance of instances.of(app.id)) killer.decommission(instance);
  let told = false;
  return {
    advance: () => {
      if (instances.of(app.id).length > 0) return false;
      if (!told) stopped(app);
      told = true;
      return true;
    },
  };
}

function scale(app: App, sentenced: readonly string[], means: Means): Performance {
  const { instances, killer } = means;
  const { decommission, start } = proposeScaling(app, instances.of(app.id), sentenced);
  const doomed = decommission.map(({ id }) => id);
  for (const instance of decommission) killer.decommission(instance);
  let started = false;
  return {
    advance: () => {
      if (doomed.some((id) => instances.get(id))) return false;
      if (!started) for (let count = 0; count < start; count++) instances.schedule(app);
      started = true;
      return serving(app, means).length >= app.instances;
    },
  };
}

/** Old instances go as new ones come, within what the upgrade strategy allows. */
function replace(app: App, means: Means): Performance {
  const { instances, killer, replaced } = means;
  const isOld = (instance: Instance) => instance.app.version !== app.version;
  const oldOnes = () => instances.of(app.id).filter(isOld);
  const { killAtOnce, most } = capacityOf(app, instances.of(app.id));
  // Those that do not serve are missed least.
  const queue = oldOnes()
    .filter(({ goal }) => goal === 'Running')
    .sort((one, other) => Number(isServing(one)) - Number(isServing(other)))
    .map(({ id }) => id);
  const killed = new Set<string>();
  const killNext = () => {
    const id = queue.shift();
    const instance = id === undefined ? undefined : instances.get(id);
    if (instance) killer.decommission(instance);
  };
  for (let count = 0; count < killAtOnce; count++) killNext();
  replaced(app);
  return {
    advance: () => {
      // One of the old that ends by itself is not to come again.
      for (const instance of oldOnes()) {
        if (instance.goal === 'Running' && instance.condition === 'Scheduled') killer.decommission(instance);
      }
      const ready = serving(app, means).filter((instance) => !isOld(instance));
      for (const { id } of ready) {
        if (killed.has(id)) continue;
        killed.add(id);
        killNext();
      }
      if (ready.length >= app.instances) while (queue.length > 0) killNext();
      const there = instances.of(app.id).filter(isWanted);
      const fresh = there.filter((instance) => !isOld(instance)).length;
      const room = most - instances.of(app.id).length;
      for (let count = 0; count < Math.min(app.instances - fresh, room); count++) instances.schedule(app);
      return ready.length >= app.instances && oldOnes().length === 0;
    },
  };
}

const serving = ({ id }: App, { instances, readiness }: Means): Instance[] =>
  instances.of(id).filter((instance) => isWanted(instance) && isServing(instance) && readiness.isReady(instance));
