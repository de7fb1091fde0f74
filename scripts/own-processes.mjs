// A master and two agents as processes of their own, started with the flags that a run of the conformance suite asks for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const HOST = '127.0.0.1';
const START_MS = 30_000;

/** A master or agent at a port, which may be killed and started again. */
export class Member {
  #child;
  #log;

  constructor(program, flags, log) {
    this.program = program;
    this.flags = flags;
    this.#log = log;
    this.port = flags.port;
  }

  get pid() {
    return this.#child?.pid;
  }

  get running() {
    return this.#child !== undefined;
  }

  /** Resolves when it answers. */
  async start() {
    const log = openSync(this.#log, 'a');
    const flags = Object.entries(this.flags).map(([name, value]) => `--${name}=${value}`);
    const child = spawn(process.execPath, [join(dist, `${this.program}.js`), ...flags], { stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    const ended = once(child, 'exit').then(([code, signal]) => {
      if (this.#child === child) this.#child = undefined;
      return `ended with ${code ?? signal}`;
    });
    const ending = await Promise.race([ended, this.#listens().then(() => this.#answers())]);
    if (ending)
      throw new Error(`${this.program} ${ending}:\n${readFileSync(this.#log, 'utf8').split('\n').slice(-6).join('\n')}`);
  }

  /** The hard way. */
  async kill(signal = 'SIGKILL') {
    const child = this.#child;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    this.#child = undefined;
  }

  /** One that was given no port tells in its log which one it has. */
  async #listens() {
    while (this.port === 0) {
      const [, port] = /listens on \S+ as [\d.]+:(\d+)/.exec(readFileSync(this.#log, 'utf8')) ?? [];
      if (port) this.port = Number(port);
      else await new Promise((done) => setTimeout(done, 5));
    }
  }

  async #answers() {
    for (const deadline = Date.now() + START_MS; Date.now() < deadline; ) {
      const answer = await fetch(`http://${HOST}:${this.port}/health`).catch(() => undefined);
      if (answer?.ok) return undefined;
      await new Promise((done) => setTimeout(done, 20));
    }
    return 'does not answer';
  }
}

async function freePort() {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Starts them; `version` is as which Mesos they present themselves. */
export async function startOwnProcesses({ version, masterFlags = {}, agentFlags = {}, agent: { resources } }) {
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-own-processes-'));
  const common = { ip: HOST, hostname: HOST, mesos_version: version };
  const place = async (name) => ({ ...common, port: await freePort(), work_dir: join(directory, name) });
  const master = new Member(
    'master',
    { ...(await place('master')), cluster: 'conformance', ...masterFlags },
    join(directory, 'master.log'),
  );
  await master.start();
  const agents = [];
  for (const name of ['agent-0', 'agent-1']) {
    const flags = {
      ...{ master: `${HOST}:${master.port}`, resources, launcher: 'posix', isolation: 'posix/cpu,posix/mem' },
      ...{ runtime_dir: join(directory, name, 'runtime'), fetcher_cache_dir: join(directory, name, 'fetch') },
      ...{ 'no-hostname_lookup': '', 'no-systemd_enable_support': '' },
    };
    const agent = new Member('agent', { ...(await place(name)), ...flags, ...agentFlags }, join(directory, `${name}.log`));
    agents.push(agent);
    await agent.start();
  }
  return {
    ...{ directory, master, agents },
    async destroy() {
      for (const agent of agents) {
        // Their executors end with them, and what holds those does when it has nothing more to tell.
        if (!agent.running) await agent.start();
        await agent.kill('SIGUSR1');
      }
      await master.kill();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
