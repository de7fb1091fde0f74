import { describe, expect, it } from 'vitest';
import { agentResources, describedResources, namesPorts, resourcesFlag } from '../../src/drivers/agent-resources.js';
import { parseResources } from '../../src/mesos/resources/parse.js';
import type { Resource } from '../../src/mesos/wire/messages.js';

type Given = string | readonly Resource[] | undefined;

/** The resources of an agent, as Mesos prints them. */
const resources = (given: Given, defaultRole = '*') =>
  String(agentResources(describedResources(given, defaultRole), '[11001-11099]'))
    .split('; ')
    .sort();

describe('an agent', () => {
  it('offers defaults when its description says nothing', () => {
    expect(resources(undefined)).toEqual(['cpus:4', 'disk:10000', 'mem:4096', 'ports:[11001-11099]']);
  });

  it.each<[string, Given]>([
    ['as text', 'cpus:8; mem:1024 ;gpus:1'],
    [
      'as JSON text',
      ' [{"name":"cpus","type":"SCALAR","scalar":{"value":8}},{"name":"mem","type":"SCALAR","scalar":{"value":1024}},{"name":"gpus","type":"SCALAR","scalar":{"value":1}}]',
    ],
    [
      'as a list',
      [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 8 } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 1024 } },
        { name: 'gpus', type: 'SCALAR', scalar: { value: 1 } },
      ],
    ],
  ])('offers what its description says, %s, and defaults for the rest', (_, given) => {
    expect(resources(given)).toEqual(['cpus:8', 'disk:10000', 'gpus:1', 'mem:1024', 'ports:[11001-11099]']);
  });

  it.each<[string, Given]>([
    ['as text', 'cpus:0;ports:[]'],
    [
      'as a list',
      [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0 } },
        { name: 'ports', type: 'RANGES', ranges: { range: [] } },
      ],
    ],
  ])('has nothing of what its description says is nothing, %s', (_, given) => {
    expect(resources(given)).toEqual(['disk:10000', 'mem:4096']);
  });

  it('has no default beside what is reserved for a role', () => {
    expect(resources('cpus(web):2')).toEqual([
      expect.stringMatching(/^cpus\(.*web.*\):2$/),
      'disk:10000',
      'mem:4096',
      'ports:[11001-11099]',
    ]);
  });

  it('reserves everything for a default role, defaults too', () => {
    for (const resource of agentResources(describedResources('cpus:2;mem(web):64', 'ads'), '[1-2]')) {
      expect(resource.reservations?.[0]?.role).toBe(resource.name === 'mem' ? 'web' : 'ads');
    }
  });
});

describe('ports', () => {
  it.each<[Given, boolean]>([
    [undefined, false],
    ['cpus:1', false],
    ['cpus:1;ports:[8000-8010]', true],
    ['ports(web):[8000-8010]', true],
    ['ports:[]', true],
    ['[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":1,"end":2}]}}]', true],
  ])('of %j are named: %s', (given, expected) => {
    expect(namesPorts(describedResources(given, '*'))).toBe(expected);
  });

  it('that are named are the only ones offered', () => {
    expect(resources('ports:[8000-8010]')).toContain('ports:[8000-8010]');
  });
});

describe('resources as a flag', () => {
  it('are what they are for an agent with a default role, too', () => {
    const total = agentResources(describedResources('cpus:2;cpus(*):0.1;cpus(ops):1', 'eng'), '[11001-11099]');
    expect(String(parseResources(resourcesFlag(total), 'eng'))).toBe(String(total));
    expect(String(total)).toContain('cpus:0.1');
  });
});
