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
const up = (args: string[], stdin?: string): RealCli =>
  place.start(['up', '--foreground', ...args], stdin === undefined ? {} : { stdin });

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
    expect(cli.stderr).toMatch(
      /^Cluster [a-z-]+ is ready after \d+ ms: Mesos 1\.11\.0 at http:\/\/127\.0\.0\.1:\d+ with 2 agents\n$/,
    );
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
      agents: [{ id: expect.stringMatching(/-S\d$/) as string }, { id: expect.stringMatching(/-S\d$/) as string }],
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
    const { SchedulerClient } = await import('../../../src/scheduler-client.js');
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
    const pid = await vi.waitFor(async () => Number(await readFile(pidFile, 'utf8')), 30_000);
    expect(lives(pid)).toBe(true);
    cli.child.kill('SIGKILL');
    await vi.waitFor(() => expect(lives(pid)).toBe(false), 30_000);
    client.close();
  });
});

describe('a cluster in the foreground', () => {
  it('is the cluster of its directory, which others can use and destroy', async () => {
    const cwd = directory('foreground');
    const cli = place.start(['up', '--foreground', '--name', 'front'], { cwd });
    await cli.printed('MINIMESOS_AGENT_0_PORT');
    expect((await place.run(['info', '--export'], { cwd })).stdout).toBe(cli.stdout);
    expect(await place.run(['up', '--foreground'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Cluster front runs already.') as string,
    });
    expect(await place.run(['run', '--', 'true'], { cwd })).toMatchObject({ code: 0 });
    await cli.printed('TASK_FINISHED', 'stderr');
    expect((await place.run(['destroy'], { cwd })).stdout).toBe('Destroyed cluster front\n');
    expect(await cli.ended).toBe(0);
    expect(existsSync(join(cwd, '.minimesos'))).toBe(false);
  });

  it('shows what happens as lines of JSON to programs', async () => {
    const cwd = directory('events');
    const cli = place.start(['up', '--foreground', '--json'], { cwd });
    await cli.printed('\n');
    await place.run(['run', '--', 'true'], { cwd });
    await cli.printed('TASK_FINISHED');
    cli.child.kill('SIGTERM');
    expect(await cli.ended).toBe(0);
    const [info, ...entries] = cli.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(info).toHaveProperty('exports');
    expect(entries.every((entry) => typeof entry['sequence'] === 'number')).toBe(true);
  });
});

describe('minimesos up -- command', () => {
  it('has the commands of minimesos in it use its cluster', async () => {
    const minimesos = `"${process.execPath}" "${program}"`;
    const script = `${minimesos} agent add --attributes rack:x >/dev/null && ${minimesos} run -- echo hello && ${minimesos} agents --json`;
    const { code, stdout } = await place.run(['up', '--', 'sh', '-c', script], { cwd: directory('nested') });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^hello\n\[/);
    expect(stdout).toContain('"rack":"x"');
  });

  it('takes the command with it when it gets SIGKILL, and what that has started', async (context) => {
    context.skip(process.platform !== 'linux', 'descendants can be looked at on Linux only');
    const cli = place.start(['up', '--', 'sh', '-c', 'setsid sleep 1000 & echo $$ $!; sleep 1000; exit 1'], {
      cwd: directory('killed-up'),
    });
    await cli.printed('\n');
    const pids = cli.stdout.trim().split(' ').map(Number);
    expect(pids.map(lives)).toEqual([true, true]);
    cli.child.kill('SIGKILL');
    await vi.waitFor(() => expect(pids.map(lives)).toEqual([false, false]), 30_000);
  });

  it('leaves what the command has left running when that has ended', async () => {
    const script = 'sleep 1000 >/dev/null 2>&1 & echo $!';
    const { code, stdout } = await place.run(['up', '--', 'sh', '-c', script], { cwd: directory('left') });
    const pid = Number(stdout);
    expect(code).toBe(0);
    expect(lives(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('leaves the cluster of the directory alone', async () => {
    const cwd = directory('beside');
    const { stdout } = await place.run(['up'], { cwd });
    const beside = await place.run(['up', '--', 'sh', '-c', 'echo $MINIMESOS_MASTER'], { cwd });
    expect(stdout).not.toContain(beside.stdout.trim());
    expect((await place.run(['info', '--export'], { cwd })).stdout).toBe(stdout);
  });
});

describe('minimesos up', () => {
  it('starts a cluster that outlives it, and is gone after destroy', async () => {
    const cwd = directory('background');
    const started = await place.run(['up', '--agents', '2'], { cwd });
    expect(started.code).toBe(0);
    expect(started.stderr).toMatch(
      /^Cluster [a-z-]+ is ready after \d+ ms: Mesos 1\.11\.0 at http:\/\/127\.0\.0\.1:\d+ with 2 agents\n$/,
    );
    expect(started.stdout.split('\n')).toHaveLength(11);
    const { pid, exports } = JSON.parse((await place.run(['info', '--json'], { cwd })).stdout) as {
      pid: number;
      exports: Record<string, string>;
    };
    expect(await answers(String(exports['MINIMESOS_MASTER']))).toBe(true);
    expect((await place.run(['destroy'], { cwd })).code).toBe(0);
    expect([lives(pid), await answers(String(exports['MINIMESOS_MASTER']))]).toEqual([false, false]);
    expect(readdirSync(cwd)).toEqual([]);
    expect(await place.run(['info'], { cwd })).toMatchObject({ code: 3, stdout: '' });
  });

  it('starts one where two are asked for at once, and both say which', async () => {
    const cwd = directory('twice');
    const all = await Promise.all([1, 2, 3].map(() => place.run(['up'], { cwd })));
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1);
    expect(all.filter(({ stderr }) => stderr.includes('is ready after'))).toHaveLength(1);
    expect(all.filter(({ stderr }) => stderr.includes('is running already'))).toHaveLength(2);
  });

  it('does not take a cluster for another one', async () => {
    const cwd = directory('differs');
    await place.run(['up', '--agents', '1', '--name', 'one'], { cwd });
    expect(await place.run(['up', '--agents', '1'], { cwd })).toMatchObject({ code: 0 });
    expect(await place.run(['up', '--agents', '2'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Cluster one is running already, but was described differently.') as string,
    });
    // Under another name it is another one.
    expect(await place.run(['up', '--agents', '2', '--name', 'two'], { cwd })).toMatchObject({ code: 0 });
    expect(await place.run(['up', '--agents', '2', '--name', 'two'], { cwd })).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('running already') as string,
    });
    expect((await place.run(['info'], { cwd })).stdout).toContain('Cluster one is running');
    expect((await place.run(['info', '--cluster', 'two'], { cwd })).stdout).toContain('Cluster two is running');
    expect(await place.run(['up', '--name', 'two'], { cwd: directory('other') })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Cluster two runs already.') as string,
    });
  });

  it('leaves nothing when a port is taken', async () => {
    const cwd = directory('port');
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    writeFileSync(join(cwd, 'minimesos.yaml'), `masters:\n  - port: ${port}\n`);
    const { code, stdout, stderr } = await place.run(['up'], { cwd });
    taken.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^minimesos: .* could not listen on 127\\.0\\.0\\.1:${port} .*\n$`));
    expect(readdirSync(cwd)).toEqual(['minimesos.yaml']);
    expect((await hosts()).filter(({ name }) => name === undefined)).toEqual([]);
  });

  it('starts anew where the host process was killed', async () => {
    const cwd = directory('killed');
    await place.run(['up'], { cwd });
    const { pid, masters } = JSON.parse((await place.run(['info', '--json'], { cwd })).stdout) as {
      pid: number;
      masters: { url: string }[];
    };
    const follows = place.start(['timeline', '--follow'], { cwd });
    await follows.printed('\n');
    process.kill(pid, 'SIGKILL');
    // One clear line for whoever was following, and the code for what is not running.
    expect(await follows.ended).toBe(3);
    expect(follows.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(await place.run(['up'], { cwd })).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('is ready after') as string,
    });
    expect(await answers(String(masters[0]?.url))).toBe(false);
  });

  it('is destroyed also when its host process does not answer any more', async () => {
    const cwd = directory('stopped');
    await place.run(['up'], { cwd });
    const { pid } = JSON.parse((await place.run(['info', '--json'], { cwd })).stdout) as { pid: number };
    process.kill(pid, 'SIGSTOP');
    expect((await place.run(['destroy'], { cwd })).code).toBe(0);
    expect([lives(pid), readdirSync(cwd)]).toEqual([false, []]);
  });

  it('leaves nothing when it is interrupted', async () => {
    const cwd = directory('interrupted');
    const cli = place.start(['up', '--agents', '200'], { cwd });
    await vi.waitFor(() => expect(readdirSync(cwd)).toEqual(['.minimesos']), 30_000);
    cli.child.kill('SIGINT');
    const code = await cli.ended;
    // Where it came too late, the cluster is there as if nothing had been.
    if (code === 0) expect((await place.run(['destroy'], { cwd })).code).toBe(0);
    else expect(code).toBe(130);
    await vi.waitFor(() => expect(readdirSync(cwd)).toEqual([]), 30_000);
  });

  it('takes the description of its directory', async () => {
    const cwd = directory('described');
    writeFileSync(
      join(cwd, 'minimesos.ts'),
      "import { defineCluster } from 'minimesos';\nexport default defineCluster({ name: 'typed', agents: 3 });\n",
    );
    expect((await place.run(['up'], { cwd })).stderr).toMatch(/^Cluster typed is ready .* with 3 agents\n$/);
    writeFileSync(join(cwd, 'minimesos.yaml'), 'agents: 2\n');
    expect(await place.run(['up'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--config expects one of minimesos.yaml, minimesos.ts, which all lie in') as string,
    });
  });
});

/** The host processes there are. */
const hosts = async () => JSON.parse((await place.run(['ps', '--json'])).stdout) as { name?: string; pid: number }[];
