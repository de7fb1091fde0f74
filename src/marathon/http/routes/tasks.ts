import type { HttpResponse } from '../../../mesos/process/http/message.js';
import { appsIn } from '../../definitions/group.js';
import { safeName } from '../../definitions/path-id.js';
import { servicePortsOf } from '../../definitions/ports.js';
import { list, object, text } from '../../definitions/read.js';
import { readDocument } from '../../definitions/read-app.js';
import { instanceIdOf } from '../../scheduler/instance.js';
import { deployed, json, methodNotAllowed, Refusal } from '../answers.js';
import { kill, killAndScale, killOptionsOf } from '../kill.js';
import type { MarathonRequest } from '../request.js';
import { taskDocument } from '../task-document.js';

/** `/v2/tasks` and `/v2/tasks/delete`. */
export async function tasks(request: MarathonRequest): Promise<HttpResponse> {
  const { method, segments } = request;
  if (segments.length === 0 && method === 'GET') return all(request);
  if (segments.length === 1 && segments[0] === 'delete' && method === 'POST') return deleteSeveral(request);
  if (segments.length === 0) throw methodNotAllowed('GET', 'HEAD');
  if (segments[0] === 'delete' && segments.length === 1) throw methodNotAllowed('POST');
  throw new Refusal(404, 'URI not found');
}

function all(request: MarathonRequest): HttpResponse {
  const { core, query, headers } = request;
  const accepted = headers['accept'] ?? '';
  if (accepted.includes('text/plain') && !accepted.includes('application/json')) return endpoints(request);
  const wanted = [...query.getAll('status'), ...query.getAll('status[]')].map((state) => state.toLowerCase());
  const states = wanted.filter((state) => ['running', 'staging'].includes(state));
  const chosen = core.instances.all.filter(
    ({ condition, app }) =>
      core.tree.app(app.id) !== undefined && (states.length === 0 || states.includes(condition.toLowerCase())),
  );
  return json({ tasks: chosen.flatMap((instance) => taskDocument(instance, core.tree.app(instance.app.id)) ?? []) });
}

/** Where apps can be reached, for scripts: a line for each service port, with the addresses of the tasks that run. */
function endpoints({ core }: MarathonRequest): HttpResponse {
  const lines = appsIn(core.tree.root).flatMap((app) => {
    const running = core.instances.of(app.id).filter(({ condition, task }) => condition === 'Running' && task);
    const name = safeName(app.id);
    const ports = servicePortsOf(app);
    if (ports.length === 0) return [[name, ' ', ...running.map(({ task }) => task?.host ?? '').sort()]];
    return ports.map((port, index) => {
      const addresses = running.map(({ task }) => `${task?.host}:${task?.hostPorts[index] ?? 0}`).sort();
      return [name, String(port), ...addresses];
    });
  });
  const body = lines.map((columns) => `${columns.join('\t')}\t\n`).join('');
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body };
}

const readIds = object<{ readonly ids: readonly string[] }>({ ids: { read: list(text()), required: true } });

async function deleteSeveral(request: MarathonRequest): Promise<HttpResponse> {
  const { core } = request;
  const options = killOptionsOf(request);
  const { ids } = readDocument(readIds, request.json());
  const instances = ids.flatMap((id) => {
    const instanceId = instanceIdOf(id);
    if (instanceId === undefined) throw new Refusal(400, `Invalid task id '${id}'. [taskId ${id} no valid identifier]`);
    return core.instances.get(instanceId) ?? [];
  });
  if (options.scale) {
    const plan = killAndScale(core, instances, options);
    await core.store.saved();
    return deployed(plan);
  }
  const killed = instances.filter(({ app, task }) => task !== undefined && core.tree.app(app.id) !== undefined);
  const documents = killed.map((instance) => taskDocument(instance));
  kill(core, killed, options);
  return json({ tasks: documents });
}
