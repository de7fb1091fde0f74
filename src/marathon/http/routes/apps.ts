import type { HttpResponse } from '../../../mesos/process/http/message.js';
import type { App } from '../../definitions/app.js';
import { appDocument } from '../../definitions/app-output.js';
import { appIn, appsIn, type Group, groupIn, withApp, withoutApp } from '../../definitions/group.js';
import { InvalidDocument } from '../../definitions/invalid.js';
import { absoluteId, parentOf, ROOT } from '../../definitions/path-id.js';
import { isObject } from '../../definitions/read.js';
import { type AppUpdate, changedApp, readApp, readAppUpdate } from '../../definitions/read-app.js';
import { canonicalVersion } from '../../definitions/timestamps.js';
import { addedApp, changedAppOf, restartedApp } from '../../deployment/versioned.js';
import { deployed, json, methodNotAllowed, Refusal, unknownApp, unknownGroup } from '../answers.js';
import { appInfo, type Embed, embedsOf } from '../app-info.js';
import { parseLabelSelector } from '../label-selector.js';
import { flag, type MarathonRequest } from '../request.js';
import { appTasks } from './app-tasks.js';

/** `/v2/apps` and all below it. */
export function apps(request: MarathonRequest): HttpResponse | Promise<HttpResponse> {
  const { method, segments } = request;
  if (segments.length === 0) return allApps(request);
  const at = segments.lastIndexOf('tasks');
  if (at > 0 && at >= segments.length - 2) return appTasks(request, segments.slice(0, at), segments[at + 1]);
  const versionsAt = segments.lastIndexOf('versions');
  if (versionsAt > 0 && versionsAt >= segments.length - 2 && method === 'GET') {
    return appVersions(request, idOf(segments.slice(0, versionsAt)), segments[versionsAt + 1]);
  }
  if (segments.at(-1) === 'restart' && method === 'POST') return restart(request, idOf(segments.slice(0, -1)));
  return oneApp(request, idOf(segments));
}

const idOf = (segments: readonly string[]): string => absoluteId(segments.join('/'));

function allApps(request: MarathonRequest): HttpResponse | Promise<HttpResponse> {
  switch (request.method) {
    case 'GET':
      return list(request);
    case 'POST':
      return create(request);
    case 'PUT':
      return updateSeveral(request, flag(request, 'partialUpdate', true), true);
    case 'PATCH':
      return updateSeveral(request, true, false);
    default:
      throw methodNotAllowed('GET', 'HEAD', 'PATCH', 'POST', 'PUT');
  }
}

function oneApp(request: MarathonRequest, id: string): HttpResponse | Promise<HttpResponse> {
  switch (request.method) {
    case 'GET':
      return show(request, id);
    case 'PUT':
      return update(request, id, flag(request, 'partialUpdate', true), true);
    case 'PATCH':
      return update(request, id, true, false);
    case 'DELETE':
      return remove(request, id);
    default:
      throw methodNotAllowed('DELETE', 'GET', 'HEAD', 'PATCH', 'PUT');
  }
}

function list({ core, query }: MarathonRequest): HttpResponse {
  const [cmd, id, label] = ['cmd', 'id', 'label'].map((name) => query.get(name)?.toLowerCase());
  const selects = label === undefined ? () => true : parseLabelSelector(query.get('label') ?? '');
  const chosen = appsIn(core.tree.root).filter(
    (app) =>
      (cmd === undefined || app.cmd?.toLowerCase().includes(cmd)) &&
      (id === undefined || app.id.toLowerCase().includes(id)) &&
      selects(app.labels),
  );
  const embeds = embedsOf(query.getAll('embed')).add('counts').add('deployments');
  return json({ apps: chosen.map((app) => appInfo(core, app, embeds)) });
}

function show({ core, query }: MarathonRequest, id: string): HttpResponse {
  const embeds = embedsOf(query.getAll('embed'));
  for (const each of ['counts', 'tasks', 'lastTaskFailure', 'deployments'] satisfies Embed[]) embeds.add(each);
  if (id.endsWith('/*')) {
    const groupId = parentOf(id);
    const group = groupIn(core.tree.root, groupId);
    if (!group) throw unknownGroup(groupId);
    return json({ '*': appsIn(group).map((app) => appInfo(core, app, embeds)) });
  }
  const app = core.tree.app(id);
  if (!app) throw unknownApp(id);
  return json({ app: appInfo(core, app, embeds) });
}

