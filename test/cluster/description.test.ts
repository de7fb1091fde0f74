import { describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, defineCluster, resolveDescription } from '../../src/cluster/description.js';
import { isMinimesosError, type Problem } from '../../src/errors.js';
import { formatSeed } from '../../src/seed.js';

const AGENT = { port: undefined, resources: undefined, attributes: undefined, flags: {} };

/** The error that a description is answered with. */
function refusal(description: unknown) {
  try {
    resolveDescription(description);
  } catch (error) {
    if (isMinimesosError(error, 'INVALID_DESCRIPTION', 'NOT_YET_SUPPORTED')) return error;
    throw error;
  }
  throw new Error('The description was accepted.');
}

const problemsOf = (description: unknown): readonly Problem[] => refusal(description).details.problems;
const pathsOf = (description: unknown) => problemsOf(description).map(({ path }) => path);

describe('resolveDescription', () => {
  it.each([undefined, {}, { name: undefined, agents: undefined }])('fills in all defaults: %j', (description) => {
    expect(resolveDescription(description)).toEqual({
      name: undefined,
      driver: 'embedded',
      mesosVersion: '1.11.0',
      masters: [{ port: undefined, flags: {} }],
      agents: [AGENT],
      containerizers: 'mesos',
      timeoutMs: 60_000,
      clock: 'real',
      reaction: 'mesos',
      retain: false,
    });
  });

  it('takes a whole description', () => {
    const description = defineCluster({
      name: 'blue-7',
      driver: 'embedded',
      mesosVersion: '1.12',
      masters: [{ port: 5050, flags: { allocation_interval: '50ms' } }],
      agents: [
        { count: 2, resources: 'cpus:4;mem:4096', attributes: 'rack:a' },
        { port: 5051, flags: { switch_user: false } },
      ],
      zookeeper: false,
      containerizers: 'mesos',
      timeout: '30secs',
    });
    const alike = { ...AGENT, resources: 'cpus:4;mem:4096', attributes: 'rack:a' };
    expect(resolveDescription(description)).toEqual({
      name: 'blue-7',
      driver: 'embedded',
      mesosVersion: '1.12.0',
      masters: [{ port: 5050, flags: { allocation_interval: '50ms' } }],
      agents: [alike, alike, { ...AGENT, port: 5051, flags: { switch_user: false } }],
      containerizers: 'mesos',
      timeoutMs: 30_000,
      clock: 'real',
      reaction: 'mesos',
      retain: false,
    });
  });

  it('leaves what it was given as it was', () => {
    const description: ClusterDescriptionInput = { agents: [{ count: 3, flags: { strict: true } }] };
    const copy = structuredClone(description);
    resolveDescription(Object.freeze(description));
    expect(description).toEqual(copy);
  });

  it.each([
    [0, 0],
    [3, 3],
    [1000, 1000],
    [[], 0],
    [[{}], 1],
    [[{ count: 2 }, {}, { count: 4 }], 7],
  ])('counts agents: %j', (agents, count) => {
    expect(resolveDescription({ agents }).agents).toHaveLength(count);
  });

  it.each([
    ['1.11', '1.11.0'],
    [1.12, '1.12.0'],
    ['1.12.0', '1.12.0'],
  ])('takes the Mesos version %j', (mesosVersion, full) => {
    expect(resolveDescription({ mesosVersion }).mesosVersion).toBe(full);
  });

  it.each([
    [500, 500],
    ['500ms', 500],
    ['2mins', 120_000],
  ])('takes the timeout %j', (timeout, timeoutMs) => {
    expect(resolveDescription({ timeout }).timeoutMs).toBe(timeoutMs);
  });

  it('takes resources and attributes in JSON form', () => {
    const resources = [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 4 } },
      { name: 'cpus', type: 'SCALAR', scalar: { value: 2 }, role: 'web' },
      { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] } },
    ];
    const attributes = [{ name: 'rack', type: 'TEXT', text: { value: 'a' } }];
    expect(resolveDescription({ agents: [{ resources, attributes }] }).agents).toEqual([{ ...AGENT, resources, attributes }]);
  });
});

