import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { answers, lives, Place, program, type RealCli } from '../real-cli.js';

let place: Place;
let folder: string;
beforeAll(() => {
  place = new Place();
  folder = place.folder;
});
afterEach(() => place.killAll());
afterAll(() => place[Symbol.asyncDispose]());

/** A cluster in the foreground. */
const up = (args: string[], stdin?: string): RealCli => place.start(['up', '--foreground', ...args], stdin === undefined ? {} : { stdin });

/** A working directory of its own. */
function directory(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

describe('minimesos up --foreground -- command', () => {
  it('runs the command beside a cluster and returns its exit code', async () => {
    const ask = `const url = process.env.MINIMESOS_MASTER;
      fetch(url + '/state').then((answer) => answer.json()).then(({ slaves }) => {
        console.log(slaves.map(({ pid }) => pid.split('@')[1]).sort().join());
        const agents = [0, 1].map((n) => process.env['MINIMESOS_AGENT_' + n + '_IP'] + ':' + process.env['MINIMESOS_AGENT_' + n + '_PORT']);
        console.log(agents.sort().join());
        console.log('MINIMESOS_MASTER=' + url);
        process.exit(3);
      });`;
    const cli = up(['--agents', '2', '--', process.execPath, '-e', ask]);
    expect(await cli.ended).toBe(3);
    const [registered, exported] = cli.stdout.split('\n');
    expect(registered).toMatch(/^127\.0\.0\.1:\d+,127\.0\.0\.1:\d+$/);
    expect(exported).toBe(registered);
    expect(cli.stderr).toMatch(/^Cluster [a-z-]+ is ready after \d+ ms: Mesos 1\.11\.0 at http:\/\/127\.0\.0\.1:\d+ with 2 agents\n$/);
    expect(await answers(cli.exported('MINIMESOS_MASTER'))).toBe(false);
  });

  it('starts what the description says, and the options in its place', async () => {
    const description = JSON.stringify({
      name: 'described',
      agents: [{ count: 2, resources: 'cpus:2;mem:64', attributes: 'rack:a' }],
    });
    const show = `fetch(process.env.MINIMESOS_MASTER + '/state').then((answer) => answer.json()).then(({ cluster, slaves }) =>
      console.log(cluster, slaves.map(({ attributes, resources }) => [attributes.rack, resources.cpus].join(' ')).join()))`;
    const file = join(folder, 'cluster.json');
    await writeFile(file, description);
    const fromFile = up(['--config', file, '--', process.execPath, '-e', show]);
    const changed = up(
      ['--config', '-', '--name', 'mine', '--resources', 'cpus:7', '--', process.execPath, '-e', show],
      description,
    );
    const fewer = up(
      ['--config', '-', '--agents', '1', '--resources', 'cpus:3', '--', process.execPath, '-e', show],
      description,
    );
    expect(await fromFile.ended).toBe(0);
    expect(fromFile.stdout).toBe('described a 2,a 2\n');
    await changed.ended;
    expect(changed.stdout).toBe('mine a 7,a 7\n');
    await fewer.ended;
    expect(fewer.stdout).toBe('described  3\n');
  });

  it('hands on the signal, and returns what the command makes of it', async () => {
    const cli = up(['--', 'sh', '-c', 'trap "exit 7" TERM; echo begun; while :; do sleep 0.05; done']);
    await cli.printed('begun');
    cli.child.kill('SIGTERM');
    expect(await cli.ended).toBe(7);
  });

  it('kills a command that does not end at the first signal', async () => {
    const cli = up(['--', 'sh', '-c', 'trap "echo no" INT; echo begun; while :; do sleep 0.05; done']);
    await cli.printed('begun');
    cli.child.kill('SIGINT');
    await cli.printed('no');
    cli.child.kill('SIGINT');
    expect(await cli.ended).toBe(128 + 9);
  });

  it('returns 128 and the signal that ended the command', async () => {
    expect(await up(['--', 'sh', '-c', 'kill -TERM $$']).ended).toBe(128 + 15);
  });

  it('returns what shells do for a command that cannot be run', async () => {
    const missing = up(['--', 'no-such-command']);
    const file = up(['--', program.replace('cli.js', 'cli.js.map')]);
    expect(await missing.ended).toBe(127);
    expect(missing.stderr).toContain('There is no command no-such-command.');
    expect(await file.ended).toBe(126);
    expect(file.stderr).toContain('permission denied');
  });

  it('leaves the input to the command', async () => {
    const cli = up(['--', 'cat'], 'from here');
    expect(await cli.ended).toBe(0);
    expect(cli.stdout).toBe('from here');
  });
});

describe('minimesos up --foreground', () => {
  it('prints exports and runs until a signal', async () => {
    const cli = up(['--name', 'until-signal']);
    await cli.printed('MINIMESOS_AGENT_0_PORT');
    const master = cli.exported('MINIMESOS_MASTER');
    expect(await answers(master)).toBe(true);
    expect(await answers(cli.exported('MINIMESOS_AGENT_0'))).toBe(true);
    cli.child.kill('SIGINT');
    expect(await cli.ended).toBe(0);
    expect(cli.stderr).toContain('\nStopped cluster until-signal\n');
    expect(await answers(master)).toBe(false);
  });

  it('describes the cluster as JSON when asked to', async () => {
    const cli = up(['--json', '--agents', '2']);
    await cli.printed('\n');
    const { name, masters, agents, exports, pid } = JSON.parse(cli.stdout.split('\n')[0] ?? '') as Record<string, unknown>;
    expect({ name, masters, agents, pid }).toMatchObject({
      name: expect.any(String) as string,
      masters: [{ url: cli.stdout.match(/http:[^"]*/)?.[0] }],
      agents: [{ id: expect.stringMatching(/-S0$/) as string }, { id: expect.stringMatching(/-S1$/) as string }],
      pid: cli.child.pid,
    });
    expect(exports).toHaveProperty('MINIMESOS_AGENT_1_PORT');
    cli.child.kill('SIGTERM');
    expect(await cli.ended).toBe(0);
    expect(cli.stderr).toBe('');
  });

  it('leaves no task behind when it is killed', async () => {
    const cli = up([]);
    await cli.printed('MINIMESOS_AGENT_0_PORT');
    const { SchedulerClient } = await import('../../../src/cluster/scheduler-client.js');
    const client = await SchedulerClient.subscribe(cli.exported('MINIMESOS_MASTER'), {
      name: 'left',
      user: process.env['USER'] ?? 'root',
    });
    let event = await client.nextEvent();
    while (event?.type !== 'OFFERS') event = await client.nextEvent();
    const [offer] = event.offers?.offers ?? [];
    const pidFile = join(folder, 'task-pid');
    const resources = [
      { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 0.1 }, role: '*', allocation_info: { role: '*' } },
    ];
    const task = { name: 'left', task_id: { value: 'left' }, agent_id: offer?.agent_id ?? { value: '' }, resources };
    const command = { shell: true, value: `echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 1000` };
    await client.call({
      type: 'ACCEPT',
      accept: {
        offer_ids: offer ? [offer.id] : [],
        operations: [{ type: 'LAUNCH', launch: { task_infos: [{ ...task, command }] } }],
      },
    });
    const pid = await vi.waitFor(async () => Number(await readFile(pidFile, 'utf8')), 15_000);
    expect(lives(pid)).toBe(true);
    cli.child.kill('SIGKILL');
    await vi.waitFor(() => expect(lives(pid)).toBe(false), 15_000);
    client.close();
  });
});
