import type { Core } from '../core.js';
import { appIn, type Group, withApp } from '../definitions/group.js';
import type { Plan } from '../deployment/plan.js';
import { isActive } from '../scheduler/condition.js';
import type { Instance } from '../scheduler/instance.js';
import { Refusal } from './answers.js';
import { flag, type MarathonRequest } from './request.js';

/** How tasks are killed: with their places, or without waiting for what becomes of them, or so that others follow. */
export interface KillOptions {
  readonly scale: boolean;
  readonly wipe: boolean;
  readonly force: boolean;
}

/** @throws Refusal */
export function killOptionsOf(request: MarathonRequest): KillOptions {
  const options = { scale: flag(request, 'scale'), wipe: flag(request, 'wipe'), force: flag(request, 'force') };
  if (options.scale && options.wipe) throw new Refusal(400, 'You cannot use scale and wipe at the same time.');
  return options;
}

/** Kills tasks; others follow. With `wipe`, nothing of them is waited for. */
export function kill(core: Core, instances: readonly Instance[], { wipe }: KillOptions): void {
  for (const instance of instances) {
    if (!wipe) {
      core.killer.kill(instance);
      continue;
    }
    core.killer.decommission(instance);
    core.instances.remove(instance.id);
    core.scaler.look(instance.app.id);
  }
}

/** Kills tasks, and has their apps have so many instances fewer. */
export function killAndScale(core: Core, instances: readonly Instance[], { force }: KillOptions): Plan {
  const sentenced = new Map<string, string[]>();
  for (const { id, app, condition } of instances) {
    if (isActive(condition) && condition !== 'Killing') sentenced.set(app.id, [...(sentenced.get(app.id) ?? []), id]);
  }
  const change = (root: Group, version: string) =>
    [...sentenced].reduce((tree, [appId, ids]) => {
      const app = appIn(tree, appId);
      return app ? withApp(tree, { ...app, instances: Math.max(0, app.instances - ids.length) }, version) : tree;
    }, root);
  return core.tree.change(change, { force, sentenced });
}
