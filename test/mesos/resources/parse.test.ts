import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { propertyRuns } from '../../property-runs.js';
import { rangesResource, scalarResource, setResource } from './arbitraries.js';
import { ranges, reserved, scalar, set, volume } from './examples.js';

describe('resources as text', () => {
  it('have scalars, ranges, sets and roles', () => {
    const text = 'cpus:4;mem(eng):1024.5; ports : [31000-32000, 33000-33010];disks:{a,b};';
    expect([...parseResources(text)]).toEqual([
      scalar('cpus', 4),
      scalar('mem', 1024.5, { reservations: [{ type: 'STATIC', role: 'eng' }] }),
      ranges('ports', [
        [31000, 32000],
        [33000, 33010],
      ]),
      set('disks', ['a', 'b']),
    ]);
  });

  it('may be none', () => {
    expect(parseResources('').isEmpty).toBe(true);
    expect(parseResources('cpus:0;ports:[]').isEmpty).toBe(true);
    expect(parseResources([]).isEmpty).toBe(true);
  });

  it('belong to the default role when they name none', () => {
    const parsed = parseResources('cpus:4;mem(*):1', 'eng');
    expect(parsed.reserved('eng').scalar('cpus')).toBe(4);
    expect(parsed.unreserved().scalar('mem')).toBe(1);
  });

  it.each([
    ['cpus', "Bad value for resources, missing or extra ':' in cpus"],
    ['mem:1;cpus:1:2', "Bad value for resources, missing or extra ':' in cpus:1:2"],
    ['cpus(eng:1', 'Bad value for resources, mismatched parentheses in cpus(eng:1'],
    ['cpus:many', 'Bad type for resource cpus value many type TEXT'],
    ['cpus:-1', 'Bad type for resource cpus value -1 type TEXT'],
    ['cpus:inf', 'Bad type for resource cpus value inf type TEXT'],
    ['cpus: ', 'Failed to parse resource cpus value   error Expecting non-empty string'],
    ['ports:[1-2', 'Failed to parse resource ports value [1-2 error Mismatched brackets'],
    ['ports:[1-2,3]', 'Failed to parse resource ports value [1-2,3] error Expecting one or more "ranges"'],
    ['ports:[a-2]', "Failed to parse resource ports value [a-2] error Expecting non-negative integers in 'a'"],
    ['ports:x[1-2]', "Failed to parse resource ports value x[1-2] error Unexpected '[' found"],
    ['disks:x{a}', "Failed to parse resource disks value x{a} error Unexpected '{' found"],
    ['ports:[2-1]', "Resource 'ports:[2-1]' is invalid: Invalid ranges resource: begin > end"],
    ['disks:{a,a}', "Resource 'disks:{a, a}' is invalid: Invalid set resource: duplicated elements"],
    ['cpus(a b):1', "Resource 'cpus:1' is invalid: Role component 'a b' is invalid because it contains backspace or whitespace"],
    ['cpus:1;cpus:{a}', "Resources with the same name ('cpus') but different types are not allowed"],
  ])('are refused: %s', (text, error) => {
    expect(() => parseResources(text)).toThrow(new Error(error));
  });

  it('come out of the text of resources again', () => {
    const plain = ({ reservations, allocation_info, revocable, ...resource }: Resource) => resource;
    const resources = fc.array(fc.oneof(scalarResource, rangesResource, setResource).map(plain)).map(Resources.of);
    fc.assert(
      fc.property(resources, (bag) => bag.isEmpty || parseResources(`${bag}`).equals(bag)),
      propertyRuns(),
    );
  });
});

it('resources with many digits are refused in time that is linear in their number', () => {
  expect(() => parseResources(`cpus:${'1'.repeat(400_000)}e`)).toThrow('cpus');
});

describe('resources as a list', () => {
  const list: Resource[] = [scalar('cpus', 4), scalar('mem', 1, { role: 'eng' })];

  it('may be objects or JSON text', () => {
    const expected = [scalar('cpus', 4), scalar('mem', 1, { reservations: [{ type: 'STATIC', role: 'eng' }] })];
    expect([...parseResources(list)]).toEqual(expected);
    expect([...parseResources(` ${JSON.stringify(list)}`)]).toEqual(expected);
    expect([...parseResources([expected[1] as Resource], 'other')]).toEqual([expected[1]]);
  });

  it('belong to the default role when they name none', () => {
    expect([...parseResources(list, 'ops').reservations().keys()]).toEqual(['ops', 'eng']);
  });

  it.each<[string, Resource[]]>([
    ['Persistent volumes cannot be specified at the command line', [volume('v', 1)]],
    ['Revocable resources cannot be specified at the command line', [scalar('cpus', 1, { revocable: {} })]],
    ['Dynamic reservations cannot be specified at the command line', [scalar('cpus', 1, reserved('eng'))]],
    ["Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0", [scalar('cpus', -1)]],
    ['Some JSON resources were not formatted properly: 3 is no Resource', [3 as unknown as Resource]],
  ])('are refused: %s', (error, list) => {
    expect(() => parseResources(list)).toThrow(error);
  });

  it('are refused when they are no JSON', () => {
    expect(() => parseResources('[{]')).toThrow('Some JSON resources were not formatted properly: ');
  });
});
