import type { master } from '../../mesos/wire/messages.js';
import type { NewTimelineEntry } from '../../timeline/timeline.js';

/**
 * What an event of the operator API stands for in a timeline; undefined for one that says nothing new.
 * @param source the URL of the master it came from
 */
export function entryOf(event: master.Event, source: string, at: number): NewTimelineEntry | undefined {
  const { type = 'UNKNOWN' } = event;
  if (event.task_updated) {
    // The state beside the update is the latest one that the agent knows, which may be ahead of what is told here.
    const { framework_id, status } = event.task_updated;
    const { reason, message, state } = status;
    return taskEntry(
      { at, kind: 'task', source, what: state },
      framework_id.value,
      status.task_id.value,
      status.agent_id?.value,
      {
        ...(reason !== undefined && { reason }),
        ...(message !== undefined && { message }),
      },
    );
  }
  if (event.task_added) {
    const { framework_id, task_id, agent_id, state } = event.task_added.task;
    return taskEntry({ at, kind: 'task', source, what: state }, framework_id.value, task_id.value, agent_id.value);
  }
  const framework =
    (event.framework_added ?? event.framework_updated)?.framework.framework_info ?? event.framework_removed?.framework_info;
  if (framework) {
    const { id, name } = framework;
    const about = { ...(id && { framework: id.value }), details: { name } };
    return { at, kind: 'event', source, what: type, api: 'operator', ...about };
  }
  if (event.agent_added) return agentEntry('registered', event.agent_added.agent.agent_info.id?.value, source, at);
  if (event.agent_removed) return agentEntry('removed', event.agent_removed.agent_id.value, source, at);
  return undefined;
}

function taskEntry(
  base: NewTimelineEntry,
  framework: string,
  task: string,
  agent: string | undefined,
  details: Readonly<Record<string, unknown>> = {},
): NewTimelineEntry {
  const facts = Object.keys(details).length === 0 ? {} : { details };
  return { ...base, framework, task, ...(agent !== undefined && { agent }), ...facts };
}

const agentEntry = (what: string, agent: string | undefined, source: string, at: number): NewTimelineEntry => ({
  ...{ at, kind: 'agent', source, what },
  ...(agent !== undefined && { agent }),
});
