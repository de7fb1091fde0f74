import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupName, userName } from '../../../src/mesos/files/owners.js';

const NOBODYS_NUMBER = 3_999_999_999;

describe('owners', () => {
  it('have the names that the system gives them', (context) => {
    context.skip(process.platform !== 'linux', 'other systems keep users elsewhere');
    const [name = '', , number] = readFileSync('/etc/passwd', 'utf8').split('\n')[0]?.split(':') ?? [];
    expect(userName(Number(number))).toBe(name);
    const [group = '', , groupNumber] = readFileSync('/etc/group', 'utf8').split('\n')[0]?.split(':') ?? [];
    expect(groupName(Number(groupNumber))).toBe(group);
  });

  it('without a name are numbers', () => {
    expect(userName(NOBODYS_NUMBER)).toBe('3999999999');
    expect(groupName(NOBODYS_NUMBER)).toBe('3999999999');
  });
});
