import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Owner only: what tasks are started with may be secret. */
const FILE_MODE = 0o600;

type Step = () => Promise<unknown>;

/**
 * Writes files one after another, in the order asked for, beside the main thread: the launch of a task does not wait for a
 * disk. Whoever reads the files, or deletes them, waits for {@link settled} first; so nobody can tell that they were not
 * written at once.
 */
export class MetaWriter {
  readonly #steps: Step[] = [];
  #running: Promise<void> | undefined;
  #broken = false;

  /**
   * @param track Told of the work while it is under way.
   * @param failed Told of what could not be written, and why. Nothing is written after that, as if the writer had died of it.
   */
  constructor(
    private readonly track: (work: Promise<void>) => void,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Puts a text into a file: a reader sees the file as it was or as it is to be, never a part of it. */
  write(path: string, text: string): void {
    this.#add(async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.tmp`, text, { mode: FILE_MODE });
      await rename(`${path}.tmp`, path);
    });
  }

  /** Adds a text to the end of a file. */
  append(path: string, text: string): void {
    this.#add(async () => {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, text, { mode: FILE_MODE });
    });
  }

  /** Makes a symbolic link, in the place of whatever was there. */
  link(path: string, target: string): void {
    this.#add(async () => {
      await mkdir(dirname(path), { recursive: true });
      await rm(`${path}.tmp`, { force: true });
      await symlink(target, `${path}.tmp`);
      await rename(`${path}.tmp`, path);
    });
  }

  /** Renames a file, which takes the place of another one. */
  rename(from: string, to: string): void {
    this.#add(() => rename(from, to));
  }

  /** Removes a file, or a directory with all that is in it; it need not be there. */
  remove(path: string): void {
    this.#add(() => rm(path, { recursive: true, force: true }));
  }

  /** Resolves when all that was asked for so far is done. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #add(step: Step): void {
    if (this.#broken) return;
    this.#steps.push(step);
    if (this.#running) return;
    this.#running = this.#run();
    this.track(this.#running);
  }

  async #run(): Promise<void> {
    for (let step = this.#steps.shift(); step; step = this.#steps.shift()) {
      try {
        await step();
      } catch (error) {
        this.#broken = true;
        this.#steps.length = 0;
        this.failed(error as Error);
      }
    }
    this.#running = undefined;
  }
}
