import type { TaskInfo } from '../wire/messages.js';
import { CommandExecutor } from './command-executor.js';
import { killGraceMs } from './kill-grace.js';

/** The executor of a task whose container Docker runs: what it launches is the container. */
export class DockerExecutor extends CommandExecutor {
  protected override readonly kind = 'docker';

  /** The image may have a command. */
  protected override canRun(): boolean {
    return true;
  }

  /** Unlike that of plain commands, it gives as much time as it has itself. */
  protected override killGraceMs({ kill_policy }: TaskInfo): number {
    return kill_policy?.grace_period === undefined ? this.settings.shutdownGraceMs : killGraceMs(kill_policy);
  }
}
