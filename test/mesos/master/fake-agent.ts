import type { Address, Pid } from '../../../src/mesos/process/pid.js';
import { Process } from '../../../src/mesos/process/process.js';
import type { Runtime } from '../../../src/mesos/process/runtime.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import type { MessageName, Messages, StatusUpdate, Task } from '../../../src/mesos/wire/internal-messages.js';
import type { AgentInfo, OperationStatus, TaskState, TaskStatus } from '../../../src/mesos/wire/messages.js';
import { uuidToBytes } from '../../../src/mesos/wire/uuid-bytes.js';

export interface AgentOptions extends Partial<Address> {
  resources?: string;
  hostname?: string;
  attributes?: AgentInfo['attributes'];
  domain?: AgentInfo['domain'];
  capabilities?: readonly AgentInfo.Capability.Type[] | undefined;
}

const DEFAULT_RESOURCES = 'cpus:4;mem:4096;disk:10000;ports:[31000-32000]';
/** What a current agent is able to. */
export const CAPABILITIES: readonly AgentInfo.Capability.Type[] = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
  'TASK_RESOURCE_LIMITS',
  'RESOURCE_PROVIDER',
  'AGENT_OPERATION_FEEDBACK',
  'RESIZE_VOLUME',
  'AGENT_DRAINING',
];

const FROM_MASTER = [
  ...([
    'SlaveRegisteredMessage',
    'SlaveReregisteredMessage',
    'RunTaskMessage',
    'RunTaskGroupMessage',
    'KillTaskMessage',
  ] as const),
  ...([
    'ShutdownExecutorMessage',
    'ShutdownFrameworkMessage',
    'UpdateFrameworkMessage',
    'ShutdownMessage',
    'DrainSlaveMessage',
  ] as const),
  ...(['StatusUpdateAcknowledgementMessage', 'FrameworkToExecutorMessage'] as const),
  ...(['ApplyOperationMessage', 'CheckpointResourcesMessage', 'AcknowledgeOperationStatusMessage'] as const),
];

/** An agent that runs nothing: it keeps what the master sends and sends what a test tells it to. */
export class FakeAgent extends Process {
  readonly received: { name: MessageName; message: Messages[MessageName] }[] = [];
  readonly info: AgentInfo;
  agentId = '';
  /** Pings of the master, with what they say of the connection. */
  readonly pings: boolean[] = [];
  answersPings = true;

  constructor(
    runtime: Runtime,
    private readonly master: Pid,
    readonly options: AgentOptions,
  ) {
    const { ip = '127.0.0.1', port = 0, resources = DEFAULT_RESOURCES, hostname = '127.0.0.1', attributes, domain } = options;
    super(runtime, 'slave(1)', { ip, port });
    this.info = { hostname, port, attributes, domain, checkpoint: true, resources: [...parseResources(resources)] };
    for (const name of FROM_MASTER) this.on(name, (message) => this.received.push({ name, message }));
    this.on('SlaveRegisteredMessage', (message) => {
      this.received.push({ name: 'SlaveRegisteredMessage', message });
      this.agentId = message.agent_id.value;
    });
    this.on('PingSlaveMessage', ({ connected }, from) => {
      this.pings.push(connected);
      if (this.answersPings) this.send(from, 'PongSlaveMessage', {});
    });
  }

  /** All messages of this name so far. */
  all<Name extends MessageName>(name: Name): Messages[Name][] {
    return this.received.filter((one) => one.name === name).map(({ message }) => message as Messages[Name]);
  }

  register(more: Partial<Messages['RegisterSlaveMessage']> = {}): void {
    this.send(this.master, 'RegisterSlaveMessage', { ...this.#registration(), ...more });
  }

  reregister(more: Partial<Messages['ReregisterSlaveMessage']> = {}): void {
    const { agent, ...registration } = this.#registration();
    const message = { tasks: [], executor_infos: [], frameworks: [], agent: { ...agent, id: { value: this.agentId } } };
    this.send(this.master, 'ReregisterSlaveMessage', { ...registration, ...message, ...more });
  }

  unregister(): void {
    this.send(this.master, 'UnregisterSlaveMessage', { agent_id: { value: this.agentId } });
  }

  /** Sends an update to be acknowledged, as an executor's; returns its uuid. */
  update(
    frameworkId: string,
    taskId: string,
    state: TaskState,
    more: Partial<StatusUpdate> = {},
    status: Partial<TaskStatus> = {},
  ): string {
    const uuid = uuidToBytes(this.runtime.random.uuid());
    const agent_id = { value: this.agentId };
    const timestamp = this.runtime.clock.seconds();
    const update: StatusUpdate = {
      framework_id: { value: frameworkId },
      agent_id,
      status: { task_id: { value: taskId }, state, source: 'SOURCE_EXECUTOR', agent_id, timestamp, uuid, ...status },
      timestamp,
      uuid,
      latest_state: state,
      ...more,
    };
    this.send(this.master, 'StatusUpdateMessage', { update, pid: this.pid });
    return uuid;
  }

  /** Answers the last operation, as one that succeeded; returns the uuid of the status. */
  finishOperation(more: Partial<OperationStatus> = {}): string {
    const { framework_id, operation_info, operation_uuid } = this.all('ApplyOperationMessage').at(
      -1,
    ) as Messages['ApplyOperationMessage'];
    const agent_id = { value: this.agentId };
    const value = uuidToBytes(this.runtime.random.uuid());
    const { id } = operation_info;
    const status: OperationStatus = {
      ...(id && { operation_id: id }),
      state: 'OPERATION_FINISHED',
      uuid: { value },
      agent_id,
      ...more,
    };
    this.send(this.master, 'UpdateOperationStatusMessage', { framework_id, agent_id, status, operation_uuid });
    return value;
  }

  tell<Name extends MessageName>(name: Name, message: Messages[Name]): void {
    this.send(this.master, name, message);
  }

  /** A task as this agent would tell a master of it. */
  taskOf(frameworkId: string, taskId: string, state: TaskState = 'TASK_RUNNING', more: Partial<Task> = {}): Task {
    return {
      name: taskId,
      task_id: { value: taskId },
      framework_id: { value: frameworkId },
      agent_id: { value: this.agentId },
      state,
      resources: [
        { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info: { role: '*' } },
        { name: 'mem', type: 'SCALAR', scalar: { value: 32 }, allocation_info: { role: '*' } },
      ],
      statuses: [],
      ...more,
    };
  }

  #registration(): Messages['RegisterSlaveMessage'] {
    return {
      agent: this.info,
      version: '1.12.0',
      checkpointed_resources: [],
      agent_capabilities: (this.options.capabilities ?? CAPABILITIES).map((type) => ({ type })),
    };
  }
}
