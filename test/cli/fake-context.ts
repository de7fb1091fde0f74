import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import type { CliContext, Output } from '../../src/cli/context.js';

/** A world for commands: streams that are kept as text, signals sent by hand. */
export class FakeContext implements CliContext {
  readonly env: Record<string, string | undefined> = {};
  readonly stdout = keep();
  readonly stderr = keep();
  readonly signals = new EventEmitter();
  readonly terminal = false;
  readonly exits: number[] = [];
  readonly stdin: Readable;

  constructor(
    readonly argv: readonly string[],
    stdin = '',
  ) {
    this.stdin = Readable.from([Buffer.from(stdin)]);
  }

  exit(code: number): void {
    this.exits.push(code);
  }
}

/** A stream that remembers what was written to it. */
export type Kept = Output & { text: string; isTTY?: boolean };

export function keep(): Kept {
  const stream = Object.assign(new PassThrough(), { text: '' });
  stream.on('data', (chunk: Buffer) => {
    stream.text += chunk.toString();
  });
  return stream;
}
