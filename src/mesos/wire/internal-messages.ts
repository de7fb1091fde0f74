/**
 * The messages that masters, agents, executors and v0 schedulers send each other (package `mesos.internal`), under their
 * names on the wire but with the members named as in v1: `agent_id` where the wire says `slave_id`.
 */
import type {
  AgentID,
  AgentInfo,
  DrainConfig,
  ExecutorID,
  ExecutorInfo,
  FrameworkID,
  FrameworkInfo,
  KillPolicy,
  Offer,
  Operation,
  OperationStatus,
  Resource,
  TaskGroupInfo,
  TaskID,
  TaskInfo,
  TaskState,
  TaskStatus,
  UUID,
} from './messages.js';

/** A task as masters and agents remember it. Resources are in the post-reservation-refinement form. */
export interface Task {
  name: string;
  task_id: TaskID;
  framework_id: FrameworkID;
  /** Absent for command tasks. */
  executor_id?: ExecutorID | undefined;
  agent_id: AgentID;
  state: TaskState;
  resources: Resource[];
  limits?: TaskInfo['limits'];
  statuses: TaskStatus[];
  /** State and uuid of the latest update that the agent has passed on; `state` may be ahead of it. */
  status_update_state?: TaskState | undefined;
  status_update_uuid?: string | undefined;
  labels?: TaskInfo['labels'];
  discovery?: TaskInfo['discovery'];
  container?: TaskInfo['container'];
  health_check?: TaskInfo['health_check'];
  kill_policy?: TaskInfo['kill_policy'];
  max_completion_time?: TaskInfo['max_completion_time'];
  user?: string | undefined;
}

/** A status on its way from executor or agent to the scheduler. */
export interface StatusUpdate {
  framework_id: FrameworkID;
  executor_id?: ExecutorID | undefined;
  agent_id?: AgentID | undefined;
  status: TaskStatus;
  /** Seconds since 1970. */
  timestamp: number;
  /** Base64 of 16 bytes; absent when no acknowledgement is wanted. */
  uuid?: string | undefined;
  /** The newest state the agent knows, which may be ahead of `status` while earlier updates are unacknowledged. */
  latest_state?: TaskState | undefined;
}

export interface Messages {
  // agent -> master
  RegisterSlaveMessage: {
    agent: AgentInfo;
    version: string;
    checkpointed_resources: Resource[];
    agent_capabilities: { type: string }[];
  };
  ReregisterSlaveMessage: {
    agent: AgentInfo;
    version: string;
    checkpointed_resources: Resource[];
    agent_capabilities: { type: string }[];
    tasks: Task[];
    /** Each with its `framework_id`. */
    executor_infos: ExecutorInfo[];
    frameworks: FrameworkInfo[];
  };
  UnregisterSlaveMessage: { agent_id: AgentID };
  /** With the operations whose end is not acknowledged yet. */
  UpdateSlaveMessage: { agent_id: AgentID; operations?: Operation[] };
  PongSlaveMessage: Record<string, never>;
  ExitedExecutorMessage: { agent_id: AgentID; framework_id: FrameworkID; executor_id: ExecutorID; status: number };
  UpdateOperationStatusMessage: {
    framework_id?: FrameworkID | undefined;
    agent_id?: AgentID | undefined;
    status: OperationStatus;
    operation_uuid: UUID;
  };

  // CRAM-MD5: agent -> master, master -> agent. Data is in base64.
  AuthenticateMessage: { pid: string };
  AuthenticationMechanismsMessage: { mechanisms: string[] };
  AuthenticationStartMessage: { mechanism: string };
  AuthenticationStepMessage: { data: string };
  AuthenticationCompletedMessage: Record<string, never>;
  AuthenticationFailedMessage: Record<string, never>;
  AuthenticationErrorMessage: { error: string };

