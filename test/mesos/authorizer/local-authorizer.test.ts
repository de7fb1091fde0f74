import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action, type ActionObject } from '../../../src/mesos/authorizer/actions.js';
import { OPEN_AUTHORIZER } from '../../../src/mesos/authorizer/authorizer.js';
import { authorizerFor, LocalAuthorizer } from '../../../src/mesos/authorizer/local-authorizer.js';
import { ACL_OBJECTS, type AclName, acls } from '../../../src/mesos/flags/acls.js';
import type { FrameworkInfo, Resource } from '../../../src/mesos/wire/messages.js';

function authorizer(given: object, trusted?: string): LocalAuthorizer {
  const text = JSON.stringify(given);
  const parsed = acls.parse(text);
  if (!parsed) throw new Error(acls.explain?.(text));
  return new LocalAuthorizer(parsed, trusted);
}

/** Whether a principal may do something by these ACLs; undefined stands for somebody who is not known. */
const allows = (given: object, principal: string | undefined, action: Action, object?: ActionObject) =>
  authorizer(given)
    .approvers(principal === undefined ? undefined : { value: principal })
    .approved(action, object);

const ANY = { type: 'ANY' };
const NONE = { type: 'NONE' };
const some = (...values: string[]) => ({ values });
const framework = (more: Partial<FrameworkInfo> = {}): FrameworkInfo => ({ user: 'u', name: 'f', ...more });
const ofUser = (user: string): ActionObject => ({ framework_info: framework({ user }) });
const role = (value: string): ActionObject => ({ value });

describe('an ACL', () => {
  // The objects are users: those that frameworks run as.
  it.each([
    ['p', some('p'), some('u'), 'u', true],
    ['p', some('p', 'q'), some('t', 'u'), 'u', true],
    ['p', some('p'), ANY, 'u', true],
    ['p', ANY, some('u'), 'u', true],
    ['p', some('p'), NONE, 'u', false],
    ['p', NONE, some('u'), 'u', false],
    ['p', NONE, NONE, 'u', false],
    [undefined, ANY, some('u'), 'u', true],
    [undefined, NONE, some('u'), 'u', false],
    ['p', some('p'), ANY, undefined, true],
    ['p', some('p'), NONE, undefined, false],
  ])('decides for principal %j by %j and %j about user %j: %j', (principal, principals, users, user, allowed) => {
    const object = user === undefined ? undefined : ofUser(user);
    // It decides, whatever is the rule for what no ACL is about.
    for (const permissive of [true, false]) {
      expect(allows({ permissive, view_frameworks: [{ principals, users }] }, principal, 'VIEW_FRAMEWORK', object)).toBe(allowed);
    }
  });

  it.each([
    ['q', some('p'), some('u'), 'u'],
    ['p', some('p'), some('t'), 'u'],
    [undefined, some('p'), ANY, 'u'],
    ['p', some('p'), some('u'), undefined],
  ])('says nothing of principal %j by %j and %j about user %j', (principal, principals, users, user) => {
    const object = user === undefined ? undefined : ofUser(user);
    for (const permissive of [true, false]) {
      expect(allows({ permissive, view_frameworks: [{ principals, users }] }, principal, 'VIEW_FRAMEWORK', object)).toBe(
        permissive,
      );
    }
  });

  it('comes before those after it', () => {
    const first = { principals: some('p'), users: some('u') };
    const second = { principals: some('p'), users: NONE };
    expect(allows({ view_frameworks: [first, second] }, 'p', 'VIEW_FRAMEWORK', ofUser('u'))).toBe(true);
    expect(allows({ view_frameworks: [first, second] }, 'p', 'VIEW_FRAMEWORK', ofUser('t'))).toBe(false);
    expect(allows({ view_frameworks: [second, first] }, 'p', 'VIEW_FRAMEWORK', ofUser('u'))).toBe(false);
  });
});

describe('roles in ACLs', () => {
  const below = { permissive: false, view_roles: [{ principals: ANY, roles: some('a/%', 'c') }] };

  it.each([
    ['a/b', true],
    ['a/b/c', true],
    ['c', true],
    ['a', false],
    ['ab', false],
    ['c/d', false],
    ['b', false],
  ])('with %% at their end stand for all below: %s is %j', (name, allowed) => {
    expect(allows(below, 'p', 'VIEW_ROLE', role(name))).toBe(allowed);
  });

  it('have no such form elsewhere', () => {
    const given = { permissive: false, view_frameworks: [{ principals: ANY, users: some('a/%') }] };
    expect(allows(given, 'p', 'VIEW_FRAMEWORK', ofUser('a/b'))).toBe(false);
  });
});

