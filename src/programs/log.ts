import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { Clock } from '../mesos/process/clock.js';
import type { Observation } from '../mesos/process/runtime.js';
import type { NewTimelineEntry, TimelineKind } from '../timeline/entry.js';
import { formatEntry } from '../timeline/format.js';
import { HappeningReader } from '../timeline/from-happening.js';

export type LogLevel = 'INFO' | 'WARNING' | 'ERROR' | 'FATAL';

export interface LogOptions {
  /** The name of the program. */
  readonly program: string;
  readonly format: 'glog' | 'json';
  /** What is less severe is left out. */
  readonly level: 'INFO' | 'WARNING' | 'ERROR';
  /** Whether nothing goes to standard error. */
  readonly quiet: boolean;
  /** Undefined: there are no files. */
  readonly directory: string | undefined;
}

const SEVERITIES: readonly LogLevel[] = ['INFO', 'WARNING', 'ERROR', 'FATAL'];
const LEVELS = { info: 'INFO', warning: 'WARNING', error: 'ERROR' } as const;
/** What is worth a line of a log, besides what is logged. */
const TOLD: ReadonlySet<TimelineKind> = new Set(['task', 'election', 'zookeeper', 'exited']);
const STANDARD_ERROR = 2;
const clock = new Clock();

/** The log of a program: lines as those of Mesos's, or JSON, on standard error and in a file. What is written is written at once. */
export class Log {
  /** Where it is written to, besides standard error. */
  readonly file: string | undefined;
  readonly #reader = new HappeningReader();

  /** Throws when the directory cannot be made. */
  constructor(private readonly options: LogOptions) {
    const { directory, program } = options;
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true });
    const started = new Date(clock.now());
    const when = `${digits(started, '')}-${timeOf(started).replaceAll(':', '').slice(0, 6)}`;
    this.file = join(directory, `${program}.${hostname()}.${userName()}.log.INFO.${when}.${process.pid}`);
    appendFileSync(this.file, '');
    // As in Mesos, the newest file has a name that one can know.
    const link = join(directory, `${program}.INFO`);
    rmSync(link, { force: true });
    symlinkSync(basename(this.file), link);
  }

  /** Whatever happens in a runtime, as far as it belongs into a log. */
  observe(observation: Observation): void {
    if (observation.kind === 'log') {
      const { level, process: from, text } = observation;
      return this.write(LEVELS[level], from, text, observation.at);
    }
    const entry: NewTimelineEntry = this.#reader.entryOf(observation);
    if (TOLD.has(entry.kind)) this.write('INFO', entry.source, formatEntry({ ...entry, sequence: 0 }), entry.at);
  }

  /**
   * Writes an entry.
   * @param from the pid of who has something to say, or any name
   * @param at milliseconds since 1970. Default: now.
   */
  write(level: LogLevel, from: string, text: string, at = clock.now()): void {
    const { level: least, quiet, format } = this.options;
    if (SEVERITIES.indexOf(level) < SEVERITIES.indexOf(least)) return;
    const line = format === 'json' ? jsonLine(level, from, text, at) : glogLine(level, from, text, at);
    if (!quiet || level === 'FATAL') writeError(line);
    if (this.file === undefined) return;
    try {
      appendFileSync(this.file, line);
    } catch {
      // The disk is full, say: as with glog, what is logged is no reason to end.
    }
  }
}

/** Writes to standard error, at once. */
export function writeError(text: string): void {
  try {
    writeSync(STANDARD_ERROR, text);
  } catch {
    // Nobody reads it.
  }
}

/** As glog has it: level and day, time, process, place, text. Where in the code it was is not said: the line is 0. */
function glogLine(level: LogLevel, from: string, text: string, at: number): string {
  const when = new Date(at);
  const micros = String(Math.floor((at % 1000) * 1000)).padStart(6, '0');
  const day = `${level[0]}${pad(when.getMonth() + 1)}${pad(when.getDate())}`;
  const place = from.split('@', 1)[0]?.replace(/[\s:]/g, '_');
  return `${day} ${timeOf(when)}.${micros} ${process.pid} ${place}:0] ${text}\n`;
}

const jsonLine = (level: LogLevel, from: string, text: string, at: number): string =>
  `${JSON.stringify({ time: new Date(at).toISOString(), level, process: process.pid, source: from, text })}\n`;

const pad = (number: number): string => String(number).padStart(2, '0');
const timeOf = (when: Date): string => [when.getHours(), when.getMinutes(), when.getSeconds()].map(pad).join(':');
const digits = (when: Date, between: string): string =>
  [when.getFullYear(), pad(when.getMonth() + 1), pad(when.getDate())].join(between);

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'nobody');
  }
}
