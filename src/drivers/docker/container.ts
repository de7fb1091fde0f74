import type Docker from 'dockerode';
import { type ContainerSpec, createContainer, startContainer } from '../../docker/container-spec.js';
import type { ContainerWatch } from '../../docker/container-watch.js';
import type { Engine } from '../../docker/engine.js';
import { hasStatus, understood } from '../../docker/engine-failure.js';
import { answered } from '../../docker/in-time.js';
import { removeContainer } from '../../docker/share.js';
import type { Program } from '../programs/program.js';

const KEPT_LINES = 10;

/** A container of a cluster. */
export class DockerContainer implements Program {
  readonly ended: Promise<void>;
  #end: string | undefined;

  private constructor(
    private readonly engine: Engine,
    readonly name: string,
    private readonly container: Docker.Container,
    watch: ContainerWatch,
    private readonly patienceMs: number,
  ) {
    this.ended = new Promise((resolve) => {
      watch.onEnd(container.id, (code) => {
        this.#end = code === undefined ? 'ended' : `ended with exit code ${code}`;
        resolve();
      });
    });
  }

  /**
   * Makes a container, in place of the one of this name that there was before, and starts it.
   * @param patienceMs how long the engine may take for whatever is asked of it later: it may stand still
   */
  static async start(engine: Engine, spec: ContainerSpec, watch: ContainerWatch, patienceMs: number): Promise<DockerContainer> {
    const container = await createContainer(engine, spec);
    const started = new DockerContainer(engine, spec.name, container, watch, patienceMs);
    await startContainer(container, spec);
    return started;
  }

  /** One that was started before, perhaps by another process. */
  static async found(
    engine: Engine,
    id: string,
    name: string,
    watch: ContainerWatch,
    patienceMs: number,
  ): Promise<DockerContainer> {
    const container = new DockerContainer(engine, name, engine.docker.getContainer(id), watch, patienceMs);
    const { State } = await container.inspect();
    if (!State.Running) container.#end = `ended with exit code ${State.ExitCode}`;
    return container;
  }

  get id(): string {
    return this.container.id;
  }

  get running(): boolean {
    return this.#end === undefined;
  }

  get end(): string | undefined {
    return this.#end;
  }

  async inspect(): Promise<Docker.ContainerInspectInfo> {
    return this.#do('inspect', () => this.container.inspect());
  }

  async lastLines(): Promise<string[]> {
    return (await this.log(KEPT_LINES)).trimEnd().split('\n').filter(Boolean);
  }

  /** What it has logged; nothing where that cannot be read any more. @param lines how many of them, the last ones */
  async log(lines?: number): Promise<string> {
    try {
      const tail = lines === undefined ? {} : { tail: lines };
      return plain(await this.#do('read the log of', () => this.container.logs({ stdout: true, stderr: true, ...tail })));
    } catch {
      return '';
    }
  }

  async signal(name: NodeJS.Signals): Promise<void> {
    await this.#do(`send ${name} to`, () => this.#signal(name));
  }

  async kill(): Promise<void> {
    await this.#do('kill', async () => {
      await this.#signal('SIGKILL');
      await this.ended;
    });
  }

  async killAll(): Promise<void> {
    await this.remove();
  }

  async pause(): Promise<void> {
    await this.#do('pause', () => this.container.pause());
  }

  async unpause(): Promise<void> {
    await this.#do('unpause', () => this.container.unpause());
  }

  async restart(): Promise<void> {
    await this.#do('restart', () => this.container.restart({ t: 0 }));
  }

  /** Ends it at once and forgets it. */
  async remove(): Promise<void> {
    await this.#do('remove', () => removeContainer(this.engine, this.container.id));
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    try {
      await this.container.kill({ signal });
    } catch (error) {
      if (!hasStatus(error, 404, 409)) throw error; // It has just ended.
    }
  }

  /** @throws MinimesosError `DOCKER_GONE`, `DOCKER_FAILED`, `DOCKER_DISK_FULL` */
  async #do<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
    const doing = `${what} the container ${this.name}`;
    try {
      return await answered(this.patienceMs, doing, act());
    } catch (error) {
      throw understood(error, doing);
    }
  }
}

/** The text of a log in the form in which engines mix two streams: each piece has 8 bytes before it, of which the last 4 are its length. */
function plain(log: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const length = log.readUInt32BE(at + 4);
    pieces.push(log.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(pieces).toString();
}
