import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import type { Address } from '../../src/mesos/process/pid.js';
import { lives, startTime } from '../../src/mesos/process/process-mark.js';

type Flags = Readonly<Record<string, string | number | true>>;

const PATIENCE = { timeout: 30_000, interval: 20 };

/** `minimesos-master` or `minimesos-agent` as it was built, in a process of its own. */
export class RealProgram {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Resolves with the exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  /** @param via what runs it, such as `['ip', 'netns', 'exec', 'one']`; nothing: it is run as it is */
  constructor(program: 'master' | 'agent', args: readonly string[], env: NodeJS.ProcessEnv = {}, via: readonly string[] = []) {
    const path = fileURLToPath(new URL(`../../dist/${program}.js`, import.meta.url));
    const [file = '', ...rest] = [...via, process.execPath, path, ...args];
    this.child = spawn(file, rest, { stdio: 'pipe', env: { ...process.env, ...env } });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? signal)));
  }

  /** Where it listens, as its log says. Rejects when it ends instead. */
  async address(): Promise<Address> {
    const [, ip = '', port = ''] = await this.logged(/listens on \S+ as ([\d.]+):(\d+)/);
    return { ip, port: Number(port) };
  }

  /** Until its log has a line like this. */
  async logged(pattern: RegExp): Promise<RegExpExecArray> {
    return vi.waitFor(() => {
      const found = pattern.exec(this.stderr);
      if (!found) throw new Error(`It has not logged ${pattern}, but:\n${this.stderr.slice(-2000)}`);
      return found;
    }, PATIENCE);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | NodeJS.Signals | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A directory in which programs run. In the end all are killed, also what holds the containers of agents. */
export class Site implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'programs-test-'));
  readonly #programs: RealProgram[] = [];
  readonly #directories = new Set<string>();

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  run(program: 'master' | 'agent', flags: Flags = {}, env: NodeJS.ProcessEnv = {}, via: readonly string[] = []): RealProgram {
    const args = Object.entries(flags).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));
    const running = new RealProgram(program, args, env, via);
    this.#programs.push(running);
    if (typeof flags['work_dir'] === 'string') this.#directories.add(flags['work_dir']);
    return running;
  }

  master(flags: Flags = {}): RealProgram {
    return this.run('master', { ip: '127.0.0.1', port: 0, hostname: 'localhost', work_dir: this.path('master'), ...flags });
  }

  /** @param flags with `master`, at least */
  agent(flags: Flags, via: readonly string[] = []): RealProgram {
    const all = {
      ...{ ip: '127.0.0.1', port: 0, hostname: 'localhost', work_dir: this.path('agent') },
      ...{ resources: 'cpus:4;mem:1024;disk:1000;ports:[31000-31099]', fetcher_cache_dir: this.path('fetch') },
      ...{ registration_backoff_factor: '10ms', ...flags },
    };
    return this.run('agent', all, {}, via);
  }

  /** The process that holds the containers of an agent; undefined when there is none. */
  containersOf(workDirectory = this.path('agent')): number | undefined {
    try {
      return (JSON.parse(readFileSync(join(workDirectory, 'containers.json'), 'utf8')) as { pid: number }).pid;
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.kill()));
    for (const directory of this.#directories) {
      const pid = this.containersOf(directory);
      if (pid === undefined) continue;
      await expectGone(pid, () => process.kill(pid, 'SIGKILL'));
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Has a process end, and sees that it does. */
async function expectGone(pid: number, end: () => void): Promise<void> {
  const mark = { pid, startedAt: startTime(pid) };
  if (!lives(mark)) return;
  end();
  await vi.waitFor(() => expect(lives(mark)).toBe(false), PATIENCE);
}
