import { describe, expect, it } from 'vitest';
import { type AclEntry, digestIdentity, isAllowed, OPEN_ACL, permissions, resolveAcl } from '../../src/zookeeper/acl.js';

const rule = (scheme: string, id: string, allowed: number = permissions.ALL): AclEntry => ({ permissions: allowed, scheme, id });
const me = digestIdentity(Buffer.from('me:secret'));
const home = { scheme: 'ip', id: '127.0.0.1' };

describe('a list', () => {
  it('is refused when it makes no sense', () => {
    const senseless = [
      ...[[], [rule('world', 'me')], [rule('unknown', '')], [rule('toString', '')], [rule('auth', '')]],
      ...['me', 'a:b:c', 'me:'].map((id) => [rule('digest', id)]),
      ...['', 'x', '1.2.3', '1.2.3.4/33', '1.2.3.4/', '1.2.3.4/x', '::1/129'].map((id) => [rule('ip', id)]),
    ];
    for (const acl of senseless) expect(() => resolveAcl(acl, [home]), JSON.stringify(acl)).toThrow('INVALID_ACL');
  });

  it('does not take the square of its length', () => {
    expect(() => resolveAcl([rule('digest', `${':'.repeat(1_000_000)}x`)], [home])).toThrow('INVALID_ACL');
    expect(resolveAcl([rule('digest', `me:x${':'.repeat(1_000_000)}`)], [])).toHaveLength(1);
    const many = Array.from({ length: 80_000 }, (_, index) => rule('world', 'anyone', index));
    expect(resolveAcl([...many, ...many], [home])).toHaveLength(many.length);
  });

  it('is kept without duplicates, with all whom `auth` stands for', () => {
    const other = digestIdentity(Buffer.from('other:x'));
    expect(resolveAcl([...OPEN_ACL, ...OPEN_ACL], [])).toEqual(OPEN_ACL);
    expect(resolveAcl([rule('auth', 'anything', 3)], [home, me, other])).toEqual([
      { permissions: 3, ...me },
      { permissions: 3, ...other },
    ]);
  });

  it('is refused when nobody could read it any more, for all whom `auth` stands for', () => {
    const many = Array.from({ length: 40_000 }, (_, index) => rule('auth', '', index));
    const others = Array.from({ length: 1000 }, (_, index) => digestIdentity(Buffer.from(`other-${index}:x`)));
    expect(resolveAcl(many, [me, home])).toHaveLength(many.length);
    expect(() => resolveAcl(many, [me, ...others])).toThrow('INVALID_ACL');
  });

  it('allows what one of its rules allows', () => {
    const acl = [rule('world', 'anyone', permissions.READ), rule('digest', me.id, permissions.WRITE)];
    expect(isAllowed(acl, permissions.READ, [])).toBe(true);
    expect(isAllowed(acl, permissions.WRITE, [home])).toBe(false);
    expect(isAllowed(acl, permissions.WRITE, [home, me])).toBe(true);
    expect(isAllowed(acl, permissions.ADMIN, [home, { scheme: 'super', id: '' }])).toBe(true);
  });

  it('knows addresses and networks', () => {
    const allows = (id: string, address: string) =>
      isAllowed([rule('ip', id)], permissions.READ, [{ scheme: 'ip', id: address }]);
    expect(allows('127.0.0.1', '127.0.0.1')).toBe(true);
    expect(allows('10.0.0.0/8', '10.1.2.3')).toBe(true);
    expect(allows('10.0.0.0/8', '11.1.2.3')).toBe(false);
    expect(allows('::/0', '::1')).toBe(true);
    expect(allows('0.0.0.0/0', '::1')).toBe(false);
  });
});

it('knows a user by a digest of the password', () => {
  expect(me.id).toBe('me:016djjlksVQS5RgX3M7biBGyYwY=');
});
