import type { HttpResponse } from '../../../mesos/process/http/message.js';
import type { Core } from '../../core.js';
import { appDocument } from '../../definitions/app-output.js';
import { appIn, appsIn, emptyGroup, type Group, groupIn, mapApps, withGroup, withoutGroup } from '../../definitions/group.js';
import { type GroupDocument, readGroupDocument, updatedGroup, validateGroupDocument } from '../../definitions/group-document.js';
import { Impossible } from '../../definitions/invalid.js';
import { absoluteId, parentOf, ROOT } from '../../definitions/path-id.js';
import { readDocument } from '../../definitions/read-app.js';
import { canonicalVersion } from '../../definitions/timestamps.js';
import { stepDocument } from '../../deployment/plan-document.js';
import { addedApp } from '../../deployment/versioned.js';
import { deployed, json, methodNotAllowed, Refusal, unknownGroup } from '../answers.js';
import { appInfo, type Embed, embedsOf } from '../app-info.js';
import { flag, type MarathonRequest } from '../request.js';

/** `/v2/groups` and all below it. */
export function groups(request: MarathonRequest): HttpResponse | Promise<HttpResponse> {
  const { method, segments } = request;
  switch (method) {
    case 'GET':
      return show(request);
    case 'POST':
      return create(request);
    case 'PUT':
      return update(request);
    case 'PATCH':
      return patch(request);
    case 'DELETE':
      return remove(request);
    default:
      throw methodNotAllowed('DELETE', 'GET', 'HEAD', ...(segments.length > 0 ? ['PATCH'] : []), 'POST', 'PUT');
  }
}

const idOf = (segments: readonly string[]): string => absoluteId(segments.join('/'));

function show({ core, segments, query }: MarathonRequest): HttpResponse {
  const last = segments.at(-1);
  const values = query.getAll('embed');
  const apps = embedsOf(values.filter((value) => value.startsWith('group.apps.')));
  if (last === 'apps') {
    const group = groupIn(core.tree.root, idOf(segments.slice(0, -1)));
    return json(group ? appsIn(group).map((app) => appInfo(core, app, apps)) : []);
  }
  if (last === 'versions') {
    const id = idOf(segments.slice(0, -1));
    if (!groupIn(core.tree.root, id)) throw unknownGroup(id);
    return json(core.history.of(id));
  }
  if (segments.at(-2) === 'versions') return showVersion(core, idOf(segments.slice(0, -2)), last ?? '');
  const id = idOf(segments);
  const group = groupIn(core.tree.root, id);
  if (!group) throw unknownGroup(id);
  return json(groupInfo(core, group, values.length > 0 ? values : ['group.groups', 'group.apps', 'group.pods'], apps));
}

function showVersion(core: Core, id: string, version: string): HttpResponse {
  const group = core.history.group(id, canonicalVersion(version));
  if (!group) throw unknownGroup(id);
  return json(groupInfo(core, group, ['group.groups', 'group.apps', 'group.pods'], undefined));
}

/** @param embeds what is shown of apps; without it, nothing but the apps */
function groupInfo(core: Core, group: Group, parts: readonly string[], embeds: ReadonlySet<Embed> | undefined): unknown {
  const { id, apps, groups: children, dependencies, version } = group;
  return {
    id,
    dependencies,
    version,
    ...(parts.includes('group.apps') && {
      apps: Array.from(apps.values(), (app) => (embeds ? appInfo(core, app, embeds) : appDocument(app))),
    }),
    ...(parts.includes('group.groups') && {
      groups: Array.from(children.values(), (child) => groupInfo(core, child, parts, embeds)),
    }),
    ...(parts.includes('group.pods') && { pods: [] }),
  };
}

async function create(request: MarathonRequest): Promise<HttpResponse> {
  const { core, segments } = request;
  const base = idOf(segments);
  const document = readDocument(readGroupDocument, request.json());
  const id = document.id === undefined ? base : absoluteId(document.id, base);
  validateGroupDocument(document, id);
  if (groupIn(core.tree.root, id)) {
    throw new Refusal(409, `Group ${id} is already created. Use PUT to change this group.`);
  }
  if (core.tree.app(id)) throw new Refusal(409, `An app with the path ${id} already exists.`);
  const plan = core.tree.change(changeOf(core, id, document), { force: flag(request, 'force'), groupId: parentOf(id) });
  await core.store.saved();
  return deployed(plan, 201, { Location: `${request.url}/v2/groups${id}` });
}

async function update(request: MarathonRequest): Promise<HttpResponse> {
  const { core } = request;
  const { id, document } = updateOf(request);
  validateGroupDocument(document, id);
  const change = changeOf(core, id, document);
  if (flag(request, 'dryRun')) return json({ steps: core.tree.plan(change).steps.map(stepDocument) });
  const plan = core.tree.change(change, { force: flag(request, 'force'), groupId: parentOf(id) });
  await core.store.saved();
  return deployed(plan);
}

/** Some clients go back to a version by its path. */
function updateOf({ segments, json: body }: MarathonRequest): { readonly id: string; readonly document: GroupDocument } {
  if (segments.at(-2) === 'versions') {
    return { id: idOf(segments.slice(0, -2)), document: { version: segments.at(-1) } };
  }
  const base = idOf(segments);
  const { id, ...document } = readDocument(readGroupDocument, body());
  return { id: id === undefined ? base : absoluteId(id, base), document };
}

/** What an update of a group makes of the tree. */
function changeOf(core: Core, id: string, document: GroupDocument): (root: Group, version: string) => Group {
  const { scaleBy, version: earlier } = document;
  if (earlier !== undefined) {
    const version = canonicalVersion(earlier);
    const group = core.history.group(id, version);
    if (!group) throw new Impossible(`Group ${id} not available in version ${earlier}`);
    return (root, of) => withGroup(root, group, of);
  }
  if (scaleBy !== undefined) {
    return (root, version) => {
      const group = groupIn(root, id) ?? emptyGroup(id, version);
      const scaled = mapApps(group, (app) => ({ ...app, instances: Math.ceil(app.instances * scaleBy) }), version);
      return withGroup(root, scaled, version);
    };
  }
  return (root, version) => {
    const context = {
      version,
      defaults: { role: core.role },
      added: (app: Parameters<typeof addedApp>[0]) => {
        const before = appIn(root, app.id);
        return before ? { ...app, version: before.version, versionInfo: before.versionInfo } : addedApp(app);
      },
    };
    return withGroup(root, updatedGroup(id, document, groupIn(root, id), context), version);
  };
}

/** Marathon changes only the roles of groups so, which all groups here have alike. */
function patch(request: MarathonRequest): HttpResponse {
  const { core, segments } = request;
  const id = idOf(segments);
  const document = readDocument(readGroupDocument, request.json());
  if (segments.length !== 1) throw new Impossible('Path needs to be top-level');
  if (!groupIn(core.tree.root, id)) throw unknownGroup(id);
  validateGroupDocument({ enforceRole: document.enforceRole }, id);
  return { status: 200 };
}

async function remove(request: MarathonRequest): Promise<HttpResponse> {
  const { core, segments } = request;
  const id = idOf(segments);
  const change = (root: Group, version: string) => {
    if (!groupIn(root, id)) throw unknownGroup(id);
    return id === ROOT ? emptyGroup(ROOT, version) : withoutGroup(root, id, version);
  };
  const plan = core.tree.change(change, { force: flag(request, 'force'), groupId: parentOf(id) });
  await core.store.saved();
  return deployed(plan);
}
