import type { Disk } from '../../disk/disk.js';

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
    private readonly disk: Disk,
    private readonly track: (work: Promise<void>) => void,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Puts a text into a file. */
  write(path: string, text: string): void {
    this.#add(() => this.disk.write(path, text));
  }

  /** Adds a text to the end of a file. */
  append(path: string, text: string): void {
    this.#add(() => this.disk.append(path, text));
  }

  /** Makes a symbolic link, in the place of whatever was there. */
  link(path: string, target: string): void {
    this.#add(() => this.disk.link(path, target));
  }

  /** Renames a file, which takes the place of another one. */
  rename(from: string, to: string): void {
    this.#add(() => this.disk.rename(from, to));
  }

  /** Removes a file, or a directory with all that is in it; it need not be there. */
  remove(path: string): void {
    this.#add(() => this.disk.remove(path));
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
