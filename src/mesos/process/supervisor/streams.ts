import { closeSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Pipes } from './pipes.js';
import type { OutputName } from './protocol.js';

/** Who is told what comes out of an attached command. */
export interface StreamsObserver {
  onOutput(name: OutputName, data: Buffer): void;
  /** Nobody has the outputs open any more. */
  onClosed(): void;
}

/** Input and output of an attached command, seen from the supervisor. */
export class Streams {
  readonly #input: Socket;
  #open = 2;

  /** @param files Descriptors of files that the outputs go to as well; closed in the end, as the pipes are. */
  constructor(
    [input, output, error]: Pipes['ours'],
    private readonly files: Readonly<Record<OutputName, number>>,
    private readonly observer: StreamsObserver,
  ) {
    this.#input = new Socket({ fd: input, readable: false, writable: true });
    this.#input.on('error', () => {}); // Whoever writes is told.
    this.#read('stdout', output);
    this.#read('stderr', error);
  }

  /** Writes input; without any, ends it. `done` is called when the command can have it, or never will. */
  write(data: Buffer, done: (error?: Error | null) => void): void {
    if (data.length > 0) this.#input.write(data, done);
    else if (this.#input.writableEnded) done();
    else this.#input.end(done);
  }

  #read(name: OutputName, descriptor: number): void {
    const output = new Socket({ fd: descriptor, readable: true, writable: false });
    output.on('error', () => {});
    output.on('data', (data: Buffer) => {
      append(this.files[name], data);
      this.observer.onOutput(name, data);
    });
    output.on('close', () => {
      closeSync(this.files[name]);
      if (--this.#open > 0) return;
      this.#input.destroy();
      this.observer.onClosed();
    });
  }
}

function append(descriptor: number, data: Buffer): void {
  try {
    writeSync(descriptor, data);
  } catch {
    // The disk is full, or a pipe that nobody reads: the command is not to blame.
  }
}
