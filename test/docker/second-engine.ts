import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { connectEngine } from '../../src/docker/engine.js';
import { LABELS } from '../../src/docker/labels.js';
import { ownerLabel } from '../../src/docker/owner.js';
import { enginePrivileges } from '../../src/docker/privileges.js';
import { docker, dockerDone, type Ran } from './real-docker.js';

const IMAGE = 'minimesos-test/engine:20';
/** Longer than any engine takes to start or to stop: it ends containers first, which may take 10 s. */
const PATIENT = { timeout: 30_000, interval: 50 };

let engines = 0;

/** What an engine is to be. */
interface Wanted {
  /** Images of the engine here that it is to have as well. */
  readonly images?: readonly string[];
  /** How much it can keep: `300m`, in memory; gone after a power cut. Default: what there is room for, on the disk. */
  readonly disk?: string;
  /** What `dockerd` is told. */
  readonly flags?: readonly string[];
}

/**
 * An engine of Docker in a container of the one that is there, for tests that end it, fill it, or take its addresses. It is found as one of
 * this machine: its socket is here, and so is a way to the addresses of `subnet`.
 */
export class SecondEngine implements AsyncDisposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'minimesos-second-'));
  /** A range that is reached from here. */
  readonly subnet = `10.${214 + (engines++ % 32)}.${process.pid % 256}.0/24`;
  readonly #name = `second-${process.pid}-${engines}`;

  #isUp = false;
  /** The engine in which it is: tests have DOCKER_HOST name another one. */
  #outer = '';

  static async start({ images = [], disk, flags = [] }: Wanted = {}): Promise<SecondEngine> {
    const engine = new SecondEngine();
    try {
      await engine.#create(disk);
      await engine.resume(flags);
      await engine.#load(images);
      return engine;
    } catch (error) {
      await engine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What `DOCKER_HOST` is to be. */
  get url(): string {
    return `unix://${this.socket}`;
  }

  get socket(): string {
    return join(this.#directory, 'docker.sock');
  }

  /** Runs `docker` on it; a failure is a result, too. */
  run(...words: readonly string[]): Promise<Ran> {
    return docker(['--host', this.url, ...words]);
  }

  /** Runs `docker` on it, which has to succeed. */
  done(...words: readonly string[]): Promise<string> {
    return dockerDone(['--host', this.url, ...words]);
  }

  /** Runs a command on its machine. */
  shell(command: string): Promise<string> {
    return this.#outerDone('exec', this.#name, 'sh', '-c', command);
  }

  /** Ends it in order, as the system does when it is updated: it ends its containers, too, unless it is told to let them live. */
  async stop(): Promise<void> {
    await this.#end('TERM');
  }

  /** Ends it at once; its containers live on. */
  async crash(): Promise<void> {
    await this.#end('KILL');
  }

  /** Ends its machine, with all that there is on it. */
  async powerCut(): Promise<void> {
    await this.#outerDone('kill', this.#name);
    this.#isUp = false;
  }

  /** It stands still: whoever asks it something waits. */
  async freeze(): Promise<void> {
    await this.shell(`kill -STOP ${await this.#pid()}`);
  }

  async thaw(): Promise<void> {
    await this.shell(`kill -CONT ${await this.#pid()}`);
  }

  /** Starts it, or starts it again; resolves when it answers. @param given what `dockerd` is told this time */
  async resume(given: readonly string[] = []): Promise<void> {
    await this.#outerDone('start', this.#name);
    const flags = [`--host=${this.url}`, '--bridge=none', '--iptables=false', '--ip-masq=false', ...given];
    // The first on its machine makes what an engine needs there; another finds what the one before has left.
    const program = this.#isUp ? 'docker-init -- dockerd' : 'engine dockerd';
    this.#isUp = true;
    await this.#outerDone('exec', '--detach', this.#name, 'sh', '-c', `exec ${program} ${flags.join(' ')} >>${this.#log} 2>&1`);
    await vi.waitFor(async () => expect(await this.run('version'), this.log.slice(-4000)).toMatchObject({ code: 0 }), PATIENT);
    await this.#lead();
  }

  /** What `dockerd` has said. */
  get log(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#outer === '') return;
    await docker(['--host', this.#outer, 'rm', '--force', '--volumes', this.#name]);
    await this.#outerDone('network', 'rm', this.#name);
    rmSync(this.#directory, { recursive: true });
  }

  get #log(): string {
    return join(this.#directory, 'log');
  }

  async #create(disk: string | undefined): Promise<void> {
    const outer = await connectEngine();
    this.#outer = outer.address.url;
    const Labels = { [LABELS.cluster]: this.#name, [LABELS.owner]: ownerLabel() };
    await outer.docker.createNetwork({ Name: this.#name, Labels });
    await outer.docker.createContainer({
      name: this.#name,
      Image: IMAGE,
      // The machine stays when its engine ends.
      Cmd: ['docker-init', '--', 'sleep', '100000'],
      Labels,
      HostConfig: {
        ...enginePrivileges(outer),
        NetworkMode: this.#name,
        // By the same path, as it is bound into containers.
        Binds: [`${this.#directory}:${this.#directory}`],
        ...(disk !== undefined && { Tmpfs: { '/var/lib/docker': `size=${disk}` } }),
      },
    });
  }

  /** Has this machine find the addresses of its containers; the way is gone with the network that it goes by. */
  async #lead(): Promise<void> {
    const format = `{{(index .NetworkSettings.Networks "${this.#name}").IPAddress}}`;
    const ip = await this.#outerDone('inspect', '--format', format, this.#name);
    const route = ['ip', 'route', 'replace', this.subnet, 'via', ip];
    await this.#outerDone('run', '--rm', '--network=host', '--cap-add=NET_ADMIN', IMAGE, ...route);
  }

  async #load(images: readonly string[]): Promise<void> {
    if (images.length === 0) return;
    const save = spawn('docker', ['--host', this.#outer, 'save', ...images], { stdio: ['ignore', 'pipe', 'inherit'] });
    const load = spawn('docker', ['--host', this.url, 'load'], { stdio: [save.stdout, 'ignore', 'inherit'] });
    save.stdout.destroy(); // It is the other's now.
    const code = await new Promise((resolve) => load.once('close', resolve));
    expect(code).toBe(0);
  }

  #outerDone(...words: readonly string[]): Promise<string> {
    return dockerDone(['--host', this.#outer, ...words]);
  }

  /** As it says itself: whatever it starts has its name, too, for a moment. */
  #pid(): Promise<string> {
    return this.shell('cat /var/run/docker.pid');
  }

  async #end(signal: 'TERM' | 'KILL'): Promise<void> {
    const pid = await this.#pid();
    await this.shell(`kill -${signal} ${pid}`);
    await vi.waitFor(async () => expect(await this.shell(`test -e /proc/${pid} || echo gone`)).toBe('gone'), PATIENT);
  }
}
