import type { AclName } from '../flags/acls.js';
import { reservationRole } from '../resources/predicates.js';
import type { Task } from '../wire/internal-messages.js';
import type { CommandInfo, ContainerID, ExecutorInfo, FrameworkInfo, Resource, TaskInfo } from '../wire/messages.js';

/** What an action is done to, the message `authorization.Object` of Mesos: of several members those that an action asks for. */
export interface ActionObject {
  /** A role, or the path of an endpoint. */
  readonly value?: string | undefined;
  readonly framework_info?: FrameworkInfo | undefined;
  readonly task?: Task | undefined;
  readonly task_info?: TaskInfo | undefined;
  readonly executor_info?: ExecutorInfo | undefined;
  /** In post-refinement form. */
  readonly resource?: Resource | undefined;
  readonly command_info?: CommandInfo | undefined;
  readonly container_id?: ContainerID | undefined;
}

/** Any object at all, not one in particular: allowed only where all are. */
export const ANY = Symbol('ANY');

/** What ACLs compare: a name, or any. */
export type Entity = string | typeof ANY;

/** What ACLs have to allow for an action. */
export interface Requirement {
  readonly acl: AclName;
  /** The names that the object goes by in these ACLs; all of them have to be allowed. Undefined where it is not asked for. */
  readonly entities: (object: ActionObject) => readonly Entity[] | undefined;
}

type Name = (object: ActionObject) => string | undefined;

const requirement = (acl: AclName, name: Name): Requirement => ({ acl, entities: (object) => [name(object) ?? ANY] });

/** Allowed for all objects or for none, whatever the object is. */
const forAny = (acl: AclName): readonly Requirement[] => [requirement(acl, () => undefined)];
const by = (acl: AclName, name: Name): readonly Requirement[] => [requirement(acl, name)];

const role: Name = ({ value, resource }) => (resource ? reservationRole(resource) : value);

const executorUser: Name = ({ executor_info, framework_info }) => executor_info?.command?.user ?? framework_info?.user;

const taskUser: Name = ({ task, task_info, framework_info }) =>
  task?.user ?? task_info?.command?.user ?? task_info?.executor?.command?.user ?? framework_info?.user;

const containerOwner: Name = (object) => executorUser(object) ?? object.container_id?.value;

/** Of a framework all roles count. */
const frameworkRoles = ({ framework_info: info }: ActionObject): readonly Entity[] => (info ? rolesOfFramework(info) : [ANY]);

/** The roles of a framework, sorted: `roles` if it is MULTI_ROLE, else its one `role`. */
export function rolesOfFramework({ capabilities, roles = [], role = '*' }: FrameworkInfo): string[] {
  return capabilities?.some(({ type }) => type === 'MULTI_ROLE') ? [...new Set(roles)].sort() : [role];
}

/** A container in a container is launched under the one's user, and its command may name another. */
const launchNested = (under: AclName, as: AclName): readonly Requirement[] => [
  requirement(under, executorUser),
  { acl: as, entities: ({ command_info: command }) => command && [command.user ?? ANY] },
];

