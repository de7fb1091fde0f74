import type { TimelineEntry } from '../timeline/entry.js';
import { formatTimeline } from '../timeline/format.js';
import { isColoured } from './colours.js';
import type { CliContext, Output } from './context.js';
import { widthOf } from './text.js';

/** So many lines before one decide how it is aligned. */
const ALIGNED_WITH = 20;

/** Writes what happens on a cluster as it happens, a line for each entry. */
export class LiveTimeline {
  #first: TimelineEntry | undefined;
  #recent: TimelineEntry[] = [];

  /** @param json whether each line is an entry in JSON */
  constructor(
    private readonly output: Output,
    private readonly env: CliContext['env'],
    private readonly json: boolean,
  ) {}

  add(entry: TimelineEntry): void {
    if (this.json) return void this.output.write(`${JSON.stringify(entry)}\n`);
    this.#first ??= entry;
    this.#recent = [...this.#recent, entry].slice(-ALIGNED_WITH);
    const width = widthOf(this.output);
    const format = { color: isColoured(this.output, this.env), ...(width !== undefined && { width }) };
    // Times count from the first entry of all.
    const lines = formatTimeline([this.#first, ...this.#recent], format).split('\n');
    this.output.write(`${lines.at(-1)}\n`);
  }
}