describe('frameworks', () => {
  const multiRole = (...roles: string[]) => ({
    framework_info: framework({ roles, capabilities: [{ type: 'MULTI_ROLE' }] }),
  });
  const given = {
    permissive: false,
    register_frameworks: [{ principals: some('p'), roles: some('a', 'b/%') }],
  };

  it('need all their roles', () => {
    expect(allows(given, 'p', 'REGISTER_FRAMEWORK', multiRole('a', 'b/c'))).toBe(true);
    expect(allows(given, 'p', 'REGISTER_FRAMEWORK', multiRole('a', 'b'))).toBe(false);
    expect(allows(given, 'q', 'REGISTER_FRAMEWORK', multiRole('a'))).toBe(false);
  });

  it('of one role need that one, which is * unless told otherwise', () => {
    expect(allows(given, 'p', 'REGISTER_FRAMEWORK', { framework_info: framework({ role: 'a' }) })).toBe(true);
    expect(allows(given, 'p', 'REGISTER_FRAMEWORK', { framework_info: framework() })).toBe(false);
  });

  it('without a role are as what no ACL is about', () => {
    expect(allows(given, 'p', 'REGISTER_FRAMEWORK', multiRole())).toBe(false);
    expect(allows({ ...given, permissive: true }, 'q', 'REGISTER_FRAMEWORK', multiRole())).toBe(true);
  });
});

