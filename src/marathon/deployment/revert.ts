import {
  appIn,
  appsIn,
  type Group,
  groupIn,
  groupsIn,
  withApp,
  withGroup,
  withoutApp,
  withoutGroup,
} from '../definitions/group.js';
import { segmentsOf } from '../definitions/path-id.js';
import type { Plan } from './plan.js';

/** The tree of groups without the changes that a plan makes; what others have changed meanwhile stays. */
export function revert({ original, target }: Plan, root: Group, version: string): Group {
  let result = root;
  const ids = new Set([...appsIn(original), ...appsIn(target)].map(({ id }) => id));
  for (const id of ids) {
    const [before, after] = [appIn(original, id), appIn(target, id)];
    if (before === after) continue;
    result = before ? withApp(result, before, version) : withoutApp(result, id, version);
  }
  // The innermost first, so that groups that only had groups are empty when it is their turn.
  const groups = groupsIn(target).sort((one, other) => segmentsOf(other.id).length - segmentsOf(one.id).length);
  for (const { id } of groups) {
    const now = groupIn(result, id);
    const before = groupIn(original, id);
    if (now && !before && now.apps.size === 0 && now.groups.size === 0) result = withoutGroup(result, id, version);
    else if (now && before) result = withGroup(result, { ...now, dependencies: before.dependencies }, version);
  }
  return result;
}
