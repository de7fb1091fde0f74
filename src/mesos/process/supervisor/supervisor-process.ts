import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { native } from '../native.js';
import { readProcess } from './process-table.js';
import { MessageReader, MessageWriter, type Reply, type Request } from './protocol.js';

/** How a supervisor process ended. */
export interface Ending {
  /** It exited with 0, which it does only after everything is gone and only when its input has ended. */
  clean: boolean;
  /** In words, with the last lines it wrote. */
  description: string;
}

const KEPT_ERROR_OUTPUT = 4096;

/**
 * One running supervisor, seen from its owner. It does not keep the owner's event loop alive, except while it starts and
 * while somebody holds it.
 */
export class SupervisorProcess {
  /** Undefined when the system could not start it. */
  readonly pid: number | undefined;
  /** When it started, in clock ticks since the machine started; 0 where that is unknown, and before it is ready. */
  startedAt = 0;
  /** Resolves when it takes commands; rejects when it ends before that. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended and everything it had to say has arrived. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #writer: MessageWriter<Request>;
  #holders = 0;
  #errorOutput = '';
  /** Why it was killed. */
  #why = '';

  /** Throws when the system lacks the means to start it. */
  constructor(entryPoint: string, owner: string, onReply: (reply: Exclude<Reply, { type: 'ready' }>) => void) {
    const child = spawn(process.execPath, [entryPoint, owner], {
      // A session of its own: Ctrl-C in the owner's terminal is not for the supervisor.
      detached: true,
      cwd: '/',
      env: ownEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // Where no more files can be opened, Node makes no pipes, and says why in an event, which nobody may miss.
    child.on('error', () => {});
    if (!child.stdin) throw new Error('it needs more open files than this process may have (EMFILE)');
    this.#child = child;
    this.pid = child.pid;
    this.#writer = new MessageWriter((text) => child.stdin.write(text));
    child.stdin.on('error', () => {}); // It has ended, which `close` tells.
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errorOutput = (this.#errorOutput + text).slice(-KEPT_ERROR_OUTPUT);
    });
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(this.#describe(error.message)));
      child.once('close', (code, signal) =>
        resolve({ ...this.#describe(signal ? `killed by ${signal}${this.#why}` : `exit code ${code}`), clean: code === 0 }),
      );
    });
    this.hold();
    this.ready = new Promise((resolve, reject) => {
      const reader = new MessageReader<Reply>();
      child.stdout.on('data', (chunk: Buffer) => {
        for (const reply of reader.read(chunk)) {
          try {
            if (reply.type === 'ready') {
              // Only now: at its birth the system is slow to answer, and whoever starts a cluster waits.
              this.startedAt = (child.pid && readProcess(child.pid)?.startedAt) || 0;
              resolve();
            } else {
              onReply(reply);
            }
          } catch (error) {
            // A defect of one receiver surfaces, but costs no other receiver its news.
            native.queueMicrotask(() => {
              throw error;
            });
          }
        }
      });
      void this.ended.then(({ description }) => reject(new Error(description)));
    });
    const started = () => this.release();
    this.ready.then(started, started);
  }

  /** Sends a request, together with all others of this turn. */
  send(request: Request): void {
    if (!this.#writer.pending) native.queueMicrotask(() => this.#writer.flush());
    this.#writer.add(request);
  }

  /** Sends what is waiting now, for what must arrive even when the owner exits in the same turn. */
  flush(): void {
    this.#writer.flush();
  }

  /** Keeps the event loop alive as long as the supervisor lives, until `release` was called as often. */
  hold(): void {
    if (this.#holders++ === 0) for (const handle of this.#handles()) handle.ref();
  }

  release(): void {
    if (--this.#holders === 0) for (const handle of this.#handles()) handle.unref();
  }

  /** Lets go of it: it kills and deletes everything it is in charge of, and exits. */
  end(): void {
    this.flush();
    this.#child.stdin?.end();
  }

  /** @param why told in the description of its end */
  kill(why?: string): void {
    this.#why = why === undefined ? '' : `, as ${why}`;
    this.#child.kill('SIGKILL');
  }

  #handles(): (ChildProcess | Socket)[] {
    const { stdin, stdout, stderr } = this.#child;
    return [this.#child, stdin as Socket, stdout as Socket, stderr as Socket];
  }

  #describe(how: string): Ending {
    const lines = this.#errorOutput.trim();
    return { clean: false, description: `The supervisor of task processes ended (${how})${lines && `:\n${lines}`}` };
  }
}

/** Options for the owner's Node (inspectors, loaders, coverage) would slow the supervisor down or break it. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')));
}
