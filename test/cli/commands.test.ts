import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands, findCommand, secondWords } from '../../src/cli/commands.js';
import { readDescription } from '../../src/cluster/read-description.js';
import { SchedulerClient } from '../../src/scheduler-client.js';
import { cli } from './fake-context.js';
import { Place } from './real-cli.js';

/*
 * What the tests of the original minimesos asked of its command line, test by test under their names, as far as there is what
 * they are about. Where it answered 0 although nothing had been done, ours answers 3: not running.
 */

let place: Place;
let cwd: string;
const run = (...args: string[]) => place.run(args, { cwd });
const record = () => join(cwd, '.minimesos/cluster.json');

beforeAll(() => {
  place = new Place();
  cwd = join(place.folder, 'work');
  mkdirSync(cwd);
});
afterAll(() => place[Symbol.asyncDispose]());

describe('CommandTest', () => {
  it('info when not running says so', async () => {
    expect(await run('info')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining(`No cluster is running for ${cwd}.`) as string,
    });
  });

  it('state when not running says so', async () => {
    expect(await run('state')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('No cluster is running') as string,
    });
  });

  it('up creates the file, destroy removes it', async () => {
    expect((await run('up', '--agents', '3')).code).toBe(0);
    expect(JSON.parse(readFileSync(record(), 'utf8'))).toMatchObject({ name: expect.any(String) as string });
    // A member is a master or an agent: the original had seven, ZooKeeper, Marathon, Consul and Registrator among them.
    const { masters, agents } = JSON.parse((await run('info', '--json')).stdout) as { masters: unknown[]; agents: unknown[] };
    expect(masters.length + agents.length).toBe(4);
    expect((await run('destroy')).code).toBe(0);
    expect(existsSync(record())).toBe(false);
  });

  it('up has as many masters as are asked for', async () => {
    expect((await run('up', '--masters', '2')).code).toBe(0);
    const { masters, zookeeper } = JSON.parse((await run('info', '--json')).stdout) as Record<string, unknown>;
    expect({ masters, zookeeper }).toMatchObject({
      masters: [{ leading: true }, { leading: false }],
      zookeeper: expect.anything(),
    });
    expect((await run('destroy')).code).toBe(0);
  });

  it('up with garbage in the file overwrites it', async () => {
    mkdirSync(join(cwd, '.minimesos'));
    writeFileSync(record(), 'garbage');
    expect((await run('up')).code).toBe(0);
    expect((await run('info')).code).toBe(0);
  });

  it('up twice gives the same cluster', async () => {
    const before = (await run('info', '--json')).stdout;
    expect(await run('up')).toMatchObject({ code: 0, stderr: expect.stringContaining('is running already') as string });
    expect((await run('info', '--json')).stdout).toBe(before);
  });

  it('info when running says so, and which version', async () => {
    expect((await run('info')).stdout).toMatch(/^Cluster \S+ is running: Mesos 1\.11\.0, /);
  });

  it("the leader of state is the master's address", async () => {
    const { leader } = JSON.parse((await run('state')).stdout) as { leader: string };
    const { exports } = JSON.parse((await run('info', '--json')).stdout) as { exports: Record<string, string> };
    expect(leader).toBe(`master@${exports['MINIMESOS_MASTER_IP']}:${exports['MINIMESOS_MASTER_PORT']}`);
  });

  it('the output of up has the running line, the version and the exports', async () => {
    const { stdout, stderr } = await run('up');
    expect(stderr).toMatch(/^Cluster \S+ is running already: Mesos 1\.11\.0 at /);
    expect(stdout).toMatch(/^export MINIMESOS_MASTER=http:\/\/127\.0\.0\.1:\d+$/m);
  });

  it('the output of up has the export of Marathon', async () => {
    await run('destroy');
    writeFileSync(join(cwd, 'complete'), 'minimesos {\n  marathon { }\n  zookeeper { }\n  agent { }\n}\n');
    expect((await run('up', '--clusterConfig', 'complete')).stdout).toMatch(
      /^export MINIMESOS_MARATHON=http:\/\/127\.0\.0\.1:\d+$/m,
    );
  });

  it('destroy when not running says so', async () => {
    await run('destroy');
    expect(await run('destroy')).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('CommandUpTest', () => {
  it('a missing file is an error', async () => {
    expect(await run('up', '--config', 'minimesosFile.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no file minimesosFile.yaml.') as string,
    });
  });

  it('an invalid file is an error', async () => {
    writeFileSync(join(cwd, 'invalid.yaml'), 'agents: [\n');
    expect(await run('up', '--config', 'invalid.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^minimesos: invalid\.yaml:\d+:\d+: /) as string,
    });
    expect(existsSync(record())).toBe(false);
  });

  it('a basic file starts one cluster; the options come before what it says', async () => {
    writeFileSync(join(cwd, 'basic.yaml'), 'name: basic\nagents: 1\n');
    expect((await run('up', '--config', 'basic.yaml', '--agents', '2')).stderr).toMatch(
      /^Cluster basic is ready after \d+ ms: .* with 2 agents\n$/,
    );
    expect((await run('ps', '--json')).stdout.match(/"name":/g)).toHaveLength(1);
    await run('destroy');
  });
});

describe('CommandInitTest', () => {
  const path = () => join(cwd, 'minimesos.yaml');

  it('has the name of the file that up looks for', async () => {
    expect(await cli(['init'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('minimesos.yaml') as string });
    expect(existsSync(path())).toBe(true);
  });

  it('is valid', async () => {
    expect(await readDescription(path())).toMatchObject({ agents: [{}], masters: [{}], mesosVersion: '1.11.0' });
  });

  it.each(['agents:', 'resources:', 'attributes:', 'masters:', 'flags:', 'mesosVersion:', 'name:', 'timeout:'])(
    'tells about %s',
    (key) => {
      expect(readFileSync(path(), 'utf8')).toContain(key);
    },
  );

  it('stays valid when the examples in its comments are taken', async () => {
    const example = readFileSync(path(), 'utf8')
      .replace(/^agents: 1$/m, '')
      .replace(/^# (?=(agents|masters|name| +-| {4,}))/gm, '');
    writeFileSync(join(cwd, 'example.yaml'), example);
    expect(await readDescription(join(cwd, 'example.yaml'))).toMatchObject({
      name: 'my-cluster',
      agents: [{}, {}, {}],
      masters: [{ port: 5050 }],
    });
  });

  it('tells editors about the schema, in the package beside the file if there is one', async () => {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.+)\n/.exec(readFileSync(path(), 'utf8')) ?? [];
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toHaveProperty('properties.agents');
    const installed = join(cwd, 'project/node_modules/minimesos/schema');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'minimesos.schema.json'), '{}');
    mkdirSync(join(cwd, 'project/tests'));
    await cli(['init'], { cwd: join(cwd, 'project/tests') });
    expect(readFileSync(join(cwd, 'project/tests/minimesos.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/node_modules\/minimesos\/schema\//,
    );
  });

  it('leaves an existing file as it is', async () => {
    writeFileSync(path(), 'agents: 7\n');
    expect(await cli(['init'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('minimesos.yaml exists already') as string,
    });
    expect(readFileSync(path(), 'utf8')).toBe('agents: 7\n');
    writeFileSync(path(), 'agents: 1\n');
  });
});

describe('with a task on port 4040', () => {
  let client: SchedulerClient;
  beforeAll(async () => {
    await run('up', '--resources', 'cpus:1;mem:64;disk:10;ports:[4040-4041]');
    const { exports } = JSON.parse((await run('info', '--json')).stdout) as { exports: Record<string, string> };
    client = await SchedulerClient.subscribe(String(exports['MINIMESOS_MASTER']), {
      name: 'marathon',
      user: process.env['USER'] ?? 'root',
    });
    let event = await client.nextEvent();
    while (event?.type !== 'OFFERS') event = await client.nextEvent();
    const [offer] = event.offers?.offers ?? [];
    const allocation_info = { role: '*' };
    const resources = [
      { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 0.1 }, allocation_info },
      { name: 'ports', type: 'RANGES' as const, ranges: { range: [{ begin: 4040, end: 4040 }] }, allocation_info },
    ];
    const task = {
      name: 'weave-scope',
      task_id: { value: 'weave-scope.1' },
      agent_id: offer?.agent_id ?? { value: '' },
      resources,
    };
    const discovery = {
      visibility: 'FRAMEWORK' as const,
      name: 'weave-scope',
      ports: { ports: [{ number: 4040, protocol: 'tcp' }] },
    };
    const command = { shell: true, value: 'echo to stdout; echo to stderr >&2; exec sleep 1000' };
    await client.call({
      type: 'ACCEPT',
      accept: {
        offer_ids: offer ? [offer.id] : [],
        operations: [{ type: 'LAUNCH', launch: { task_infos: [{ ...task, discovery, command }] } }],
      },
    });
    expect((await run('wait', '--framework', 'marathon', '--tasks', '1')).code).toBe(0);
  });
  afterAll(async () => {
    client.close();
    await run('destroy');
  });

  it('CommandPsTest: the table of tasks', async () => {
    expect((await run('tasks')).stdout).toBe(
      'FRAMEWORK  TASK           STATE         AGENT  PORTS\nmarathon   weave-scope.1  TASK_RUNNING      0  4040\n',
    );
  });

  it('CommandLogsTest: stdout, of a task known by a part of its id', async () => {
    expect(await run('logs', 'weave')).toEqual({ code: 0, stdout: 'to stdout\n', stderr: '' });
  });

  it('CommandLogsTest: stderr', async () => {
    expect((await run('logs', 'weave-scope.1', '--stderr')).stdout).toBe('to stderr\n');
  });

  it('CommandLogsTest: a task that does not exist', async () => {
    const { code, stderr } = await run('logs', 'doesnotexist');
    expect([code, stderr]).toEqual([1, expect.stringContaining('has no task "doesnotexist". There are: weave-scope.1.')]);
  });
});

describe('MainTest', () => {
  it.each(['up', 'destroy', 'info', 'state', 'logs', 'init', 'ps', 'version'])('%s is a command', (name) => {
    expect(findCommand([name, '--json'])).toMatchObject({ name, args: ['--json'] });
  });

  it('finds commands of two words', () => {
    expect(findCommand(['agent', 'kill', '0'])).toMatchObject({ name: 'agent kill', args: ['0'] });
    expect(secondWords('agent')).toEqual(['add', 'stop', 'kill', 'pause', 'resume', 'restart']);
  });

  it('usage for an unsupported command', async () => {
    expect(await cli(['unsupported'], { cwd })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('See minimesos --help.') as string,
    });
  });

  it.each([['--help'], ['-h'], ['help']])('usage for %s', async (argument) => {
    const { code, stdout } = await cli([argument], { cwd });
    expect(code).toBe(0);
    for (const name of Object.keys(commands)) expect(stdout).toContain(name);
  });

  it('usage for logs without its task', async () => {
    expect(await cli(['logs'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('minimesos logs expects the id of a task') as string,
    });
  });

  it('no null for a typo', async () => {
    const { stderr } = await cli(['inof'], { cwd });
    expect(stderr).toContain('Did you mean info?');
    expect(stderr).not.toMatch(/null|undefined/);
  });
});
