import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { runCli } from '../../src/cli/cli.js';
import type { CliContext, Output } from '../../src/cli/context.js';

/** What tests may set of the world of a command. */
interface World {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** The width of the terminal that stdout and stderr are. Default: they are none. */
  readonly columns?: number;
}

/** A world for commands: streams that are kept as text, signals sent by hand. */
export class FakeContext implements CliContext {
  readonly env: Record<string, string | undefined>;
  readonly cwd: string;
  readonly stdout: Kept;
  readonly stderr: Kept;
  readonly signals = new EventEmitter();
  readonly terminal = false;
  readonly exits: number[] = [];
  readonly stdin: Readable;

  constructor(
    readonly argv: readonly string[],
    { stdin = '', env = {}, cwd = process.cwd(), columns }: World = {},
  ) {
    this.stdin = Readable.from([Buffer.from(stdin)]);
    this.env = { ...env };
    this.cwd = cwd;
    const terminal = columns === undefined ? {} : { isTTY: true, columns };
    this.stdout = Object.assign(keep(), terminal);
    this.stderr = Object.assign(keep(), terminal);
  }

  exit(code: number): void {
    this.exits.push(code);
  }
}

/** A stream that remembers what was written to it. */
export type Kept = Output & { text: string; isTTY?: boolean; columns?: number };

export function keep(): Kept {
  const stream = Object.assign(new PassThrough(), { text: '' });
  stream.on('data', (chunk: Buffer) => {
    stream.text += chunk.toString();
  });
  return stream;
}

/** What a command line has done. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function cli(argv: readonly string[], world: World = {}): Promise<Ended> {
  const context = new FakeContext(argv, world);
  const code = await runCli(context);
  await new Promise(setImmediate);
  return { code, stdout: context.stdout.text, stderr: context.stderr.text };
}
