import { isTerminal } from '../mesos/tasks/task.js';
import type { ClusterAccess } from './access.js';
import { findFramework, findTask, type TaskOwner } from './find.js';
import { checkOptions, checkText } from './options.js';

/** See {@link MesosCluster.killTask}. */
export async function killTask(cluster: ClusterAccess, taskId: string, owner: TaskOwner): Promise<void> {
  checkText(taskId, 'The task of killTask()', 'the id of a task');
  checkOptions('killTask()', owner, { framework: true });
  const task = findTask(cluster.name, await cluster.state(), taskId, { ...owner, openOnly: true });
  // One that has ended is as the caller wants it.
  if (!isTerminal(task.state)) await cluster.running.killTask(task.framework_id, task.id);
}

/** See {@link MesosCluster.teardown}. */
export async function teardown(cluster: ClusterAccess, nameOrId: string): Promise<void> {
  checkText(nameOrId, 'The framework of teardown()', 'the id or the name of a framework');
  const { id } = findFramework(cluster.name, await cluster.state(), nameOrId);
  await cluster.http.postForm(`${cluster.leader.url}/teardown`, { frameworkId: id }, cluster.destroyed);
}
