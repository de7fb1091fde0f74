import { normalise } from '../../wire/parse-json.js';
import type { AcknowledgeableUpdate } from '../status-update-manager.js';

/** One line of a file `task.updates`: Mesos's StatusUpdateRecord. */
export type UpdateRecord =
  | { readonly type: 'UPDATE'; readonly update: AcknowledgeableUpdate }
  | { readonly type: 'ACK'; readonly uuid: string };

/** Reads a line of `task.updates`. Throws when it is none. */
export function readRecord(line: string): UpdateRecord {
  const { type, uuid, update } = Object(JSON.parse(line)) as Record<string, unknown>;
  if (type === 'ACK' && typeof uuid === 'string') return { type, uuid };
  if (type === 'UPDATE') return { type, update: readUpdate(Object(update)) };
  throw new Error('neither an update nor an acknowledgement');
}

function readUpdate(value: Record<string, unknown>): AcknowledgeableUpdate {
  const { timestamp, uuid } = value;
  if (typeof uuid !== 'string' || typeof timestamp !== 'number') throw new Error('an update without uuid or timestamp');
  const { executor_id, agent_id } = value;
  return {
    ...{ uuid, timestamp, framework_id: normalise('FrameworkID', value['framework_id']) },
    ...(executor_id !== undefined && { executor_id: normalise('ExecutorID', executor_id) }),
    ...(agent_id !== undefined && { agent_id: normalise('AgentID', agent_id) }),
    status: normalise('TaskStatus', value['status']),
  };
}
