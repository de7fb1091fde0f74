import { describe, expect, it } from 'vitest';
import {
  boolean,
  bytes,
  duration,
  integer,
  json,
  matching,
  number,
  oneOf,
  text,
  within,
} from '../../../src/mesos/flags/flag-types.js';
import { flag, type GivenFlags, optional, parseFlags } from '../../../src/mesos/flags/flags.js';

const table = {
  acls: optional(json, 'Who may do what.'),
  factor: flag(number, '0.8', 'A part.'),
  grace: flag(within(duration, '1secs', '1mins'), '5secs', 'A time.'),
  limit: optional(bytes, 'A size.'),
  most: flag(within(integer, '1'), '3', 'A count.', 'maximum'),
  name: optional(text, 'A text.'),
  percent: flag(matching(/^\d+%$/, 'a percentage'), '100%', 'A percentage.'),
  sorter: flag(oneOf('drf', 'random'), 'drf', 'A choice.'),
  verbose: flag(boolean, 'true', 'A switch.'),
};
const parse = (given: Record<string, unknown>) => parseFlags(table, 'this program', given as GivenFlags);

describe('parseFlags', () => {
  it('fills in defaults, and shows only flags that have a value', () => {
    const { flags, text, problems } = parse({});
    expect(problems).toEqual([]);
    expect(flags).toMatchObject({ grace: 5000, factor: 0.8, most: 3, sorter: 'drf', verbose: true, name: undefined });
    expect(text).toEqual({ factor: '0.8', grace: '5secs', most: '3', percent: '100%', sorter: 'drf', verbose: 'true' });
  });

  it('reads text as Mesos does, and values for what they are', () => {
    const { flags, text, problems } = parse({ grace: '60secs', limit: '2048KB', most: 7, factor: '.5', verbose: false, name: 5 });
    expect(problems).toEqual([]);
    expect(flags).toMatchObject({ grace: 60_000, limit: 2 * 1024 ** 2, most: 7, factor: 0.5, verbose: false, name: '5' });
    expect(text).toMatchObject({ grace: '1mins', limit: '2MB', most: '7', factor: '0.5', verbose: 'false', name: '5' });
  });

  it('takes JSON flags as objects', () => {
    expect(parse({ acls: { permissive: true } }).text.acls).toBe('{"permissive":true}');
    expect(parse({ acls: '/etc/acls.json' }).text.acls).toBe('/etc/acls.json');
    expect(parse({ name: { a: 1 } }).problems).toMatchObject([{ path: 'name', message: 'expected text, but got an object' }]);
  });

  it.each([
    [{ verbose: 'false' }, false],
    [{ verbose: '0' }, false],
    [{ verbose: '1' }, true],
    [{ 'no-verbose': true }, false],
    [{ 'no-verbose': '' }, false],
    [{ verbose: undefined }, true],
  ])('reads the switch %j', (given, value) => {
    expect(parse(given)).toMatchObject({ flags: { verbose: value }, problems: [] });
  });

  it('knows former names, and shows the one that was given', () => {
    const { flags, text, problems } = parse({ maximum: '9' });
    expect({ flags, problems }).toMatchObject({ flags: { most: 9 }, problems: [] });
    expect(text).toMatchObject({ maximum: '9' });
    expect(text).not.toHaveProperty('most');
  });

  it('knows the names of environment variables', () => {
    const { flags, text, problems } = parse({ MESOS_GRACE: '7secs', MESOS_MAXIMUM: 9, MESOS_VERBOSE: '0' });
    expect(problems).toEqual([]);
    expect(flags).toMatchObject({ grace: 7000, most: 9, verbose: false });
    expect(text).toMatchObject({ grace: '7secs', maximum: '9', verbose: 'false' });
  });

  it.each(['MESOS_grace', 'mesos_grace', 'MESOS_', 'MESOS_no-verbose', 'MESOS_NO-VERBOSE'])('does not take %s for one', (key) => {
    expect(parse({ [key]: 'x' }).problems).toMatchObject([{ code: 'UNKNOWN_KEY', path: key }]);
  });

  it.each([
    [
      { grace: '500ms' },
      'expected a duration such as 500ms, 10secs, 5mins, 2hrs, 1days or 1weeks, from 1secs to 1mins, but got "500ms"',
    ],
    [{ grace: '2mins' }, /from 1secs to 1mins, but got "2mins"$/],
    [{ grace: 5000 }, /^expected a duration .* but got 5000$/],
    [{ most: 0 }, 'expected a whole number, at least 1, but got 0'],
    [{ most: 1.5 }, /but got 1.5$/],
    [{ most: Number.NaN }, /but got NaN$/],
    [{ factor: 'much' }, 'expected a number, but got "much"'],
    [{ limit: '1.5GB' }, /^expected a whole number of bytes with its unit/],
    [{ percent: '50' }, 'expected a percentage, but got "50"'],
    [{ verbose: 'yes' }, 'expected true or false, but got "yes"'],
    [{ 'no-verbose': false }, 'expected true, but got false'],
    [{ name: null }, 'expected text, but got null'],
    [{ name: ['a'] }, 'expected text, but got a list'],
  ])('refuses %j', (given, message) => {
    const { flags, problems } = parse(given);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'INVALID_VALUE', path: Object.keys(given)[0] });
    expect(problems[0]?.message).toMatch(message);
    expect(flags).toEqual(parse({}).flags);
  });

  it('suggests the nearest choice and the nearest flag', () => {
    expect(parse({ sorter: 'drff' }).problems).toMatchObject([
      { message: 'expected one of drf, random, but got "drff"', suggestion: 'drf' },
    ]);
    expect(parse({ verbos: true }).problems).toMatchObject([
      { code: 'UNKNOWN_KEY', path: 'verbos', message: 'this program has no such key', suggestion: 'verbose' },
    ]);
    expect(parse({ MESOS_VERBOS: true }).problems).toMatchObject([{ path: 'MESOS_VERBOS', suggestion: 'MESOS_VERBOSE' }]);
  });

  it('refuses a flag given twice under different names', () => {
    expect(parse({ most: 4, maximum: 5 }).problems).toMatchObject([{ path: 'maximum' }]);
    expect(parse({ most: 4, MESOS_MOST: 5 }).problems).toMatchObject([{ path: 'MESOS_MOST' }]);
    expect(parse({ verbose: true, 'no-verbose': true }).problems).toMatchObject([{ path: 'no-verbose' }]);
  });

  it.each(['no-name', 'no-no-verbose', 'no-', 'constructor', 'toString', ''])('does not know %j', (key) => {
    expect(parse({ [key]: 'x' }).problems).toMatchObject([{ code: 'UNKNOWN_KEY', path: key }]);
  });

  it('reports all problems at once', () => {
    expect(parse({ grace: 'x', most: 'y', zzzzz: 1, sorter: 'drf' }).problems.map(({ path }) => path)).toEqual([
      'grace',
      'most',
      'zzzzz',
    ]);
  });

  it('does not let a default be defined that is wrong', () => {
    expect(() => flag(duration, 'soon', '')).toThrow('The default soon of a flag is not a duration');
  });
});
