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
  /** What has come and is not a whole piece yet, and how much of it is needed for one: a long piece is put together once. */
  #pending: Buffer[] = [];
  #length = 0;
  #needed = HEADER;
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
    this.#pending.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return;
    let rest = Buffer.concat(this.#pending);
    for (let end = endOf(rest); end <= rest.length; end = endOf(rest)) {
      const kind = rest[0];
      const piece = rest.subarray(HEADER, end);
      rest = rest.subarray(end);
      if (kind === STDERR) this.#complaint = (this.#complaint + piece.toString()).slice(-KEPT_COMPLAINT);
      else this.#pass(piece);
    }
    this.#pending = [rest];
    this.#length = rest.length;
    this.#needed = endOf(rest);
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

/** Where the piece ends that these bytes begin with; the end of its header, as long as that has not come. */
const endOf = (bytes: Buffer): number => (bytes.length < HEADER ? HEADER : HEADER + bytes.readUInt32BE(4));
