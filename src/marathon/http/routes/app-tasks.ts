import type { HttpResponse } from '../../../mesos/process/http/message.js';
import { appsIn, groupIn } from '../../definitions/group.js';
import { absoluteId } from '../../definitions/path-id.js';
import { hasTask, type Instance, instanceIdOf } from '../../scheduler/instance.js';
import { deployed, json, methodNotAllowed, unknownApp, unknownGroup, unknownTask } from '../answers.js';
import { kill, killAndScale, killOptionsOf } from '../kill.js';
import type { MarathonRequest } from '../request.js';
import { taskDocument } from '../task-document.js';

/** `/v2/apps/{id}/tasks` and `/v2/apps/{id}/tasks/{task}`. */
export async function appTasks(
  request: MarathonRequest,
  app: readonly string[],
  task: string | undefined,
): Promise<HttpResponse> {
  const { method } = request;
  if (method === 'GET' && task === undefined) return json({ tasks: tasksOf(request, app) });
  if (method !== 'DELETE') throw methodNotAllowed(...(task === undefined ? ['DELETE', 'GET', 'HEAD'] : ['DELETE']));
  const id = absoluteId(app.join('/'));
  return task === undefined ? deleteAll(request, id) : deleteOne(request, id, task);
}

function tasksOf({ core }: MarathonRequest, app: readonly string[]): unknown[] {
  const ids = app.at(-1) === '*' ? appsOf(core, app.slice(0, -1)) : [absoluteId(app.join('/'))];
  for (const id of ids) if (!core.tree.app(id)) throw unknownApp(id);
  return ids.flatMap((id) => core.instances.of(id).flatMap((instance) => taskDocument(instance, core.tree.app(id)) ?? []));
}

function appsOf(core: MarathonRequest['core'], segments: readonly string[]): string[] {
  const id = absoluteId(segments.join('/'));
  const group = groupIn(core.tree.root, id);
  if (!group) throw unknownGroup(id);
  return appsIn(group).map((app) => app.id);
}

async function deleteAll(asked: MarathonRequest, id: string): Promise<HttpResponse> {
  const { core, query } = asked;
  const options = killOptionsOf(asked);
  const host = query.get('host');
  const meant = (instance: Instance) => !host || host === '*' || instance.task?.host === host;
  return killed(
    asked,
    id,
    core.instances.of(id).filter((each) => hasTask(each) && meant(each)),
    options,
    (tasks) => ({ tasks }),
  );
}

async function deleteOne(asked: MarathonRequest, id: string, task: string): Promise<HttpResponse> {
  const { core } = asked;
  const options = killOptionsOf(asked);
  const instanceId = instanceIdOf(task);
  const found = core.instances.of(id).filter((each) => each.id === instanceId && each.task !== undefined);
  if (!core.tree.app(id)) throw unknownApp(id);
  if (found.length === 0 && !options.scale) throw unknownTask(task);
  return killed(asked, id, found, options, ([first]) => ({ task: first }));
}

async function killed(
  { core }: MarathonRequest,
  id: string,
  instances: readonly Instance[],
  options: ReturnType<typeof killOptionsOf>,
  answer: (tasks: unknown[]) => unknown,
): Promise<HttpResponse> {
  const app = core.tree.app(id);
  if (!app) throw unknownApp(id);
  const tasks = instances.map((instance) => taskDocument(instance));
  if (options.scale) {
    const plan = killAndScale(core, instances, options);
    await core.store.saved();
    return deployed(plan);
  }
  kill(core, instances, options);
  return json(answer(tasks));
}
