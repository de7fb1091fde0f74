import type { ContainerID } from '../wire/messages.js';
import type { Action, ActionObject } from './actions.js';
import type { Approvers } from './authorizer.js';

const NESTED: ReadonlySet<Action> = new Set<Action>([
  ...(['LAUNCH_NESTED_CONTAINER', 'WAIT_NESTED_CONTAINER', 'KILL_NESTED_CONTAINER', 'REMOVE_NESTED_CONTAINER'] as const),
  ...(['LAUNCH_NESTED_CONTAINER_SESSION', 'ATTACH_CONTAINER_OUTPUT'] as const),
]);

const STANDALONE: ReadonlySet<Action> = new Set<Action>([
  ...(['LAUNCH_STANDALONE_CONTAINER', 'WAIT_STANDALONE_CONTAINER', 'KILL_STANDALONE_CONTAINER'] as const),
  ...(['REMOVE_STANDALONE_CONTAINER', 'VIEW_STANDALONE_CONTAINER'] as const),
]);

/**
 * What the bearer of a token may do, whatever the ACLs say: an executor (claim `cid`) has its own container to itself, a
 * resource provider (claim `cid_prefix`) those whose ids begin so.
 */
export function implicitApprovers({ cid, cid_prefix: prefix }: Readonly<Record<string, string>>): Approvers {
  return {
    approved: (action: Action, { container_id: id }: ActionObject = {}) => {
      if (!id) return false;
      if (NESTED.has(action)) return rootOf(id).value === cid;
      return STANDALONE.has(action) && prefix !== undefined && id.value.startsWith(prefix);
    },
  };
}

const rootOf = (id: ContainerID): ContainerID => (id.parent ? rootOf(id.parent) : id);
