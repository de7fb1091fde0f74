import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import type { ClusterAccess } from './access.js';
import { findFramework, findTask, type TaskOwner } from './find.js';
import { checkOptions, checkText } from './options.js';

/** Whose offers are taken back: those of which all of this is true. */
export interface OfferFilter {
  /** The id or the name of the framework that has them. */
  readonly framework?: string | undefined;
  /** The id of the agent they are on. */
  readonly agent?: string | undefined;
}

/** Which executor is meant: by its own id, or by that of one of its tasks. */
export interface ExecutorFilter {
  /** The id or the name of its framework. With `task` it may be left out, as long as only one has a task of that id. */
  readonly framework?: string | undefined;
  readonly executor?: string | undefined;
  /** The id of a task that it has. */
  readonly task?: string | undefined;
  /** The id of its agent; needed where several agents have one of this id. */
  readonly agent?: string | undefined;
}

/** What can be done to the processes of a task, or its sandbox. */
export type TaskAct = 'pauseTask' | 'resumeTask' | 'fillSandbox';

/** See {@link ClusterFaults.rescindOffers}. */
export async function rescindOffers(cluster: ClusterAccess, filter: OfferFilter): Promise<number> {
  checkOptions('rescindOffers()', filter, { framework: true, agent: true });
  const framework = filter.framework && findFramework(cluster.name, await cluster.state(), filter.framework).id;
  return (await cluster.running.acts()).rescindOffers({ ...filter, framework });
}

/** See {@link ClusterFaults.killExecutor}. */
export async function killExecutor(cluster: ClusterAccess, filter: ExecutorFilter): Promise<void> {
  checkOptions('killExecutor()', filter, { framework: true, executor: true, task: true, agent: true });
  const { framework, executor, task, agent } = filter;
  const acts = await cluster.running.acts();
  const state = await cluster.state();
  if (task !== undefined && executor === undefined) {
    const found = findTask(cluster.name, state, task, { framework, openOnly: true });
    return acts.killExecutor({ framework: found.framework_id, task, agent });
  }
  if (task !== undefined || executor === undefined || framework === undefined) {
    const expected = 'a task, or an executor and its framework';
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The executor of killExecutor()', came: show(filter), expected });
  }
  return acts.killExecutor({ framework: findFramework(cluster.name, state, framework).id, executor, agent });
}

/** See {@link ClusterFaults.pauseTask} and those that follow it. */
export async function actOnTask(cluster: ClusterAccess, act: TaskAct, taskId: string, owner: TaskOwner): Promise<void> {
  checkText(taskId, `The task of ${act}()`, 'the id of a task');
  checkOptions(`${act}()`, owner, { framework: true });
  const { framework_id, id } = findTask(cluster.name, await cluster.state(), taskId, { ...owner, openOnly: true });
  await (await cluster.running.acts())[act]({ framework: framework_id, task: id });
}
