import { Clock } from '../mesos/process/clock.js';
import type { ClusterInfo } from './cluster-info.js';
import { painter } from './colours.js';
import type { CliContext } from './context.js';
import { counted, fitTerminal, widthOf } from './text.js';

/** Tells on stderr, in one line, how far a command has come. */
export class Progress {
  #open = false;

  constructor(
    private readonly context: Pick<CliContext, 'stderr' | 'env'>,
    private readonly silent: boolean,
  ) {}

  /** What is being done now; shown only where it can be overwritten by what comes next. */
  doing(text: string): void {
    const { stderr, env } = this.context;
    if (this.silent || !stderr.isTTY || env['TERM'] === 'dumb') return;
    // A line that the terminal breaks in two could not be taken back.
    const width = widthOf(stderr);
    const fitting = width !== undefined && text.length >= width ? `${text.slice(0, width - 2)}…` : text;
    stderr.write(`${this.#start()}${this.#dim(fitting)}`);
    this.#open = true;
  }

  /** What was done; stays. */
  done(text: string): void {
    if (this.silent) return;
    this.context.stderr.write(`${this.#start()}${this.#dim(fitTerminal(text, this.context.stderr))}\n`);
    this.#open = false;
  }

  /** Takes back what is being done, so that something else can be written. */
  clear(): void {
    if (this.#open) this.context.stderr.write(this.#start());
    this.#open = false;
  }

  #start(): string {
    return this.#open ? '\r\u001b[K' : '';
  }

  #dim(text: string): string {
    const { stderr, env } = this.context;
    return painter(stderr, env)('dim', text);
  }
}

/** Tells of the start of one cluster. */
export class StartReport {
  readonly #clock = new Clock();
  readonly #startedAt = this.#clock.now();

  constructor(
    private readonly progress: Progress,
    private readonly name: string,
    agents: number,
  ) {
    progress.doing(`Starting cluster ${name} with ${counted(agents, 'agent')}`);
  }

  /** It is ready; all of it was started just now. */
  ready(info: ClusterInfo): void {
    const elapsed = Math.round(this.#clock.now() - this.#startedAt);
    this.progress.done(`Cluster ${this.name} is ready after ${elapsed} ms: ${whereIs(info)}`);
  }
}

/** Where a cluster is, and what it is like, in a few words. */
export const whereIs = ({ masters, agents, mesosVersion }: ClusterInfo): string =>
  `Mesos ${mesosVersion} at ${masters[0]?.url} with ${counted(agents.filter(({ running }) => running).length, 'agent')}`;
