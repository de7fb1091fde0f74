import type { scheduler } from '../wire/messages.js';
import { isUuidBytes, NOT_A_UUID } from '../wire/uuid-bytes.js';

type CallType = scheduler.Call.Type;

/** The member that a call of this type has to have. REVIVE and SUPPRESS may have theirs, TEARDOWN has none. */
const MEMBERS: Partial<Record<CallType, keyof scheduler.Call>> = {
  SUBSCRIBE: 'subscribe',
  ACCEPT: 'accept',
  DECLINE: 'decline',
  ACCEPT_INVERSE_OFFERS: 'accept_inverse_offers',
  DECLINE_INVERSE_OFFERS: 'decline_inverse_offers',
  KILL: 'kill',
  SHUTDOWN: 'shutdown',
  ACKNOWLEDGE: 'acknowledge',
  ACKNOWLEDGE_OPERATION_STATUS: 'acknowledge_operation_status',
  RECONCILE: 'reconcile',
  RECONCILE_OPERATIONS: 'reconcile_operations',
  MESSAGE: 'message',
  REQUEST: 'request',
  UPDATE_FRAMEWORK: 'update_framework',
};

/**
 * What is wrong with a scheduler's call as such, in Mesos's words; undefined when it can be carried out.
 * @param principal who has authenticated, where somebody has
 */
export function validateSchedulerCall(call: scheduler.Call, principal?: string): string | undefined {
  const { type } = call;
  if (type === undefined) return "Expecting 'type' to be present";
  if (type === 'SUBSCRIBE') {
    return missingMember(call, type) ?? differingIds(call, 'subscribe') ?? differingPrincipal(call.subscribe, principal);
  }
  if (!call.framework_id) return "Expecting 'framework_id' to be present";
  const missing = missingMember(call, type);
  if (missing) return missing;
  if (type === 'UPDATE_FRAMEWORK') return differingIds(call, 'update_framework');
  const uuid = call.acknowledge?.uuid ?? call.acknowledge_operation_status?.uuid;
  if (uuid !== undefined && !isUuidBytes(uuid)) return NOT_A_UUID;
  const { acknowledge_operation_status: status } = call;
  return type === 'ACKNOWLEDGE_OPERATION_STATUS' && !status?.agent_id ? "Expecting 'agent_id' to be present" : undefined;
}

function missingMember(call: scheduler.Call, type: CallType): string | undefined {
  const member = MEMBERS[type];
  return member && call[member] === undefined ? `Expecting '${member}' to be present` : undefined;
}

/** The id is given twice, and has to be the same: absent or empty in both places for a new framework. */
function differingIds(call: scheduler.Call, member: 'subscribe' | 'update_framework'): string | undefined {
  const inner = call[member]?.framework_info.id?.value ?? '';
  return inner === (call.framework_id?.value ?? '') ? undefined : `'framework_id' differs from '${member}.framework_info.id'`;
}

function differingPrincipal(subscribe: scheduler.Call.Subscribe | undefined, principal: string | undefined): string | undefined {
  const named = subscribe?.framework_info.principal;
  if (principal === undefined || named === undefined || named === principal) return undefined;
  return `Authenticated principal '${principal}' does not match principal '${named}' set in \`FrameworkInfo\``;
}
