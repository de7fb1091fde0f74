import { constants } from 'node:os';
import type { Signal } from '../../executor/task-launcher.js';
import { exitedWith } from '../../executor/wait-status.js';
import type { CommandOptions } from '../../process/supervisor/client.js';
import type { ExitStatus } from '../../process/supervisor/protocol.js';
import type { TaskNews } from '../../tasks/task-behaviour.js';
import type { CommandPurpose, CommandSpawner, Spawned } from '../command-spawner.js';
import { appendInSandbox } from '../sandbox-files.js';

/** What runs, in which container. If it is attached, `onClosed` is called even when it never started. The marker names it to the supervisor. */
export type CommandProcessOptions = Omit<CommandOptions, 'onStarted' | 'onExit' | 'onFailed'>;

const CORE_DUMPED = 0x80;

/** A command that a supervisor runs. */
export class CommandProcess {
  /** Resolves when it runs; rejects when the supervisor could not start anything at all. */
  readonly started: Promise<void>;
  /** Resolves with the wait status. */
  readonly ended: Promise<number>;
  #pid: number | undefined;
  #running = true;
  readonly #spawned: Spawned;

  /** @param observe Told when the command has started and when it has ended. */
  constructor(
    private readonly supervisor: CommandSpawner,
    options: CommandProcessOptions,
    purpose: CommandPurpose,
    observe: (what: 'started' | 'exited', pid: number) => void,
  ) {
    let start = () => {};
    let fail: (error: Error) => void = () => {};
    let end: (status: number) => void = () => {};
    this.started = new Promise((resolve, reject) => {
      start = resolve;
      fail = reject;
    });
    this.ended = new Promise((resolve) => {
      end = (status) => {
        this.#running = false;
        resolve(status);
      };
    });
    this.#spawned = supervisor.spawn(
      {
        ...options,
        onStarted: (pid) => {
          this.#pid = pid;
          observe('started', pid);
          start();
        },
        onExit: (status) => {
          observe('exited', this.#pid ?? 0);
          end(waitStatus(status));
        },
        onFailed: (error) => {
          // Mesos forks before it looks for the file, so that a file that cannot be run is a process that exits with 1.
          if (error.code === undefined) {
            this.#running = false;
            options.onClosed?.();
            return fail(error);
          }
          tellUser(options, `${error.message}\n`);
          options.onClosed?.();
          start();
          end(exitedWith(1));
        },
      },
      purpose,
    );
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Gives an attached command input; without any, ends its input. */
  write(data: Buffer): Promise<void> {
    return this.#spawned.write(data);
  }

  /** Sends a signal to the process and all its descendants. */
  signal(name: Signal): void {
    this.#spawned.signal(name);
  }

  /** Has it tell its news, where it can have any. */
  onNews(listener: (news: TaskNews) => void): void {
    this.#spawned.onNews?.(listener);
  }

  /** Kills what the command has started and left behind in its process group, if there is anything. */
  killLeftOvers(): void {
    if (this.#pid !== undefined && !this.supervisor.simulated && groupExists(this.#pid)) this.signal('SIGKILL');
  }
}

function waitStatus(status: ExitStatus): number {
  if ('code' in status) return exitedWith(status.code);
  const number = typeof status.signal === 'number' ? status.signal : constants.signals[status.signal];
  return number | (status.coreDumped ? CORE_DUMPED : 0);
}

function tellUser({ stderr, onOutput }: CommandProcessOptions, message: string): void {
  onOutput?.('stderr', Buffer.from(message));
  try {
    appendInSandbox(stderr, message);
  } catch {
    // The sandbox is gone, and with it whoever would read this.
  }
}

function groupExists(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