/** Every action of Mesos's local authorizer, with what has to be allowed for it. */
export const ACTIONS = {
  REGISTER_FRAMEWORK: [{ acl: 'register_frameworks', entities: frameworkRoles }],
  RUN_TASK: by('run_tasks', taskUser),
  TEARDOWN_FRAMEWORK: by('teardown_frameworks', ({ framework_info }) => framework_info?.principal),
  RESERVE_RESOURCES: by('reserve_resources', role),
  UNRESERVE_RESOURCES: by('unreserve_resources', ({ resource }) => resource?.reservations?.at(-1)?.principal),
  CREATE_VOLUME: by('create_volumes', role),
  DESTROY_VOLUME: by('destroy_volumes', ({ resource }) => resource && (resource.disk?.persistence?.principal ?? '')),
  RESIZE_VOLUME: by('resize_volumes', role),
  GET_QUOTA: by('get_quotas', role),
  UPDATE_QUOTA: by('update_quotas', role),
  UPDATE_QUOTA_WITH_CONFIG: by('update_quotas', role),
  VIEW_ROLE: by('view_roles', role),
  UPDATE_WEIGHT: by('update_weights', role),
  GET_ENDPOINT_WITH_PATH: by('get_endpoints', ({ value }) => value),
  VIEW_FRAMEWORK: by('view_frameworks', ({ framework_info }) => framework_info?.user),
  VIEW_TASK: by('view_tasks', taskUser),
  VIEW_EXECUTOR: by('view_executors', executorUser),
  ACCESS_SANDBOX: by('access_sandboxes', executorUser),
  ACCESS_MESOS_LOG: forAny('access_mesos_logs'),
  VIEW_FLAGS: forAny('view_flags'),
  SET_LOG_LEVEL: forAny('set_log_level'),
  VIEW_CONTAINER: by('view_containers', executorUser),
  LAUNCH_NESTED_CONTAINER: launchNested('launch_nested_containers_under_parent_with_user', 'launch_nested_containers_as_user'),
  LAUNCH_NESTED_CONTAINER_SESSION: launchNested(
    'launch_nested_container_sessions_under_parent_with_user',
    'launch_nested_container_sessions_as_user',
  ),
  ATTACH_CONTAINER_INPUT: by('attach_containers_input', containerOwner),
  ATTACH_CONTAINER_OUTPUT: by('attach_containers_output', containerOwner),
  KILL_NESTED_CONTAINER: by('kill_nested_containers', containerOwner),
  WAIT_NESTED_CONTAINER: by('wait_nested_containers', containerOwner),
  REMOVE_NESTED_CONTAINER: by('remove_nested_containers', containerOwner),
  LAUNCH_STANDALONE_CONTAINER: forAny('launch_standalone_containers'),
  KILL_STANDALONE_CONTAINER: forAny('kill_standalone_containers'),
  WAIT_STANDALONE_CONTAINER: forAny('wait_standalone_containers'),
  REMOVE_STANDALONE_CONTAINER: forAny('remove_standalone_containers'),
  VIEW_STANDALONE_CONTAINER: forAny('view_standalone_containers'),
  REGISTER_AGENT: forAny('register_agents'),
  UPDATE_MAINTENANCE_SCHEDULE: forAny('update_maintenance_schedules'),
  GET_MAINTENANCE_SCHEDULE: forAny('get_maintenance_schedules'),
  START_MAINTENANCE: forAny('start_maintenances'),
  STOP_MAINTENANCE: forAny('stop_maintenances'),
  GET_MAINTENANCE_STATUS: forAny('get_maintenance_statuses'),
  DRAIN_AGENT: forAny('drain_agents'),
  DEACTIVATE_AGENT: forAny('deactivate_agents'),
  REACTIVATE_AGENT: forAny('reactivate_agents'),
  MARK_AGENT_GONE: forAny('mark_agents_gone'),
  MODIFY_RESOURCE_PROVIDER_CONFIG: forAny('modify_resource_provider_configs'),
  MARK_RESOURCE_PROVIDER_GONE: forAny('mark_resource_providers_gone'),
  VIEW_RESOURCE_PROVIDER: forAny('view_resource_providers'),
  PRUNE_IMAGES: forAny('prune_images'),
  CREATE_BLOCK_DISK: by('create_block_disks', role),
  DESTROY_BLOCK_DISK: by('destroy_block_disks', role),
  CREATE_MOUNT_DISK: by('create_mount_disks', role),
  DESTROY_MOUNT_DISK: by('destroy_mount_disks', role),
  DESTROY_RAW_DISK: by('destroy_raw_disks', role),
} as const satisfies Readonly<Record<string, readonly Requirement[]>>;

/** An action by its name in Mesos. */
export type Action = keyof typeof ACTIONS;
