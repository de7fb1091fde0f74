import { describe, expect, it } from 'vitest';
import {
  validateFrameworkInfo,
  validateFrameworkUpdate,
  validateSuppressedRoles,
} from '../../../src/mesos/master/framework-validation.js';
import type { FrameworkInfo } from '../../../src/mesos/wire/messages.js';

const MULTI_ROLE: FrameworkInfo = { user: 'u', name: 'n', capabilities: [{ type: 'MULTI_ROLE' }] };
const PLAIN: FrameworkInfo = { user: 'u', name: 'n' };
const inRoles = (...roles: string[]): FrameworkInfo => ({ ...MULTI_ROLE, roles });
/** With a filter that wants at least these quantities. */
const leastOf = (quantities: Record<string, number>): FrameworkInfo => ({
  ...PLAIN,
  offer_filters: {
    '*': {
      min_allocatable_resources: {
        quantities: [{ quantities: Object.fromEntries(Object.entries(quantities).map(([name, value]) => [name, { value }])) }],
      },
    },
  },
});
const WHITESPACE = 'is invalid because it contains backspace or whitespace';
const NO_ROLE = "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable";

describe('a FrameworkInfo', () => {
  it.each<[string, FrameworkInfo]>([
    ['no roles', MULTI_ROLE],
    ['an empty list of roles', inRoles()],
    ['the default role', inRoles('*')],
    ['a leading dot', inRoles('.a')],
    ['other letters', inRoles('ü')],
    ['a colon', inRoles('a:b')],
    ['nested roles', inRoles('a/b', 'a')],
    ['one role', { ...PLAIN, role: 'r' }],
    ['no role', PLAIN],
    ['an empty id', { ...PLAIN, id: { value: '' } }],
    ['an id', { ...PLAIN, id: { value: 'a b-0000' } }],
    ['a negative failover_timeout', { ...PLAIN, failover_timeout: -1.5 }],
    ['a failover_timeout that is no number', { ...PLAIN, failover_timeout: Number.NaN }],
    ['filters of another role', { ...inRoles('a'), offer_filters: { b: {} } }],
    ['filters for nothing', leastOf({ cpus: 0 })],
    ['a long failover_timeout', { ...PLAIN, failover_timeout: 9e9 }],
    ['filters of its role', { ...inRoles('a'), offer_filters: { a: {} } }],
  ])('may have %s', (_, info) => expect(validateFrameworkInfo(info)).toBeUndefined());

  it.each<[FrameworkInfo, string]>([
    [inRoles(''), "'FrameworkInfo.roles' contains invalid role: Role names cannot be the empty string"],
    [inRoles('.'), "'FrameworkInfo.roles' contains invalid role: Role '.' cannot include '.' as a component"],
    [inRoles('..'), "'FrameworkInfo.roles' contains invalid role: Role '..' cannot include '..' as a component"],
    [inRoles('-a'), "'FrameworkInfo.roles' contains invalid role: Role component '-a' is invalid because it starts with a dash"],
    [inRoles('a b'), `'FrameworkInfo.roles' contains invalid role: Role component 'a b' ${WHITESPACE}`],
    [inRoles('a\tb'), `'FrameworkInfo.roles' contains invalid role: Role component 'a\tb' ${WHITESPACE}`],
    [inRoles('/a'), "'FrameworkInfo.roles' contains invalid role: Role '/a' cannot start with a slash"],
    [inRoles('a/'), "'FrameworkInfo.roles' contains invalid role: Role 'a/' cannot end with a slash"],
    [inRoles('a//b'), "'FrameworkInfo.roles' contains invalid role: Role 'a//b' cannot contain two adjacent slashes"],
    [inRoles('a/../b'), "'FrameworkInfo.roles' contains invalid role: Role 'a/../b' cannot include '..' as a component"],
    [inRoles('a/*'), "'FrameworkInfo.roles' contains invalid role: Role 'a/*' cannot include '*' as a component"],
    [inRoles('x', 'y', 'x'), "'FrameworkInfo.roles' contains duplicate items: { x }"],
    [{ ...PLAIN, roles: ['x'] }, "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable"],
    [{ ...MULTI_ROLE, role: 'x' }, NO_ROLE],
    [{ ...inRoles('x'), role: 'x' }, NO_ROLE],
    [{ ...PLAIN, role: 'a b' }, `'FrameworkInfo.role' is not a valid role: Role component 'a b' ${WHITESPACE}`],
    [{ ...PLAIN, id: { value: 'a/b' } }, "'a/b' contains invalid characters"],
    [{ ...PLAIN, failover_timeout: 1e30 }, 'The framework failover_timeout (1e+30) is invalid'],
    [{ ...PLAIN, failover_timeout: 1e10 }, 'The framework failover_timeout (1e+10) is invalid'],
    [{ ...PLAIN, failover_timeout: -12345678901 }, 'The framework failover_timeout (-1.23457e+10) is invalid'],
    [{ ...PLAIN, failover_timeout: Number.POSITIVE_INFINITY }, 'The framework failover_timeout (inf) is invalid'],
    [leastOf({}), 'Resource quantities must contain at least one quantity'],
    [leastOf({ cpus: -1 }), "Invalid resource quantity for 'cpus': Negative values not supported"],
    [leastOf({ mem: Number.NaN }), "Invalid resource quantity for 'mem': NaN not supported"],
    [leastOf({ mem: Number.POSITIVE_INFINITY }), "Invalid resource quantity for 'mem': Infinite values not supported"],
    [leastOf({ mem: 5e-324 }), "Invalid resource quantity for 'mem': Subnormal values not supported"],
    [{ ...leastOf({}), failover_timeout: 1e30 }, 'Resource quantities must contain at least one quantity'],
  ])('is refused: %j', (info, problem) => expect(validateFrameworkInfo(info)).toBe(problem));
});

describe('suppressed roles', () => {
  it('have to be among the roles', () => {
    expect(validateSuppressedRoles(inRoles('a', 'b'), ['b'])).toBeUndefined();
    expect(validateSuppressedRoles(PLAIN, ['*'])).toBeUndefined();
    expect(validateSuppressedRoles(inRoles('a'), ['a', 'y', 'z'])).toBe(
      'Suppressed roles { y, z } are not contained in the set of roles',
    );
  });
});

describe('an update of a FrameworkInfo', () => {
  it('may change most of it', () => {
    expect(
      validateFrameworkUpdate(PLAIN, { ...inRoles('a'), name: 'other', failover_timeout: 3, checkpoint: false }),
    ).toBeUndefined();
  });

  it('may not take the principal away, even an empty one', () => {
    expect(validateFrameworkUpdate({ ...PLAIN, principal: '' }, PLAIN)).toBe("Changing framework's principal is not allowed.");
  });

  it.each<[Partial<FrameworkInfo>, string]>([
    [{ principal: 'p' }, "Changing framework's principal is not allowed."],
    [{ user: 'v' }, "Updating 'FrameworkInfo.user' is unsupported; attempted to update from 'u' to 'v'"],
    [{ checkpoint: true }, "Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from 'false' to 'true'"],
  ])('may not change %j', (change, problem) => expect(validateFrameworkUpdate(PLAIN, { ...PLAIN, ...change })).toBe(problem));
});
