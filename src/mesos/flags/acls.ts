import { suggest } from '../../suggest.js';
import { contentOf, readJson } from './flag-file.js';
import { document, type FlagType, FlagValueError } from './flag-types.js';

/**
 * The actions that ACLs are about, by their names in `ACLs`, and what each action is done to: the member of the ACL beside
 * `principals`. In the order of Mesos's field numbers, which is the one in which they are shown.
 */
export const ACL_OBJECTS = {
  ...{ register_frameworks: 'roles', run_tasks: 'users', reserve_resources: 'roles', unreserve_resources: 'reserver_principals' },
  ...{ create_volumes: 'roles', destroy_volumes: 'creator_principals', teardown_frameworks: 'framework_principals' },
  ...{ update_weights: 'roles', get_endpoints: 'paths', get_quotas: 'roles', update_quotas: 'roles' },
  ...{ view_frameworks: 'users', view_tasks: 'users', view_executors: 'users', access_sandboxes: 'users' },
  ...{ access_mesos_logs: 'logs', view_roles: 'roles', view_flags: 'flags' },
  ...{ launch_nested_containers_as_user: 'users', launch_nested_containers_under_parent_with_user: 'users' },
  ...{ kill_nested_containers: 'users', wait_nested_containers: 'users' },
  ...{ launch_nested_container_sessions_as_user: 'users', launch_nested_container_sessions_under_parent_with_user: 'users' },
  ...{ attach_containers_input: 'users', attach_containers_output: 'users', view_containers: 'users', set_log_level: 'level' },
  ...{ remove_nested_containers: 'users', register_agents: 'agents', update_maintenance_schedules: 'machines' },
  ...{ get_maintenance_schedules: 'machines', start_maintenances: 'machines', stop_maintenances: 'machines' },
  ...{ get_maintenance_statuses: 'machines', mark_agents_gone: 'agents', launch_standalone_containers: 'users' },
  ...{ kill_standalone_containers: 'users', wait_standalone_containers: 'users', remove_standalone_containers: 'users' },
  ...{ modify_resource_provider_configs: 'resource_providers', view_standalone_containers: 'users', prune_images: 'images' },
  ...{ resize_volumes: 'roles', create_block_disks: 'roles', destroy_block_disks: 'roles', create_mount_disks: 'roles' },
  ...{ destroy_mount_disks: 'roles', view_resource_providers: 'resource_providers' },
  ...{ mark_resource_providers_gone: 'resource_providers', destroy_raw_disks: 'roles' },
  ...{ drain_agents: 'agents', deactivate_agents: 'agents', reactivate_agents: 'agents' },
} as const;

/** An action, as `ACLs` names it. */
export type AclName = keyof typeof ACL_OBJECTS;

/** Who, or what: certain ones, any, or none (`ACL.Entity`). */
export interface AclEntity {
  readonly type: 'SOME' | 'ANY' | 'NONE';
  /** Without meaning unless the type is SOME. */
  readonly values: readonly string[];
}

/** Whether these principals may do an action to these objects. */
export interface Acl {
  readonly principals: AclEntity;
  readonly objects: AclEntity;
}

/** Who may do what: the message `ACLs`. The first ACL that fits decides. */
export interface Acls {
  /** Whether what no ACL is about is allowed. */
  readonly permissive: boolean;
  readonly of: Readonly<Partial<Record<AclName, readonly Acl[]>>>;
  /** What `/flags` shows: the message in protobuf's text form. */
  readonly text: string;
}

/** The endpoints that `get_endpoints` can be about. */
export const AUTHORIZABLE_ENDPOINTS = [
  ...['/containers', '/containerizer/debug', '/files/debug', '/logging/toggle', '/metrics/snapshot', '/monitor/statistics'],
] as const;

/** Actions that are allowed for all objects or for none, with the names of their ACLs in Mesos's messages. */
const ALL_OR_NOTHING: Readonly<Partial<Record<AclName, string>>> = {
  ...{ access_mesos_logs: 'AccessMesosLog', view_flags: 'ViewFlags', set_log_level: 'SetLogLevel', prune_images: 'PruneImages' },
  ...{ register_agents: 'RegisterAgent', drain_agents: 'DrainAgent', deactivate_agents: 'DeactivateAgent' },
  ...{ reactivate_agents: 'ReactivateAgent', update_maintenance_schedules: 'UpdateMaintenanceSchedule' },
  ...{ get_maintenance_schedules: 'GetMaintenanceSchedule', start_maintenances: 'StartMaintenance' },
  ...{ stop_maintenances: 'StopMaintenance', get_maintenance_statuses: 'GetMaintenanceStatus' },
  ...{ launch_standalone_containers: 'LaunchStandaloneContainer', kill_standalone_containers: 'KillStandaloneContainer' },
  ...{ wait_standalone_containers: 'WaitStandaloneContainer', remove_standalone_containers: 'RemoveStandaloneContainer' },
  ...{ view_standalone_containers: 'ViewStandaloneContainer', mark_resource_providers_gone: 'MarkResourceProvidersGone' },
  ...{ view_resource_providers: 'ViewResourceProvider', modify_resource_provider_configs: 'ModifyResourceProviderConfig' },
};