  // master -> agent
  SlaveRegisteredMessage: { agent_id: AgentID; connection: { total_ping_timeout_seconds: number } };
  SlaveReregisteredMessage: {
    agent_id: AgentID;
    connection: { total_ping_timeout_seconds: number };
    reconciliations: { framework_id: FrameworkID; statuses: TaskStatus[] }[];
  };
  PingSlaveMessage: { connected: boolean };
  RunTaskGroupMessage: {
    framework: FrameworkInfo;
    executor: ExecutorInfo;
    task_group: TaskGroupInfo;
    launch_executor: boolean;
  };
  ShutdownFrameworkMessage: { framework_id: FrameworkID };
  UpdateFrameworkMessage: { framework_id: FrameworkID; framework_info: FrameworkInfo };
  CheckpointResourcesMessage: { resources: Resource[] };
  ApplyOperationMessage: { framework_id?: FrameworkID | undefined; operation_info: Offer.Operation; operation_uuid: UUID };
  AcknowledgeOperationStatusMessage: { status_uuid: UUID; operation_uuid: UUID };
  DrainSlaveMessage: { config: DrainConfig };
  ShutdownMessage: { message: string };

  // master -> agent, agent -> executor
  RunTaskMessage: { framework: FrameworkInfo; task: TaskInfo; launch_executor?: boolean };
  KillTaskMessage: { framework_id: FrameworkID; task_id: TaskID; kill_policy?: KillPolicy | undefined };
  ShutdownExecutorMessage: { executor_id: ExecutorID; framework_id: FrameworkID };
  StatusUpdateAcknowledgementMessage: { agent_id: AgentID; framework_id: FrameworkID; task_id: TaskID; uuid: string };
  /** Data from a scheduler to an executor, in base64. */
  FrameworkToExecutorMessage: { agent_id: AgentID; framework_id: FrameworkID; executor_id: ExecutorID; data: string };

  // executor -> agent, agent -> master
  StatusUpdateMessage: { update: StatusUpdate; pid?: string };
  ExecutorToFrameworkMessage: { agent_id: AgentID; framework_id: FrameworkID; executor_id: ExecutorID; data: string };

  // executor <-> agent
  RegisterExecutorMessage: { framework_id: FrameworkID; executor_id: ExecutorID };
  ExecutorRegisteredMessage: {
    executor_info: ExecutorInfo;
    framework_id: FrameworkID;
    framework_info: FrameworkInfo;
    agent_id: AgentID;
    agent_info: AgentInfo;
  };
  ReconnectExecutorMessage: { agent_id: AgentID };
  ReregisterExecutorMessage: { framework_id: FrameworkID; executor_id: ExecutorID; tasks: TaskInfo[]; updates: StatusUpdate[] };
  ExecutorReregisteredMessage: { agent_id: AgentID; agent_info: AgentInfo };
}

export type MessageName = keyof Messages;

const NAMES: Record<MessageName, true> = {
  RegisterSlaveMessage: true,
  ReregisterSlaveMessage: true,
  UnregisterSlaveMessage: true,
  UpdateSlaveMessage: true,
  PongSlaveMessage: true,
  ExitedExecutorMessage: true,
  UpdateOperationStatusMessage: true,
  AuthenticateMessage: true,
  AuthenticationMechanismsMessage: true,
  AuthenticationStartMessage: true,
  AuthenticationStepMessage: true,
  AuthenticationCompletedMessage: true,
  AuthenticationFailedMessage: true,
  AuthenticationErrorMessage: true,
  SlaveRegisteredMessage: true,
  SlaveReregisteredMessage: true,
  PingSlaveMessage: true,
  RunTaskGroupMessage: true,
  ShutdownFrameworkMessage: true,
  UpdateFrameworkMessage: true,
  CheckpointResourcesMessage: true,
  ApplyOperationMessage: true,
  AcknowledgeOperationStatusMessage: true,
  DrainSlaveMessage: true,
  ShutdownMessage: true,
  RunTaskMessage: true,
  KillTaskMessage: true,
  ShutdownExecutorMessage: true,
  StatusUpdateAcknowledgementMessage: true,
  FrameworkToExecutorMessage: true,
  StatusUpdateMessage: true,
  ExecutorToFrameworkMessage: true,
  RegisterExecutorMessage: true,
  ExecutorRegisteredMessage: true,
  ReconnectExecutorMessage: true,
  ReregisterExecutorMessage: true,
  ExecutorReregisteredMessage: true,
};

/** The names of all messages. */
export const MESSAGE_NAMES = Object.keys(NAMES) as readonly MessageName[];