describe('what an action is done to', () => {
  const reserved: Resource = {
    ...{ name: 'disk', type: 'SCALAR', scalar: { value: 1 } },
    reservations: [
      { type: 'DYNAMIC', role: 'outer' },
      { type: 'DYNAMIC', role: 'outer/inner', principal: 'reserver' },
    ],
  };
  const volume: Resource = { ...reserved, disk: { persistence: { id: 'v', principal: 'creator' } } };
  const command = (user: string) => ({ value: 'true', user });
  const executor_info = { executor_id: { value: 'e' }, command: command('executor-user') };
  const { framework_info } = ofUser('framework-user');
  const task_info = { name: 't', task_id: { value: 't' }, agent_id: { value: 'a' } };

  it.each<[Action, AclName, string, ActionObject]>([
    ['RUN_TASK', 'run_tasks', 'task-user', { task_info: { ...task_info, command: command('task-user') }, framework_info }],
    ['RUN_TASK', 'run_tasks', 'executor-user', { task_info: { ...task_info, executor: executor_info }, framework_info }],
    ['RUN_TASK', 'run_tasks', 'framework-user', { task_info, framework_info }],
    ['TEARDOWN_FRAMEWORK', 'teardown_frameworks', 'owner', { framework_info: framework({ principal: 'owner' }) }],
    ['RESERVE_RESOURCES', 'reserve_resources', 'outer/inner', { resource: reserved }],
    ['RESERVE_RESOURCES', 'reserve_resources', '*', { resource: { ...reserved, reservations: [] } }],
    ['UNRESERVE_RESOURCES', 'unreserve_resources', 'reserver', { resource: reserved }],
    ['CREATE_VOLUME', 'create_volumes', 'outer/inner', { resource: volume }],
    ['RESIZE_VOLUME', 'resize_volumes', 'outer/inner', { resource: volume }],
    ['DESTROY_VOLUME', 'destroy_volumes', 'creator', { resource: volume }],
    ['DESTROY_VOLUME', 'destroy_volumes', '', { resource: { ...volume, disk: { persistence: { id: 'v' } } } }],
    ['UPDATE_QUOTA', 'update_quotas', 'r', role('r')],
    ['UPDATE_QUOTA_WITH_CONFIG', 'update_quotas', 'r', role('r')],
    ['GET_ENDPOINT_WITH_PATH', 'get_endpoints', '/files/debug', { value: '/files/debug' }],
    ['VIEW_EXECUTOR', 'view_executors', 'executor-user', { executor_info, framework_info }],
    ['VIEW_EXECUTOR', 'view_executors', 'framework-user', { executor_info: { executor_id: { value: 'e' } }, framework_info }],
    ['ACCESS_SANDBOX', 'access_sandboxes', 'executor-user', { executor_info, framework_info }],
    ['KILL_NESTED_CONTAINER', 'kill_nested_containers', 'executor-user', { executor_info, framework_info }],
    // A container of nobody's goes by its id, odd as that is.
    ['KILL_NESTED_CONTAINER', 'kill_nested_containers', 'c1', { container_id: { value: 'c1' } }],
  ])('of %s is by %s %j', (action, acl, name, object) => {
    const given = { permissive: false, [acl]: [{ principals: ANY, [ACL_OBJECTS[acl]]: { values: [name] } }] };
    expect(allows(given, 'p', action, object)).toBe(true);
    const others = { [acl]: [{ principals: ANY, [ACL_OBJECTS[acl]]: { values: acl === 'get_endpoints' ? [] : ['another'] } }] };
    expect(allows({ permissive: false, ...others }, 'p', action, object)).toBe(false);
  });

  it.each<[Action, AclName, AclName]>([
    ['LAUNCH_NESTED_CONTAINER', 'launch_nested_containers_under_parent_with_user', 'launch_nested_containers_as_user'],
    [
      'LAUNCH_NESTED_CONTAINER_SESSION',
      'launch_nested_container_sessions_under_parent_with_user',
      'launch_nested_container_sessions_as_user',
    ],
  ])('of %s are the parent and the command', (action, under, as) => {
    const given = (asUsers: object) => ({
      permissive: false,
      [under]: [{ principals: ANY, users: some('executor-user') }],
      [as]: [{ principals: ANY, users: asUsers }],
    });
    const object = { executor_info, framework_info };
    const withCommand = { ...object, command_info: command('child') };
    expect(allows(given(some('child')), 'p', action, withCommand)).toBe(true);
    expect(allows(given(some('another')), 'p', action, withCommand)).toBe(false);
    expect(allows(given(some('child')), 'p', action, { ...withCommand, executor_info: undefined })).toBe(false);
    // Without a command only the parent counts; with one that names no user, any user has to be allowed.
    expect(allows(given(NONE), 'p', action, object)).toBe(true);
    expect(allows(given(some('child')), 'p', action, { ...object, command_info: { value: 'true' } })).toBe(false);
    expect(allows(given(ANY), 'p', action, { ...object, command_info: { value: 'true' } })).toBe(true);
  });

  it('matters in no ACL that is for all or nothing', () => {
    const given = { permissive: false, mark_agents_gone: [{ principals: some('p'), agents: ANY }] };
    expect(allows(given, 'p', 'MARK_AGENT_GONE')).toBe(true);
    expect(allows(given, 'q', 'MARK_AGENT_GONE')).toBe(false);
  });
});

it('looks into the ACLs of every action', () => {
  const used = new Set(Object.values(ACTIONS).flatMap((requirements) => requirements.map(({ acl }) => acl)));
  expect([...used].sort()).toEqual(Object.keys(ACL_OBJECTS).sort());
  for (const action of Object.keys(ACTIONS) as Action[]) {
    expect(allows({}, 'p', action)).toBe(true);
    expect(allows({ permissive: false }, 'p', action)).toBe(false);
  }
});

it('knows who is above the rules', () => {
  const strict = authorizer({ permissive: false }, 'minimesos');
  expect(strict.approvers({ value: 'minimesos' }).approved('VIEW_FLAGS')).toBe(true);
  expect(strict.approvers({ value: 'p' }).approved('VIEW_FLAGS')).toBe(false);
});

it('leaves who has no name to what tokens allow', () => {
  const lenient = authorizer({ permissive: true }).approvers({ claims: { cid: 'c1' } });
  expect(lenient.approved('VIEW_FLAGS')).toBe(false);
  expect(lenient.approved('KILL_NESTED_CONTAINER', { container_id: { value: 'x', parent: { value: 'c1' } } })).toBe(true);
});

it('is none without the flag', () => {
  expect(authorizerFor(undefined)).toBe(OPEN_AUTHORIZER);
  expect(OPEN_AUTHORIZER.approvers(undefined).approved('VIEW_FLAGS')).toBe(true);
});