/** Names of earlier versions of Mesos. Mesos passes over them without a word, and with it over what they were to forbid. */
const FORMER: Readonly<Record<string, AclName>> = {
  ...{ set_quotas: 'update_quotas', remove_quotas: 'update_quotas', shutdown_frameworks: 'teardown_frameworks' },
};

/** Mesos's flag `acls`: JSON, or the path of a file with it. */
export const acls: FlagType<Acls> = document(
  'ACLs such as {"run_tasks": [{"principals": {"values": ["P"]}, "users": {"type": "NONE"}}]}, or the absolute path of a file with them',
  (text) => readAcls(readJson(contentOf(text))),
  ({ text }) => text,
);

type Members = Readonly<Record<string, unknown>>;

function readAcls(given: object): Acls {
  if (Array.isArray(given)) throw new FlagValueError('it is a list');
  const { permissive, ...rest } = given as Members;
  if (permissive !== undefined && typeof permissive !== 'boolean') throw new FlagValueError('permissive is not true or false');
  for (const name of Object.keys(rest)) if (!Object.hasOwn(ACL_OBJECTS, name)) throw new FlagValueError(unknownAction(name));
  const lines = permissive === undefined ? [] : [`permissive: ${permissive}`];
  const of: Partial<Record<AclName, Acl[]>> = {};
  for (const name of Object.keys(ACL_OBJECTS) as AclName[]) {
    const list = listIn(rest[name]);
    if (list.length === 0) continue;
    of[name] = list.map((each, index) => readAcl(name, each, `${name}[${index}]`));
    for (const each of list) lines.push(...textOfAcl(name, each as Members));
  }
  return { permissive: permissive ?? true, of, text: lines.map((line) => `${line}\n`).join('') };
}

function unknownAction(name: string): string {
  const successor = FORMER[name];
  if (successor) return `${name} is of an earlier version of Mesos, and now ${successor}`;
  const suggestion = suggest(name, Object.keys(ACL_OBJECTS));
  return `there is no action ${name}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
}

/** As in all JSON of Mesos, one stands for a list of one, and null for nothing. */
const listIn = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

function readAcl(name: AclName, given: unknown, where: string): Acl {
  const objectMember = ACL_OBJECTS[name];
  if (typeof given !== 'object' || given === null) throw new FlagValueError(`${where} is not an object`);
  const stranger = Object.keys(given).find((member) => member !== 'principals' && member !== objectMember);
  if (stranger !== undefined) throw new FlagValueError(`${where} has principals and ${objectMember}, but no ${stranger}`);
  const members = given as Members;
  const principals = readEntity(members['principals'], `${where}.principals`);
  const objects = readEntity(members[objectMember], `${where}.${objectMember}`);
  const message = ALL_OR_NOTHING[name];
  if (message !== undefined && objects.type === 'SOME') {
    throw new FlagValueError(`${where}: ACL.${message} type must be either NONE or ANY`);
  }
  const strange = name === 'get_endpoints' && objects.values.find((path) => !AUTHORIZABLE_ENDPOINTS.includes(path as never));
  if (strange) throw new FlagValueError(`${where}: Path: '${strange}' is not an authorizable path`);
  return { principals, objects };
}

function readEntity(given: unknown, where: string): AclEntity {
  if (given === undefined || given === null) throw new FlagValueError(`${where} is missing`);
  const {
    type = 'SOME',
    values,
    ...others
  } = (typeof given === 'object' && !Array.isArray(given) ? given : { given }) as Members;
  if (Object.keys(others).length > 0) throw new FlagValueError(`${where} is not an object with "type" or "values"`);
  if (type !== 'SOME' && type !== 'ANY' && type !== 'NONE') {
    throw new FlagValueError(`the type of ${where} is not one of SOME, ANY, NONE`);
  }
  const list = listIn(values);
  if (!list.every((value) => typeof value === 'string')) throw new FlagValueError(`the values of ${where} are not texts`);
  return { type, values: type === 'SOME' ? list : [] };
}

/** An ACL in the text form of protobuf. */
function textOfAcl(name: AclName, given: Members): string[] {
  const entity = (member: string): string[] => {
    const { type, values } = given[member] as Members;
    const shown = [
      ...(type === undefined ? [] : [`type: ${type as string}`]),
      ...listIn(values).map((value) => `values: ${quoted(value)}`),
    ];
    return [`  ${member} {`, ...shown.map((line) => `    ${line}`), '  }'];
  };
  return [`${name} {`, ...entity('principals'), ...entity(ACL_OBJECTS[name]), '}'];
}

const quoted = (value: unknown) =>
  `"${String(value)
    .replace(/["'\\]/g, '\\$&')
    .replaceAll('\n', '\\n')}"`;
