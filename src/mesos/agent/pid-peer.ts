import type { Pid } from '../process/pid.js';
import type { MessageName, Messages } from '../wire/internal-messages.js';
import type { AgentInfo, KillPolicy, TaskGroupInfo, TaskID, TaskInfo } from '../wire/messages.js';
import type { Executor } from './executor.js';
import type { ExecutorPeer } from './executor-peer.js';

/** Sends a message to a process. */
export type Send = <Name extends MessageName>(to: Pid, name: Name, message: Messages[Name]) => void;

/** An executor that is a process with a pid and speaks the v0 messages: those of Mesos itself, and v0 executor drivers. */
export class PidPeer implements ExecutorPeer {
  constructor(
    readonly pid: Pid,
    private readonly agentId: string,
    private readonly send: Send,
  ) {}

  subscribed({ info, framework }: Executor, agentInfo: AgentInfo, again: boolean): void {
    const agent = { agent_id: { value: this.agentId }, agent_info: agentInfo };
    if (again) return this.send(this.pid, 'ExecutorReregisteredMessage', agent);
    const frameworkId = { value: framework.id };
    this.send(this.pid, 'ExecutorRegisteredMessage', {
      ...{ executor_info: info, framework_id: frameworkId, framework_info: framework.info, ...agent },
    });
  }

  launch({ framework }: Executor, task: TaskInfo): void {
    this.send(this.pid, 'RunTaskMessage', { framework: framework.info, task });
  }

  launchGroup({ framework, info }: Executor, group: TaskGroupInfo): void {
    this.send(this.pid, 'RunTaskGroupMessage', {
      framework: framework.info,
      executor: info,
      task_group: group,
      launch_executor: false,
    });
  }

  kill({ framework }: Executor, taskId: TaskID, policy: KillPolicy | undefined): void {
    this.send(this.pid, 'KillTaskMessage', { framework_id: { value: framework.id }, task_id: taskId, kill_policy: policy });
  }

  acknowledge({ framework }: Executor, taskId: TaskID, uuid: string): void {
    const agentId = { value: this.agentId };
    this.send(this.pid, 'StatusUpdateAcknowledgementMessage', {
      ...{ agent_id: agentId, framework_id: { value: framework.id }, task_id: taskId, uuid },
    });
  }

  message({ framework, info }: Executor, data: string): void {
    const agentId = { value: this.agentId };
    this.send(this.pid, 'FrameworkToExecutorMessage', {
      ...{ agent_id: agentId, framework_id: { value: framework.id }, executor_id: info.executor_id, data },
    });
  }

  shutdown({ framework, info }: Executor): void {
    this.send(this.pid, 'ShutdownExecutorMessage', { framework_id: { value: framework.id }, executor_id: info.executor_id });
  }

  close(): void {}
}
