import type { Pid } from '../process/pid.js';
import type { AgentInfo, KillPolicy, TaskGroupInfo, TaskID, TaskInfo } from '../wire/messages.js';
import type { Executor } from './executor.js';

/** The executor's end of the line: what an agent tells its executors, whichever protocol they speak. */
export interface ExecutorPeer {
  /** Where the executor is, when it is a process that takes messages. */
  readonly pid?: Pid;
  /** The executor is welcome; `again` when the agent knew it before. */
  subscribed(executor: Executor, agentInfo: AgentInfo, again: boolean): void;
  launch(executor: Executor, task: TaskInfo): void;
  launchGroup(executor: Executor, group: TaskGroupInfo): void;
  kill(executor: Executor, taskId: TaskID, policy: KillPolicy | undefined): void;
  /** The agent has taken an update. */
  acknowledge(executor: Executor, taskId: TaskID, uuid: string): void;
  /** Data from the scheduler, in base64. */
  message(executor: Executor, data: string): void;
  shutdown(executor: Executor): void;
  /** Nothing more will be said on this line. */
  close(): void;
}
