import type { MessageTypes, TypeName } from './messages.js';

/**
 * The messages that masters, agents, executors and v0 schedulers send each other, by their names on the wire without their
 * package, each with its type in the schema table. They look as on the wire, but with the members named as in v1: `agent_id`
 * where the wire says `slave_id`. Resources are in the post-reservation-refinement form, but for those of v0 schedulers.
 */
const TYPES = {
  // agent -> master
  RegisterSlaveMessage: 'internal.RegisterSlaveMessage',
  ReregisterSlaveMessage: 'internal.ReregisterSlaveMessage',
  UnregisterSlaveMessage: 'internal.UnregisterSlaveMessage',
  UpdateSlaveMessage: 'internal.UpdateSlaveMessage',
  PongSlaveMessage: 'internal.PongSlaveMessage',
  UpdateOperationStatusMessage: 'internal.UpdateOperationStatusMessage',

  // CRAM-MD5: agent or v0 scheduler -> master, and back. Data is in base64.
  AuthenticateMessage: 'internal.AuthenticateMessage',
  AuthenticationMechanismsMessage: 'internal.AuthenticationMechanismsMessage',
  AuthenticationStartMessage: 'internal.AuthenticationStartMessage',
  AuthenticationStepMessage: 'internal.AuthenticationStepMessage',
  AuthenticationCompletedMessage: 'internal.AuthenticationCompletedMessage',
  AuthenticationFailedMessage: 'internal.AuthenticationFailedMessage',
  AuthenticationErrorMessage: 'internal.AuthenticationErrorMessage',

  // master -> agent
  SlaveRegisteredMessage: 'internal.SlaveRegisteredMessage',
  SlaveReregisteredMessage: 'internal.SlaveReregisteredMessage',
  PingSlaveMessage: 'internal.PingSlaveMessage',
  RunTaskGroupMessage: 'internal.RunTaskGroupMessage',
  ShutdownFrameworkMessage: 'internal.ShutdownFrameworkMessage',
  UpdateFrameworkMessage: 'internal.UpdateFrameworkMessage',
  CheckpointResourcesMessage: 'internal.CheckpointResourcesMessage',
  ApplyOperationMessage: 'internal.ApplyOperationMessage',
  ReconcileOperationsMessage: 'internal.ReconcileOperationsMessage',
  AcknowledgeOperationStatusMessage: 'internal.AcknowledgeOperationStatusMessage',
  DrainSlaveMessage: 'internal.DrainSlaveMessage',
  ShutdownMessage: 'internal.ShutdownMessage',

  // master -> agent, agent -> executor
  RunTaskMessage: 'internal.RunTaskMessage',
  ShutdownExecutorMessage: 'internal.ShutdownExecutorMessage',

  // v0 scheduler -> master, master -> agent, agent -> executor
  KillTaskMessage: 'internal.KillTaskMessage',
  StatusUpdateAcknowledgementMessage: 'internal.StatusUpdateAcknowledgementMessage',
  /** Data in base64. A v0 scheduler that knows the agent sends it there. */
  FrameworkToExecutorMessage: 'internal.FrameworkToExecutorMessage',

  // executor -> agent, agent -> master, master -> v0 scheduler
  StatusUpdateMessage: 'internal.StatusUpdateMessage',
  /** Data in base64. From the agent to a v0 scheduler, and by way of the master to all others. */
  ExecutorToFrameworkMessage: 'internal.ExecutorToFrameworkMessage',

  // agent -> master, master -> v0 scheduler
  ExitedExecutorMessage: 'internal.ExitedExecutorMessage',

  // executor -> agent, and back
  RegisterExecutorMessage: 'internal.RegisterExecutorMessage',
  ExecutorRegisteredMessage: 'internal.ExecutorRegisteredMessage',
  ReconnectExecutorMessage: 'internal.ReconnectExecutorMessage',
  ReregisterExecutorMessage: 'internal.ReregisterExecutorMessage',
  ExecutorReregisteredMessage: 'internal.ExecutorReregisteredMessage',

  // v0 scheduler -> master: in the form of libmesos, and in the one before it, which libraries of other languages speak.
  Call: 'v0.Call',
  RegisterFrameworkMessage: 'internal.RegisterFrameworkMessage',
  ReregisterFrameworkMessage: 'internal.ReregisterFrameworkMessage',
  UnregisterFrameworkMessage: 'internal.UnregisterFrameworkMessage',
  DeactivateFrameworkMessage: 'internal.DeactivateFrameworkMessage',
  ResourceRequestMessage: 'internal.ResourceRequestMessage',
  LaunchTasksMessage: 'internal.LaunchTasksMessage',
  ReviveOffersMessage: 'internal.ReviveOffersMessage',
  ReconcileTasksMessage: 'internal.ReconcileTasksMessage',
  SubmitSchedulerRequest: 'internal.SubmitSchedulerRequest',

  // master -> v0 scheduler
  Event: 'scheduler.Event',
  FrameworkRegisteredMessage: 'internal.FrameworkRegisteredMessage',
  FrameworkReregisteredMessage: 'internal.FrameworkReregisteredMessage',
  /** With the pid of its agent for each offer, at the same index. */
  ResourceOffersMessage: 'internal.ResourceOffersMessage',
  InverseOffersMessage: 'internal.InverseOffersMessage',
  RescindResourceOfferMessage: 'internal.RescindResourceOfferMessage',
  RescindInverseOfferMessage: 'internal.RescindInverseOfferMessage',
  LostSlaveMessage: 'internal.LostSlaveMessage',
  FrameworkErrorMessage: 'internal.FrameworkErrorMessage',
  SubmitSchedulerResponse: 'internal.SubmitSchedulerResponse',
} as const satisfies Record<string, TypeName>;

export type MessageName = keyof typeof TYPES;

/** The message of each name. */
export type Messages = { [Name in MessageName]: MessageTypes[(typeof TYPES)[Name]] };

/** The names of all messages. */
export const MESSAGE_NAMES = Object.keys(TYPES) as readonly MessageName[];

/** The name with its package, as on the wire: `mesos.internal.PingSlaveMessage`. */
export const wireName = (name: MessageName): string =>
  `mesos.${name === 'Call' || name === 'Event' ? 'scheduler' : 'internal'}.${name}`;

const BY_WIRE_NAME = new Map(MESSAGE_NAMES.map((name) => [wireName(name), name]));

/** The message that has this name on the wire; undefined for one that nobody here knows. */
export const messageNamed = (name: string): MessageName | undefined => BY_WIRE_NAME.get(name);

/** The type of a message in the schema table. */
export const messageTypeName = <Name extends MessageName>(name: Name): (typeof TYPES)[Name] => TYPES[name];

/** A task as masters and agents remember it. */
export type Task = MessageTypes['internal.Task'];

/** A status on its way from executor or agent to the scheduler. */
export type StatusUpdate = MessageTypes['internal.StatusUpdate'];
