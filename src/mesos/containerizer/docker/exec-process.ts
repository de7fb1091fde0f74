import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { exitedWith } from '../../executor/wait-status.js';
import type { CheckProcess } from '../../health/command-probe.js';
import type { CommandInfo } from '../../wire/messages.js';
import { commandEnvironment } from '../environment.js';
import { KILLED } from '../executor-actor.js';
import { streamInSandbox } from '../sandbox-files.js';

/** A command that runs in a container beside what it is for, as by `docker exec`. */
export class ExecProcess implements CheckProcess {
  readonly started: Promise<void>;
  readonly ended: Promise<number>;
  #end: (status: number) => void = () => {};
  #leave = () => {};

  /** @param log the file that gets what it writes */
  constructor(container: Docker.Container, command: CommandInfo, log: string) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.started = this.#start(container, command, log);
    this.started.catch(() => {}); // Whoever waits is told.
  }

  /** An engine cannot end what it has started beside a container: as with `docker exec`, nobody waits for it any more. */
  signal(): void {
    this.#leave();
    this.#end(KILLED);
  }

  async #start(container: Docker.Container, command: CommandInfo, log: string): Promise<void> {
    const environment = Object.entries(commandEnvironment(command)).map(([name, value]) => `${name}=${value}`);
    const exec = await container.exec({
      Cmd: commandLine(command),
      ...(environment.length > 0 && { Env: environment }),
      ...{ AttachStdout: true, AttachStderr: true },
    });
    const stream = await exec.start({ hijack: false, stdin: false });
    const file = streamInSandbox(log);
    file.on('error', () => {}); // The sandbox is gone, and with it whoever would read this.
    container.modem.demuxStream(stream, file, file);
    this.#leave = () => stream.destroy();
    void finished(stream, { writable: false })
      .catch(() => {})
      .then(async () => {
        file.end();
        const { ExitCode } = await exec.inspect();
        this.#end(ExitCode === null ? KILLED : exitedWith(ExitCode));
      })
      .catch(() => this.#end(KILLED)); // The container is gone, and the command with it.
  }
}

function commandLine({ shell = true, value, arguments: list = [] }: CommandInfo): string[] {
  return shell ? ['sh', '-c', value ?? ''] : [...(value === undefined ? [] : [value]), ...list];
}
