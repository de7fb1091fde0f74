import { MinimesosError } from '../../errors.js';
import { count, documentOf, list, members, text, unlike, whole } from '../../mesos/process/stored.js';
import { normalise, normaliseList } from '../../mesos/wire/parse-json.js';
import type { App } from '../definitions/app.js';
import { appDocument } from '../definitions/app-output.js';
import { MOST_INSTANCES } from '../definitions/group-document.js';
import { InvalidDocument } from '../definitions/invalid.js';
import { absoluteId, idProblems, parentOf, ROOT } from '../definitions/path-id.js';
import { readApp } from '../definitions/read-app.js';
import type { StoredDeployment } from '../deployment/deployments.js';
import { isCondition } from '../scheduler/condition.js';
import type { InstanceTask } from '../scheduler/instance.js';
import type { StoredInstance } from '../scheduler/instances.js';
import { FRAMEWORK } from '../scheduler/scheduler.js';
import type { TaskFailure } from '../scheduler/status-updates.js';
import type { StoredGroup } from './versions.js';

/** What one Marathon has kept for the next. */
export interface Kept {
  readonly frameworkId: string | undefined;
  readonly apps: readonly App[];
  readonly groups: readonly StoredGroup[];
  readonly instances: readonly StoredInstance[];
  readonly deployments: readonly StoredDeployment[];
  readonly failures: readonly TaskFailure[];
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads what a store has, by its keys. Other keys are not for us.
 * @param path where it is kept, for the error
 * @throws MinimesosError `MARATHON_STATE_UNREADABLE` with all that is not as it was written
 */
export function readKept(texts: ReadonlyMap<string, string>, path: string): Kept {
  const problems: string[] = [];
  const read = <Document>(key: string, form: (document: Members) => Document): Document[] => {
    try {
      return [form(documentOf(JSON.parse(texts.get(key) ?? '')))];
    } catch (error) {
      problems.push(`${path}/${key}: ${reasonOf(error as Error)}`);
      return [];
    }
  };
  const each = <Document>(kind: string, form: (document: Members) => Document): Document[] =>
    [...texts.keys()].filter((key) => key.startsWith(`${kind}/`)).flatMap((key) => read(key, form));
  const apps = each('apps', appOf);
  const kept = {
    frameworkId: texts.has(FRAMEWORK) ? read(FRAMEWORK, ({ id }) => text('id', id))[0] : undefined,
    apps,
    groups: each('groups', (given) => {
      const tree = treeOf(given);
      const references = new Map(referencesOf(tree));
      countable(apps.filter(({ id, version }) => references.get(id) === version));
      return tree;
    }),
    instances: each('instances', instanceOf),
    deployments: each('deployments', deploymentOf),
    failures: each('failures', failureOf),
  };
  if (problems.length > 0) throw new MinimesosError('MARATHON_STATE_UNREADABLE', { path, znodes: problems });
  return kept;
}

function reasonOf(error: Error): string {
  if (error instanceof SyntaxError) return 'it is no JSON';
  if (!(error instanceof InvalidDocument)) return error.message;
  return error.details.map(({ path, errors }) => `"${path}": ${errors.join(', ')}`).join('; ');
}

const optional = <Value>(value: unknown, read: (value: unknown) => Value): Value | undefined =>
  value === undefined ? undefined : read(value);

/** Has to be one that could be asked for, so that nothing that it leads to fails where nobody expects it. */
function appOf(given: Members): App {
  const { version, versionInfo } = given;
  const { lastScalingAt, lastConfigChangeAt } = members('versionInfo', versionInfo);
  const app = given as unknown as App;
  for (const name of ['args', 'constraints', 'dependencies', 'fetch', 'healthChecks', 'readinessChecks']) list(name, given[name]);
  for (const name of ['env', 'labels', 'upgradeStrategy']) members(name, given[name]);
  count('instances', given['instances']);
  const { version: _, versionInfo: __, ...document } = appDocument(app);
  return {
    ...readApp(document, { group: '/', role: text('role', given['role']) }),
    version: text('version', version),
    versionInfo: {
      lastScalingAt: text('lastScalingAt', lastScalingAt),
      lastConfigChangeAt: text('lastConfigChangeAt', lastConfigChangeAt),
    },
  };
}

const treeOf = (given: Members): StoredGroup =>
  text('id', given['id']) === ROOT ? groupOf(given, ROOT) : unlike('id', `${ROOT}, as that of all there is`);

/** @param id what its id has to be, by where it is: from the ids of groups and apps it is found where they are */
function groupOf({ version, dependencies, apps, groups }: Members, id: string): StoredGroup {
  return {
    id,
    version: text('version', version),
    dependencies: list('dependencies', dependencies).map((each) => text('dependencies', each)),
    apps: Object.fromEntries(
      Object.entries(members('apps', apps)).map(([app, of]) => [below(id, 'apps', app), text('apps', of)]),
    ),
    groups: list('groups', groups).map((each) => {
      const group = members('groups', each);
      return groupOf(group, below(id, 'id', text('id', group['id'])));
    }),
  };
}

/** The id of what is in a group. */
function below(group: string, name: string, id: string): string {
  const isRight = id !== ROOT && id === absoluteId(id) && parentOf(id) === group && idProblems(id).length === 0;
  return isRight ? id : unlike(name, `the id of something in ${group}`);
}

/** No more than could be asked for. */
function countable(apps: readonly App[]): readonly App[] {
  const instances = apps.reduce((sum, app) => sum + app.instances, 0);
  if (instances <= MOST_INSTANCES) return apps;
  throw new Error(`it has ${instances} instances of all apps, where there are at most ${MOST_INSTANCES}`);
}

const referencesOf = ({ apps, groups }: StoredGroup): [id: string, version: string][] => [
  ...Object.entries(apps),
  ...groups.flatMap(referencesOf),
];

function instanceOf({ id, app, goal, condition, since, incarnation, task }: Members): StoredInstance {
  return {
    id: text('id', id),
    app: appOf(members('app', app)),
    goal: goal === 'Running' || goal === 'Decommissioned' ? goal : unlike('goal', 'Running or Decommissioned'),
    condition: isCondition(condition) ? condition : unlike('condition', 'one that an instance can be in'),
    since: moment('since', since),
    incarnation: count('incarnation', incarnation),
    task: optional(task, (given) => taskOf(members('task', given))),
  };
}

function taskOf({
  id,
  agentId,
  host,
  attributes,
  region,
  zone,
  hostPorts,
  stagedAt,
  startedAt,
  status,
  ipAddresses,
}: Members): InstanceTask {
  return {
    id: text('id', id),
    agentId: text('agentId', agentId),
    host: text('host', host),
    attributes: normaliseList('Attribute', attributes),
    region: optional(region, (given) => text('region', given)),
    zone: optional(zone, (given) => text('zone', given)),
    // A list in JSON has null where there is nothing.
    hostPorts: list('hostPorts', hostPorts).map((port) => (port === null ? undefined : whole('hostPorts', port))),
    stagedAt: moment('stagedAt', stagedAt),
    startedAt: optional(startedAt, (given) => moment('startedAt', given)),
    status: optional(status, (given) => normalise('TaskStatus', given)),
    ipAddresses: normaliseList('NetworkInfo.IPAddress', ipAddresses),
  };
}

function deploymentOf({ id, version, originals, targets }: Members): StoredDeployment {
  const apps = (name: string, value: unknown) => countable(list(name, value).map((app) => appOf(members(name, app))));
  return {
    id: text('id', id),
    version: text('version', version),
    originals: apps('originals', originals),
    targets: apps('targets', targets),
  };
}

function failureOf({ appId, host, message, state, taskId, timestamp, version, slaveId }: Members): TaskFailure {
  return {
    appId: text('appId', appId),
    host: text('host', host),
    message: text('message', message),
    state: text('state', state),
    taskId: text('taskId', taskId),
    timestamp: text('timestamp', timestamp),
    version: text('version', version),
    slaveId: optional(slaveId, (given) => text('slaveId', given)),
  };
}

/** In milliseconds since 1970. */
const moment = (name: string, value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : unlike(name, 'a time');
