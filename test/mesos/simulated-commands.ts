import type { CommandSpawner } from '../../src/mesos/containerizer/process/command-process.js';
import type { Runtime } from '../../src/mesos/process/runtime.js';
import type { CommandOptions } from '../../src/mesos/process/supervisor/client.js';
import type { ExitStatus } from '../../src/mesos/process/supervisor/protocol.js';

/** No process of a machine has such a number. */
const FIRST_PID = 100_000_000;

interface Command {
  readonly options: CommandOptions;
  readonly pid: number;
}

/** A supervisor whose commands are none: they run until they are told to end, or get a signal. Some only heed SIGKILL. */
export class SimulatedCommands implements CommandSpawner {
  readonly pid = FIRST_PID;
  readonly running = new Set<Command>();
  #count = 0;

  constructor(private readonly runtime: Runtime) {}

  spawn(options: CommandOptions): ReturnType<CommandSpawner['spawn']> {
    const id = ++this.#count;
    const command = { options, pid: FIRST_PID + id };
    const stubborn = id % 4 === 3;
    this.runtime.dispatch(() => {
      this.running.add(command);
      options.onStarted(command.pid);
    });
    return {
      id,
      signal: (name) => {
        if (name === 'SIGKILL' || (name === 'SIGTERM' && !stubborn)) this.end(command, { signal: name });
      },
      write: () => Promise.resolve(),
    };
  }

  /** Ends a command, unless it has ended already. */
  end(command: Command, status: ExitStatus): void {
    this.runtime.dispatch(() => {
      if (this.running.delete(command)) command.options.onExit(status);
    });
  }
}
