import { summarizeList } from '../resources/summary.js';
import type { Task } from '../wire/internal-messages.js';
import type { ContainerStatus, TaskStatus } from '../wire/messages.js';

type TaskDocument = ReturnType<typeof makeDocument>;

/** The documents of frozen tasks, which never change. A master has thousands of those. */
const documents = new WeakMap<Task, TaskDocument>();

/** A task as the v0 endpoints of masters and agents show it. */
export function taskDocument(task: Task): TaskDocument {
  if (!Object.isFrozen(task)) return makeDocument(task);
  const known = documents.get(task) ?? makeDocument(task);
  documents.set(task, known);
  return known;
}

function makeDocument(task: Task) {
  return {
    id: task.task_id.value,
    name: task.name,
    framework_id: task.framework_id.value,
    executor_id: task.executor_id?.value ?? '',
    slave_id: task.agent_id.value,
    state: task.state,
    resources: summarizeList(task.resources),
    limits: limitsDocument(task.limits),
    role: task.resources[0]?.allocation_info?.role,
    statuses: task.statuses.map(statusDocument),
    user: task.user,
    labels: task.labels?.labels,
    discovery: task.discovery,
    container: task.container,
    health_check: task.health_check,
  };
}

/** Nothing when there are none. */
function limitsDocument(limits: Task['limits'] = {}): Record<string, number> | undefined {
  const entries = Object.entries(limits).map(([name, { value }]) => [name, value]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function statusDocument({ state, timestamp, labels, container_status, healthy }: TaskStatus) {
  return {
    state,
    timestamp,
    labels: labels?.labels,
    container_status: container_status && containerDocument(container_status),
    healthy,
  };
}

function containerDocument({ executor_pid: _, ...rest }: ContainerStatus) {
  return rest;
}