describe('a description with problems', () => {
  it('is answered with all of them at once, each with its path', () => {
    const error = refusal({
      nmae: 'blue',
      driver: 'embeded',
      masters: [{ port: 70_000 }],
      agents: [{}, { resources: 'cpus:-1', flags: { gc_delay: 'never', switch_usr: false } }],
      timeout: 'soon',
    });
    expect(error.code).toBe('INVALID_DESCRIPTION');
    expect(error.message.split('\n').map((line) => line.replace(/\(.*\)/, '(…)'))).toEqual([
      'The description does not describe a cluster:',
      '  nmae: a cluster has no such key; did you mean name?',
      '  driver: expected one of embedded, docker, native, attached, but got "embeded"; did you mean embedded?',
      '  masters[0].port: expected a port from 1 to 65535, but got 70000',
      '  agents[1].resources: expected resources such as "cpus:4;mem:4096;disk:10000;ports:[31000-32000]", ' +
        'or a list of Resource objects, but got "cpus:-1" (…)',
      '  agents[1].flags.gc_delay: expected a duration such as 500ms, 10secs, 5mins, 2hrs, 1days or 1weeks, but got "never"',
      '  agents[1].flags.switch_usr: an agent has no such key; did you mean switch_user?',
      '  timeout: expected milliseconds above 0, or a duration such as 500ms, 10secs, 5mins, 2hrs, 1days or 1weeks, but got "soon"',
      error.remedy,
    ]);
  });

  it('tells programs what came, what is expected and what is near', () => {
    expect(problemsOf({ agents: [{ port: '5051' }], mastres: 1 })).toEqual([
      {
        code: 'INVALID_VALUE',
        path: 'agents[0].port',
        message: 'expected a port from 1 to 65535, but got "5051"',
        came: '"5051"',
        expected: 'a port from 1 to 65535',
        suggestion: undefined,
      },
      { code: 'UNKNOWN_KEY', path: 'mastres', message: 'a cluster has no such key', suggestion: 'masters' },
    ]);
  });

  it.each([null, 'agents: 3', 3, [], [{}], true, () => ({})])('is not even an object: %s', (description) => {
    expect(problemsOf(description)).toMatchObject([{ path: '', code: 'INVALID_VALUE' }]);
  });

  it.each(['', 'Blue', 'blue_7', 'a'.repeat(64), 'blue/..', 'blé', 5, null])('refuses the name %j', (name) => {
    expect(pathsOf({ name })).toEqual(['name']);
  });

  it.each(['1.10', '1.9.0', 'latest', 2, null, {}, 'constructor'])('refuses the Mesos version %j', (mesosVersion) => {
    expect(problemsOf({ mesosVersion })).toMatchObject([{ path: 'mesosVersion', code: 'INVALID_VALUE' }]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '0secs', '-5secs', '10', '10s', '', null, true, {}])(
    'refuses the timeout %s',
    (timeout) => {
      expect(pathsOf({ timeout })).toEqual(['timeout']);
    },
  );

  it.each([-1, 1.5, 1001, Number.NaN, '3', null, {}, true])('refuses %s agents', (agents) => {
    expect(problemsOf({ agents })).toMatchObject([{ path: 'agents', code: 'INVALID_VALUE' }]);
  });

  it('refuses a list of agents that is wrong in places, or too long in all', () => {
    expect(pathsOf({ agents: [{ count: 0 }, 'small', null, [], { cuont: 2 }] })).toEqual([
      'agents[0].count',
      'agents[1]',
      'agents[2]',
      'agents[3]',
      'agents[4].cuont',
    ]);
    expect(problemsOf({ agents: [{ count: 600 }, { count: 600 }] })).toMatchObject([
      { path: 'agents', message: expect.stringContaining('expected 0 to 1000 in all, but got 1200') },
    ]);
    expect(pathsOf({ agents: [{ count: 1e9 }] })).toEqual(['agents[0].count']);
  });

  it('lets simulated agents be more, but gives them no ports', () => {
    const simulated = { containerizers: 'simulated' as const };
    expect(resolveDescription({ ...simulated, agents: 5000 }).agents).toHaveLength(5000);
    expect(problemsOf({ ...simulated, agents: [{ port: 5051 }] })).toMatchObject([{ path: 'agents[0].port' }]);
  });

  it('refuses behaviours that make no sense, all at once, and those of tasks that are processes', () => {
    const wrong = [
      { tsak: 'a', startsAfter: 'soon', runsFor: ['2mins', '1mins'], exits: 'SIGNONE', probability: 0 },
      { health: [{ after: 1 }], says: [{ message: '' }], stopsAfter: -1 },
    ];
    expect(pathsOf({ containerizers: 'simulated', behaviours: wrong })).toEqual([
      ...['tsak', 'startsAfter', 'runsFor', 'exits', 'probability'].map((key) => `behaviours[0].${key}`),
      ...['health[0].healthy', 'says[0].message', 'says[0].after', 'stopsAfter'].map((key) => `behaviours[1].${key}`),
    ]);
    expect(pathsOf({ behaviours: [{ runsFor: '1mins' }] })).toEqual(['behaviours']);
  });

  it('fills in what a behaviour leaves out, and takes what it has filled in', () => {
    const behaviours = [{ task: 'web-*', runsFor: ['1mins', 90_000] as const, health: [{ after: '1secs', healthy: false }] }];
    const resolved = resolveDescription({ containerizers: 'simulated', behaviours });
    expect(resolved.behaviours).toEqual([
      {
        ...{ task: 'web-*', probability: 1, startsAfter: [0, 0], runsFor: [60_000, 90_000], stopsAfter: [0, 0], exits: 0 },
        ...{ health: [{ after: 1000, healthy: false }], says: [] },
      },
    ]);
    expect(resolveDescription({ containerizers: 'simulated', behaviours: resolved.behaviours }).behaviours).toEqual(
      resolved.behaviours,
    );
  });

  it.each([[42], ['42'], [formatSeed(42)]])('takes the seed %j', (seed) => {
    expect(resolveDescription({ seed }).seed).toBe(42);
  });

  it('says what a seed has to be', () => {
    const [problem] = problemsOf({ seed: 'x' });
    expect(problem?.message).toMatch(
      /^expected a whole number from 0 to \d+, or one with the version of minimesos, .* but got "x"$/,
    );
  });

  it.each([[-1], [1.5], ['x'], ['42@0.0.1'], [true]])('refuses the seed %j', (seed) => {
    expect(problemsOf({ seed })).toMatchObject([{ path: 'seed', code: 'INVALID_VALUE' }]);
  });

  it.each([0, [], -1])('refuses a cluster without a master: %j', (masters) => {
    expect(problemsOf({ masters })).toMatchObject([{ path: 'masters', code: 'INVALID_VALUE' }]);
  });

  it('refuses resources for masters', () => {
    expect(pathsOf({ masters: [{ resources: 'cpus:1' }] })).toEqual(['masters[0].resources']);
  });

  it.each([0, 65536, -1, 80.5, '80', null])('refuses the port %j', (port) => {
    expect(pathsOf({ agents: [{ port }] })).toEqual(['agents[0].port']);
  });

  it('refuses a port that two would have to share', () => {
    expect(problemsOf({ masters: [{ port: 5050 }], agents: [{ port: 5051 }, { port: 5050 }, { port: 5051 }] })).toMatchObject([
      { path: 'agents[1].port', message: 'expected a port of its own, but got 5050 (masters[0].port has it already)' },
      { path: 'agents[2].port', message: 'expected a port of its own, but got 5051 (agents[0].port has it already)' },
    ]);
    expect(pathsOf({ agents: [{ count: 2, port: 5051 }] })).toEqual(['agents[0].port']);
  });

  it.each([
    ['cpus:-4', /-4/],
    ['cpus:NaN', /NaN/],
    ['cpus:four', /four/],
    ['cpus', /missing or extra ':'/],
    ['ports:[32000-31000]', /begin > end/],
    ['ports:[0-100]', /^expected ports from 1 to 65535.*0-100 is outside/],
    ['ports:[65000-65536]', /65000-65536 is outside/],
    ['ports:[1-5,3-8]', /overlapping/],
    ['cpus:4;mem:1024;cpus:2', /cpus is there twice/],
    ['cpus(web):4;cpus( web ):2', /cpus\(web\) is there twice/],
    ['', /^expected resources such as/],
    [[], /an empty list/],
    [['cpus:4'], /a list$/],
    [[null], /a list$/],
    [[{}], /not formatted properly/],
    [[{ name: 'cpus', type: 'SCALAR', scalar: { value: Number.NaN } }], /not finite/],
    [[{ name: 'mem', type: 'SCALAR', scalar: { value: -1 } }], /Invalid scalar/],
    [
      [
        { name: 'mem', type: 'SCALAR', scalar: { value: 1 } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 2 }, role: '*' },
      ],
      /mem is there twice/,
    ],
    [4, /but got 4/],
    [{ cpus: 4 }, /an object/],
    [null, /null/],
  ])('refuses the resources %j', (resources, message) => {
    const problems = problemsOf({ agents: [{}, { resources }] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code: 'INVALID_VALUE', path: 'agents[1].resources' });
    expect(problems[0]?.message).toMatch(message);
  });

  it('takes the same resource for several roles, on several disks, and JSON as text', () => {
    const disk = (root: string) => ({
      ...{ name: 'disk', type: 'SCALAR', scalar: { value: 10 } },
      disk: { source: { type: 'PATH', path: { root } } },
    });
    const text = JSON.stringify([{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 } }]);
    for (const resources of ['cpus:1;cpus(web):1;', [disk('/a'), disk('/b')], text]) {
      expect(resolveDescription({ agents: [{ resources }] }).agents[0]?.resources).toBe(resources);
    }
  });

  it.each(['rack', 'rack:', ':a', 'set:{a,b}', [{}], [null], 4, { rack: 'a' }])('refuses the attributes %j', (attributes) => {
    expect(problemsOf({ agents: [{ attributes }] })).toMatchObject([{ code: 'INVALID_VALUE', path: 'agents[0].attributes' }]);
  });

  it("takes flags under the names of Mesos's environment variables too", () => {
    const { masters, agents } = resolveDescription({
      masters: [{ flags: { MESOS_ALLOCATION_INTERVAL: '50ms', MESOS_CLUSTER: 'c' } }],
      agents: [{ flags: { MESOS_SWITCH_USER: 'false' } }],
    });
    expect(masters[0]?.flags).toEqual({ allocation_interval: '50ms', cluster: 'c' });
    expect(agents[0]?.flags).toEqual({ switch_user: 'false' });
    const problems = problemsOf({ masters: [{ flags: { MESOS_PORT: 5050, MESOS_ALLOCATION_INTERVL: '1secs' } }] });
    expect(problems).toMatchObject([
      { path: 'masters[0].flags.MESOS_PORT', code: 'INVALID_VALUE' },
      { path: 'masters[0].flags.MESOS_ALLOCATION_INTERVL', code: 'UNKNOWN_KEY', suggestion: 'MESOS_ALLOCATION_INTERVAL' },
    ]);
  });

  it('refuses flags that are not flags of that role, or that the cluster decides', () => {
    const description = {
      masters: [{ flags: { zk: 'zk://localhost/mesos', containerizers: 'mesos', cluster: null } }],
      agents: [{ flags: { resources: 'cpus:1', master: 'localhost:5050', port: 5051 } }, { flags: 'strict' }, { flags: [] }],
    };
    expect(problemsOf(description).map(({ path, code }) => [path, code])).toEqual([
      ['masters[0].flags.zk', 'INVALID_VALUE'],
      ['masters[0].flags.containerizers', 'UNKNOWN_KEY'],
      ['masters[0].flags.cluster', 'INVALID_VALUE'],
      ['agents[0].flags.resources', 'INVALID_VALUE'],
      ['agents[0].flags.master', 'INVALID_VALUE'],
      ['agents[0].flags.port', 'INVALID_VALUE'],
      ['agents[1].flags', 'INVALID_VALUE'],
      ['agents[2].flags', 'INVALID_VALUE'],
    ]);
    expect(problemsOf(description)[3]?.message).toContain('it has a key of its own: resources');
  });

  it.each(['constructor', '__proto__', 'toString', ''])('does not know the key %j', (key) => {
    expect(problemsOf(JSON.parse(`{ ${JSON.stringify(key)}: {} }`))).toMatchObject([{ code: 'UNKNOWN_KEY' }]);
  });
});

describe('words that are none', () => {
  it.each([{ zookeeper: 'yes' }, { containerizers: 'docker;mesos' }, { driver: 5 }])('are refused: %j', (description) => {
    expect(refusal(description).code).toBe('INVALID_DESCRIPTION');
  });
});
