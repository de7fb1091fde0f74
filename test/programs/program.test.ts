import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Site } from './real-program.js';

let site: Site;
afterEach(() => site[Symbol.asyncDispose]());

/** Runs a program that is to end at once; returns what it wrote and its exit code. */
async function refused(program: 'master' | 'agent', flags: Record<string, string | number | true>, env: NodeJS.ProcessEnv = {}) {
  site ??= new Site();
  const run = site.run(program, flags, env);
  return { code: await run.ended, text: run.stderr, stdout: run.stdout };
}

const agent = () => ({ ip: '127.0.0.1', port: 0, master: '127.0.0.1:5050', work_dir: site.path('agent') });

describe('what programs refuse', () => {
  it('is told all at once, with the nearest flags there are', async () => {
    site = new Site();
    const flags = { wrok_dir: '/tmp', quiet: 'perhaps', port: 'http', containerisers: true as const };
    const { code, text } = await refused('agent', flags);
    expect(code).toBe(1);
    for (const part of ['work_dir', 'quiet', 'port', 'containerizers', 'minimesos-agent --help']) expect(text).toContain(part);
  });

  it('is an agent without master and directory, in the words of Mesos', async () => {
    site = new Site();
    const { code, text } = await refused('agent', {});
    expect(code).toBe(1);
    expect(text).toContain('Missing required option `--master`');
    expect(text).toContain("Flag 'work_dir' is required, but it was not provided");
  });

  it('is a master without directory, or without quorum, in the words of Mesos', async () => {
    site = new Site();
    const { code, text } = await refused('master', { zk: 'zk://localhost:2181/mesos' });
    expect(code).toBe(1);
    expect(text).toContain('--work_dir needed for replicated log based registry');
    expect(text).toContain('Need to specify --quorum for replicated log based registry when using ZooKeeper');
  });

  it.each(['nonsense', 'zk://', 'zk://localhost:2181', 'host:99999', 'file:///there/is/none'])(
    'is %s as a master',
    async (master) => {
      site = new Site();
      const { code, text } = await refused('agent', { ...agent(), master });
      expect(code).toBe(1);
      expect(text).toMatch(/^ {2}master: /m);
    },
  );

  it('is a port that is taken', async () => {
    site = new Site();
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as { port: number };
    const { code, text } = await refused('agent', { ...agent(), port });
    server.close();
    expect(code).toBe(1);
    expect(text).toContain(`could not listen on 127.0.0.1:${port} (another program uses it)`);
  });

  it('is a work directory that is a file, or in one', async () => {
    site = new Site();
    writeFileSync(site.path('file'), '');
    for (const work_dir of [site.path('file'), site.path('file', 'agent')]) {
      const { code, text } = await refused('agent', { ...agent(), work_dir });
      expect(code).toBe(1);
      expect(text).toContain(`cannot use the work directory ${work_dir}`);
    }
  });

  it('is the work directory of another one that runs, until that one has ended', async () => {
    site = new Site();
    const first = site.agent({ master: '127.0.0.1:1' });
    await first.logged(/The leading master is/);
    const { code, text } = await refused('agent', { ...agent(), port: 0 });
    expect(code).toBe(1);
    expect(text).toContain(`process ${first.child.pid} uses it`);
    await first.kill();
    await site.agent({ master: '127.0.0.1:1' }).logged(/The leading master is/);
  });
});

describe('what programs take', () => {
  it('is the environment, after the command line, and files', async () => {
    site = new Site();
    writeFileSync(site.path('master'), '127.0.0.1:5999\n');
    const env = { MESOS_MASTER: `file://${site.path('master')}`, MESOS_ATTRIBUTES: 'rack:a', MESOS_NATIVE_JAVA_LIBRARY: '/none' };
    const run = site.run(
      'agent',
      { ip: '127.0.0.1', port: 0, work_dir: site.path('agent'), attributes: 'rack:b', 'no-strict': true },
      env,
    );
    await run.logged(/The leading master is master@127\.0\.0\.1:5999/);
    const { port } = await run.address();
    const { flags, attributes } = (await (await fetch(`http://127.0.0.1:${port}/state`)).json()) as {
      flags: Record<string, string>;
      attributes: object;
    };
    expect(flags).toMatchObject({ strict: 'false', attributes: 'rack:b', master: '127.0.0.1:5999' });
    expect(flags).not.toHaveProperty('log_format');
    expect(attributes).toEqual({ rack: 'b' });
  });

  it('shows help and version', async () => {
    site = new Site();
    const help = await refused('master', { help: true });
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--[no-]authenticate_agents');
    const version = await refused('agent', { version: true, mesos_version: '1.12' });
    expect([version.code, version.stdout]).toEqual([0, expect.stringMatching(/^mesos 1\.12\.0 /)]);
  });

  it('writes logs as Mesos does, into a directory, or as JSON', async () => {
    site = new Site();
    const master = site.master({ log_dir: site.path('logs') });
    await master.logged(/^I\d{4} \d\d:\d\d:\d\d\.\d{6} \d+ master:0\] Leads/m);
    const { port } = await master.address();
    const read = await fetch(`http://127.0.0.1:${port}/files/download?path=/master/log`);
    expect(await read.text()).toContain('Leads');
    const quiet = site.master({ quiet: true, log_dir: site.path('more'), work_dir: site.path('quiet') });
    const json = site.master({ log_format: 'json', work_dir: site.path('json') });
    await json.logged(/"text":"Leads/);
    for (const line of json.stderr.trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), time: expect.any(String), text: expect.any(String) });
    }
    await quiet.kill();
    expect(quiet.stderr).toBe('');
  });
});

describe('a program that listens on all addresses of the machine', () => {
  it.each([{}, { ip: '0.0.0.0' }])('warns of it: %j', async (flags) => {
    site = new Site();
    const master = site.run('master', { port: 0, work_dir: site.path('master'), ...flags });
    await master.logged(/^W.*Whoever reaches this machine can give it orders: --ip=127\.0\.0\.1 keeps it to this machine/m);
    expect(master.stderr).toMatch(/listens on 0\.0\.0\.0:\d+ as /);
  });

  it('is none with an address of its own', async () => {
    site = new Site();
    const master = site.master();
    await master.logged(/Leads/);
    expect(master.stderr).not.toContain('Whoever reaches this machine');
  });
});
