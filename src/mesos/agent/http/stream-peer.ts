import type { Timer } from '../../process/clock.js';
import type { EventStream } from '../../process/http/event-stream.js';
import type { AgentInfo, executor as api, KillPolicy, TaskGroupInfo, TaskID, TaskInfo } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import type { Executor } from '../executor.js';
import type { ExecutorPeer } from '../executor-peer.js';

/** Executors are told this often that their connection is alive. */
const HEARTBEAT_INTERVAL_MS = 30 * 60_000;

/** An executor that subscribed over HTTP: what it is told are events on its stream. */
export class StreamPeer implements ExecutorPeer {
  #heartbeat: Timer;

  constructor(
    private readonly agent: Agent,
    private readonly events: EventStream<'executor.Event'>,
    /** The executor's name in the timeline. */
    private readonly name: string,
    /** Cuts the connection of the stream. */
    private readonly reset: () => void,
  ) {
    this.#heartbeat = this.#heartbeatLater();
  }

  subscribed({ info, framework, containerId }: Executor, agentInfo: AgentInfo): void {
    const subscribed = { executor_info: info, framework_info: framework.info, agent_info: agentInfo, container_id: containerId };
    this.#send({ type: 'SUBSCRIBED', subscribed });
  }

  launch(_: Executor, task: TaskInfo): void {
    this.#send({ type: 'LAUNCH', launch: { task } });
  }

  launchGroup(_: Executor, group: TaskGroupInfo): void {
    this.#send({ type: 'LAUNCH_GROUP', launch_group: { task_group: group } });
  }

  kill(_: Executor, taskId: TaskID, policy: KillPolicy | undefined): void {
    this.#send({ type: 'KILL', kill: { task_id: taskId, kill_policy: policy } });
  }

  acknowledge(_: Executor, taskId: TaskID, uuid: string): void {
    this.#send({ type: 'ACKNOWLEDGED', acknowledged: { task_id: taskId, uuid } });
  }

  message(_: Executor, data: string): void {
    this.#send({ type: 'MESSAGE', message: { data } });
  }

  shutdown(): void {
    this.#send({ type: 'SHUTDOWN' });
  }

  close(): void {
    this.#heartbeat.cancel();
    this.events.end();
  }

  #heartbeatLater(): Timer {
    return this.agent.after(HEARTBEAT_INTERVAL_MS, () => {
      this.#send({ type: 'HEARTBEAT' });
      this.#heartbeat = this.#heartbeatLater();
    });
  }

  #send(event: api.Event): void {
    const { pid: process } = this.agent;
    const type = event.type ?? 'UNKNOWN';
    const traffic = { kind: 'event', process, api: 'executor', peer: this.name, type, body: event } as const;
    const send = () => {
      this.agent.observe(traffic);
      this.events.send(event);
    };
    this.agent.passEvent(traffic, send, this.reset);
  }
}
