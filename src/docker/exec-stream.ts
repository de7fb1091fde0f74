import { Duplex } from 'node:stream';
import type { Engine } from './engine.js';

/** What Docker writes before each piece of an output: which one it is, and how long the piece. */
const HEADER = 8;
const STDERR = 2;
/** Of what a command complains about, so much is kept. */
const KEPT_COMPLAINT = 4096;

const NOT_STARTED = Buffer.from('OCI runtime exec failed');

/** Runs a command in a container, and makes one stream of its input and output. */
export async function execStream({ docker }: Engine, container: string, command: readonly string[]): Promise<Duplex> {
  const streams = { AttachStdin: true, AttachStdout: true, AttachStderr: true };
  const exec = await docker.getContainer(container).exec({ Cmd: [...command], ...streams });
  return new ExecStream(await exec.start({ hijack: true, stdin: true }), command);
}

class ExecStream extends Duplex {
  #pending: Buffer = Buffer.alloc(0);
  #answered = false;
  #complaint = '';

  constructor(
    readonly stream: Duplex,
    readonly command: readonly string[],
  ) {
    super({ allowHalfOpen: true });
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.on('end', () => this.#end());
    stream.on('error', (error) => this.destroy(error));
    stream.on('close', () => this.destroy());
  }

  override _read(): void {
    this.stream.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    if (this.stream.write(chunk, encoding)) done();
    else this.stream.once('drain', done);
  }

  override _final(done: () => void): void {
    this.stream.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.stream.destroy();
    done(error);
  }

  #take(chunk: Buffer): void {
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    while (this.#pending.length >= HEADER) {
      const end = HEADER + this.#pending.readUInt32BE(4);
      if (this.#pending.length < end) return;
      const kind = this.#pending[0];
      const piece = this.#pending.subarray(HEADER, end);
      this.#pending = this.#pending.subarray(end);
      if (kind === STDERR) this.#complaint = (this.#complaint + piece.toString()).slice(-KEPT_COMPLAINT);
      else this.#pass(piece);
    }
  }

  #pass(piece: Buffer): void {
    // So an engine says that there is no such program, in the place of what it would have written.
    if (!this.#answered && piece.subarray(0, NOT_STARTED.length).equals(NOT_STARTED)) {
      return void this.destroy(new Error(piece.toString().trim()));
    }
    this.#answered = true;
    if (!this.push(piece)) this.stream.pause();
  }

  /** A command that ends without a word could not do what it was to do. */
  #end(): void {
    if (this.#answered) return void this.push(null);
    this.destroy(new Error(this.#complaint.trim() || `${this.command.join(' ')} ended without an answer`));
  }
}