async function create(request: MarathonRequest): Promise<HttpResponse> {
  const { core } = request;
  const app = readApp(request.json(), { group: ROOT, role: core.role });
  const change = (root: Group, version: string) => {
    if (appIn(root, app.id)) throw new Refusal(409, `An app with id [${app.id}] already exists.`);
    return withApp(root, addedApp(app), version);
  };
  const plan = core.tree.change(change, { force: flag(request, 'force'), groupId: parentOf(app.id) });
  const created = core.tree.app(app.id) as App;
  told(request, created);
  await core.store.saved();
  const counts = { tasksStaged: 0, tasksRunning: 0, tasksHealthy: 0, tasksUnhealthy: 0 };
  const { versionInfo: _, ...document } = appDocument(created);
  const headers = { Location: `${request.url}/v2/apps${app.id}`, 'Marathon-Deployment-Id': plan.id };
  return json({ ...document, ...counts, deployments: [{ id: plan.id }] }, 201, headers);
}

async function update(request: MarathonRequest, id: string, partial: boolean, creates: boolean): Promise<HttpResponse> {
  const { core } = request;
  const change = updateOf(request, id, request.json(), partial, creates);
  const existed = core.tree.app(id) !== undefined;
  const plan = core.tree.change(change, { force: flag(request, 'force'), groupId: parentOf(id) });
  const app = core.tree.app(id);
  if (app) told(request, app);
  await core.store.saved();
  return existed ? deployed(plan) : deployed(plan, 201, { Location: `${request.url}/v2/apps${id}` });
}

async function updateSeveral(request: MarathonRequest, partial: boolean, creates: boolean): Promise<HttpResponse> {
  const { core } = request;
  const documents = request.json();
  if (!Array.isArray(documents)) {
    throw new InvalidDocument('Invalid JSON', [{ path: '/', error: 'error.expected.jsarray' }]);
  }
  const changes = documents.map((document, index) => {
    const id = isObject(document) ? document['id'] : undefined;
    if (typeof id !== 'string') {
      throw new InvalidDocument('Invalid JSON', [{ path: `(${index})/id`, error: 'error.path.missing' }]);
    }
    return updateOf(request, absoluteId(id), document, partial, creates);
  });
  const change = (root: Group, version: string) => changes.reduce((tree, each) => each(tree, version), root);
  const plan = core.tree.change(change, { force: flag(request, 'force') });
  await core.store.saved();
  return deployed(plan);
}

/** What a document changes in the tree. It is read at once, so that what is wrong with it is known before anything is done. */
function updateOf(
  { core }: MarathonRequest,
  id: string,
  document: unknown,
  partial: boolean,
  creates: boolean,
): (root: Group, version: string) => Group {
  const defaults = { group: ROOT, role: core.role };
  const present = core.tree.app(id);
  if (!present && !creates) throw unknownApp(id);
  if (!present || !partial) {
    const app = readApp(document, defaults, id);
    return (root, version) => {
      const before = appIn(root, id);
      return withApp(root, before ? changedAppOf(before, app) : addedApp(app), version);
    };
  }
  const read: AppUpdate = readAppUpdate(document);
  if (read.version !== undefined) {
    const version = canonicalVersion(read.version);
    const earlier = core.history.app(id, version);
    if (!earlier || !core.history.ofApp(id).includes(version)) throw unknownApp(id);
    return (root, of) => withApp(root, changedAppOf(appIn(root, id) ?? earlier, earlier), of);
  }
  changedApp(present, read.change, defaults);
  return (root, version) => {
    const before = appIn(root, id);
    if (!before) throw unknownApp(id);
    return withApp(root, changedAppOf(before, changedApp(before, read.change, defaults)), version);
  };
}

async function remove(request: MarathonRequest, id: string): Promise<HttpResponse> {
  const { core } = request;
  const change = (root: Group, version: string) => {
    if (!appIn(root, id)) throw unknownApp(id);
    return withoutApp(root, id, version);
  };
  const plan = core.tree.change(change, { force: flag(request, 'force', true), groupId: parentOf(id) });
  await core.store.saved();
  return deployed(plan);
}

async function restart(request: MarathonRequest, id: string): Promise<HttpResponse> {
  const { core } = request;
  const change = (root: Group, version: string) => {
    const app = appIn(root, id);
    if (!app) throw unknownApp(id);
    return withApp(root, restartedApp(app), version);
  };
  const plan = core.tree.change(change, { force: flag(request, 'force'), groupId: parentOf(id) });
  await core.store.saved();
  return deployed(plan);
}

function appVersions({ core }: MarathonRequest, id: string, version: string | undefined): HttpResponse {
  if (!core.tree.app(id)) throw unknownApp(id);
  const versions = core.history.ofApp(id);
  if (version === undefined) return json({ versions });
  const canonical = canonicalVersion(version);
  const app = versions.includes(canonical) ? core.history.app(id, canonical) : undefined;
  if (!app) throw unknownApp(id, canonical);
  return json(appDocument(app));
}

function told({ core, client, uri }: MarathonRequest, app: App): void {
  core.events.publish('api_post_event', { clientIp: client, uri, appDefinition: appDocument(app) });
}
