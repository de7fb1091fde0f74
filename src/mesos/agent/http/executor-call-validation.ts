import type { executor as api, CheckStatusInfo } from '../../wire/messages.js';
import { isUuidBytes, NOT_A_UUID } from '../../wire/uuid-bytes.js';

/** What is wrong with a call of an executor, in Mesos's words; undefined when nothing is. */
export function validateExecutorCall(call: api.Call): string | undefined {
  switch (call.type) {
    case undefined:
      return "Expecting 'type' to be present";
    case 'SUBSCRIBE':
      return call.subscribe ? undefined : "Expecting 'subscribe' to be present";
    case 'UPDATE':
      return validateUpdate(call);
    case 'MESSAGE':
      return call.message ? undefined : "Expecting 'message' to be present";
    default:
      return undefined;
  }
}

function validateUpdate({ update, executor_id, framework_id }: api.Call): string | undefined {
  if (!update) return "Expecting 'update' to be present";
  const { uuid, executor_id: of, source, state, check_status } = update.status;
  if (uuid === undefined) return "Expecting 'uuid' to be present";
  if (!isUuidBytes(uuid)) return NOT_A_UUID;
  if (of && of.value !== executor_id.value) {
    return `ExecutorID in Call: ${executor_id.value} does not match ExecutorID in TaskStatus: ${of.value}`;
  }
  const who = `executor ${executor_id.value} of framework ${framework_id.value}`;
  if (source !== 'SOURCE_EXECUTOR') return `Received Call from ${who} with invalid source, expecting 'SOURCE_EXECUTOR'`;
  if (state === 'TASK_STAGING') return `Received TASK_STAGING from ${who} which is not allowed`;
  return validateCheckStatus(check_status);
}

function validateCheckStatus(status: CheckStatusInfo | undefined): string | undefined {
  if (!status) return undefined;
  const { type, command, http, tcp } = status;
  if (type === undefined) return "CheckStatusInfo must specify 'type'";
  if (type === 'UNKNOWN') return "'UNKNOWN' is not a valid check's status type";
  const member = type.toLowerCase();
  const result = { COMMAND: command, HTTP: http, TCP: tcp }[type];
  return result ? undefined : `Expecting '${member}' to be set for ${type} check's status`;
}
