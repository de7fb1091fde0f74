import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { RoleWhitelist } from '../../../src/mesos/master/role-whitelist.js';
import { knownRoles } from '../../../src/mesos/master/roles.js';
import { MasterFixture } from './master-fixture.js';
import { SchedulerClient } from './scheduler-client.js';

const refused = "Roles { b, c } are not present in the master's --roles";

describe('the flag roles', () => {
  it('allows every role where it is unset', () => {
    expect(new RoleWhitelist(undefined).problemOf(['a', 'b/c'])).toBeUndefined();
  });

  it('allows the roles it names, and *', () => {
    const whitelist = new RoleWhitelist('a,x/y');
    expect(whitelist.problemOf(['a', '*', 'x/y'])).toBeUndefined();
    expect(whitelist.problemOf(['c', 'a', 'b'])).toBe(refused);
    expect(whitelist.problemOf(['x'])).toBe("Roles { x } are not present in the master's --roles");
  });

  it('keeps frameworks of other roles away', async () => {
    const fixture = await MasterFixture.start({ roles: 'a' });
    const client = await fixture.subscribe({ roles: ['a'] });
    const other = await SchedulerClient.attempt(fixture.address, { ...client.info, roles: ['b', 'c'] });
    expect((await other.next('ERROR')).error?.message).toBe(refused);
    const framework_info = { ...client.info, id: { value: client.frameworkId }, roles: ['b', 'c'] };
    expect(await client.call('UPDATE_FRAMEWORK', { update_framework: { framework_info } })).toMatchObject({
      ...{ status: 400, body: `Supplied FrameworkInfo is not valid: ${refused}` },
    });
    const plain = await SchedulerClient.attempt(fixture.address, { user: 'u', name: 'n', role: 'b' });
    expect((await plain.next('ERROR')).error?.message).toBe("Roles { b } are not present in the master's --roles");
  });

  it('is what the master knows of roles, and the roles above', async () => {
    const fixture = await MasterFixture.start({ roles: 'a,x/y' });
    await fixture.subscribe({ roles: ['a'] });
    expect(knownRoles(fixture.master)).toEqual(['*', 'a', 'x', 'x/y']);
    expect(fixture.master.weights.update([{ role: 'b', weight: 2 }], ALL_APPROVED)?.text).toBe(
      "Failed to validate update weights request JSON: Unknown role 'b'",
    );
  });
});
