import { StringDecoder } from 'node:string_decoder';
import type { HttpClient } from '../http-client.js';
import type { Clock } from '../mesos/process/clock.js';
import type { TaskOutput } from './run-options.js';
import { readPart } from './sandboxes/files.js';

const POLL_MS = 50;

type Stream = TaskOutput['stream'];

/** Reads what a task writes to its sandbox, over the agent's `/files/read`; also while it is being written. */
export class SandboxOutput {
  readonly #files = { stdout: new FollowedFile(), stderr: new FollowedFile() };
  #following: Promise<void> | undefined;
  #ended = false;
  #wake = () => {};

  /**
   * @param agentUrl where the agent listens
   * @param sandbox the path of the sandbox below `/files`
   */
  constructor(
    private readonly http: HttpClient,
    private readonly clock: Clock,
    private readonly agentUrl: string,
    private readonly sandbox: string,
    private readonly onOutput: ((output: TaskOutput) => void) | undefined,
  ) {}

  /** Hands on what is written from now on; `onError` is told what the listener throws. Does nothing without a listener. */
  follow(signal: AbortSignal, onError: (error: unknown) => void): void {
    if (this.onOutput && !this.#following) this.#following = this.#follow(signal).catch(onError);
  }

  /** Reads the rest of what was written. */
  async finish(signal: AbortSignal): Promise<Record<Stream, string>> {
    this.#ended = true;
    this.#wake();
    await this.#following;
    await this.#readOn(signal);
    return { stdout: this.#end('stdout'), stderr: this.#end('stderr') };
  }

  /** The last lines written to stdout and stderr, for messages. */
  lastLines(count: number): string[] {
    const { stdout, stderr } = this.#files;
    return `${stdout.text}\n${stderr.text}`.split('\n').filter(Boolean).slice(-count);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!this.#ended && !signal.aborted) {
      await this.#readOn(signal);
      if (!this.#ended) await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const poll = this.clock.delay(POLL_MS, resolve);
      this.#wake = () => {
        poll.cancel();
        resolve();
      };
    });
  }

  async #readOn(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#readFile('stdout', signal), this.#readFile('stderr', signal)]);
  }

  async #readFile(stream: Stream, signal: AbortSignal): Promise<void> {
    const file = this.#files[stream];
    for (;;) {
      const bytes = await this.#readPart(`${this.sandbox}/${stream}`, file.offset, signal);
      if (bytes.length === 0) return;
      this.#report(stream, file.add(bytes));
    }
  }

  /** What cannot be read is not there: a task that never started has no sandbox, an agent that was killed has none either. */
  async #readPart(path: string, offset: number, signal: AbortSignal): Promise<Buffer> {
    try {
      return await readPart(this.http, { agent: this.agentUrl, path }, offset, signal);
    } catch {
      return Buffer.alloc(0);
    }
  }

  #end(stream: Stream): string {
    this.#report(stream, this.#files[stream].end());
    return this.#files[stream].text;
  }

  #report(stream: Stream, text: string): void {
    if (text !== '') this.onOutput?.({ stream, text });
  }
}

/** A file that is read part by part, which may cut characters in two. */
class FollowedFile {
  offset = 0;
  text = '';
  readonly #decoder = new StringDecoder('utf8');

  add(bytes: Buffer): string {
    this.offset += bytes.length;
    return this.#append(this.#decoder.write(bytes));
  }

  end(): string {
    return this.#append(this.#decoder.end());
  }

  #append(text: string): string {
    this.text += text;
    return text;
  }
}
