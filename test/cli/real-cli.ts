import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { lives as isAlive } from '../../src/mesos/process/process-mark.js';

/** The command line as it was built. */
export const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface RealCliOptions {
  readonly stdin?: string;
  /** A descriptor of what takes its errors. Default: `RealCli.stderr` */
  readonly stderr?: 'pipe' | number;
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** A command line in a process of its own. */
export class RealCli {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;

  constructor(args: readonly string[], { stdin = '', stderr = 'pipe', cwd, env = {} }: RealCliOptions = {}) {
    const stdio = ['pipe', 'pipe', stderr] as const;
    this.child = spawn(process.execPath, [program, ...args], { stdio: [...stdio], cwd, env: { ...process.env, ...env } });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.child.stdin?.on('error', () => {});
    this.child.stdin?.end(stdin);
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Until it has printed this. */
  async printed(text: string, stream: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    await vi.waitFor(() => expect(this[stream]).toContain(text), 30_000);
  }

  /** The value of a variable in the lines it printed. */
  exported(name: string): string {
    return new RegExp(`^(?:export )?${name}=(.*)$`, 'm').exec(this.stdout)?.[1] ?? '';
  }
}

/** A home of its own for host processes, with a directory to work in; in the end, all that was started there is ended. */
export class Place implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
  readonly env = { MINIMESOS_HOME: join(this.folder, 'home') };
  readonly #running: RealCli[] = [];

  /** Starts a command line. */
  start(args: readonly string[], { cwd = this.folder, env, ...options }: RealCliOptions = {}): RealCli {
    const cli = new RealCli(args, { ...options, cwd, env: { ...this.env, ...env } });
    this.#running.push(cli);
    return cli;
  }

  /** Runs a command line to its end. */
  async run(
    args: readonly string[],
    options: RealCliOptions = {},
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const cli = this.start(args, options);
    const code = await cli.ended;
    return { code, stdout: cli.stdout, stderr: cli.stderr };
  }

  /** Ends the foreground commands that still run. */
  async killAll(): Promise<void> {
    for (const { child } of this.#running) child.kill('SIGKILL');
    await Promise.all(this.#running.splice(0).map(({ ended }) => ended));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killAll();
    await this.run(['destroy', '--all']);
    rmSync(this.folder, { recursive: true });
  }
}

/** Whether a master or agent answers there. */
export const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/version`).then(
    ({ ok }) => ok,
    () => false,
  );

export const lives = (pid: number): boolean => isAlive({ pid, startedAt: 0 });
