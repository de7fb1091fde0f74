import { describe, expect, it } from 'vitest';
import { ancestorsOf, isStrictSubroleOf, topLevelOf, validateRole } from '../../../src/mesos/resources/role.js';

describe('names of roles', () => {
  it.each(['*', 'eng', '.eng', 'ümlaut', 'a:b', 'eng/web', 'a.b/c-d'])('may be %s', (role) => {
    expect(validateRole(role)).toBeUndefined();
  });

  it.each([
    ['', 'Role names cannot be the empty string'],
    ['.', "Role '.' cannot include '.' as a component"],
    ['..', "Role '..' cannot include '..' as a component"],
    ['a/../b', "Role 'a/../b' cannot include '..' as a component"],
    ['a/*', "Role 'a/*' cannot include '*' as a component"],
    ['/a', "Role '/a' cannot start with a slash"],
    ['/', "Role '/' cannot start with a slash"],
    ['a/', "Role 'a/' cannot end with a slash"],
    ['a//b', "Role 'a//b' cannot contain two adjacent slashes"],
    ['-a', "Role component '-a' is invalid because it starts with a dash"],
    ['a b', "Role component 'a b' is invalid because it contains backspace or whitespace"],
    ['x/a\tb', "Role component 'a\tb' is invalid because it contains backspace or whitespace"],
    ['a\x7f', "Role component 'a\x7f' is invalid because it contains backspace or whitespace"],
  ])('may not be %j', (role, text) => {
    expect(validateRole(role)).toBe(text);
  });
});

describe('the tree of roles', () => {
  it('goes by slashes', () => {
    expect(isStrictSubroleOf('a/b', 'a')).toBe(true);
    expect(isStrictSubroleOf('a', 'a')).toBe(false);
    expect(isStrictSubroleOf('ab', 'a')).toBe(false);
    expect(ancestorsOf('a/b/c')).toEqual(['a/b', 'a']);
    expect(ancestorsOf('a')).toEqual([]);
    expect([topLevelOf('a/b/c'), topLevelOf('a'), topLevelOf('*')]).toEqual(['a', 'a', '*']);
  });
});
