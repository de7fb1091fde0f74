/**
 * Messages of package mesos.internal, which masters, agents, executors and v0 schedulers send each other, with their members
 * named as in v1. `Task` is that of package mesos, with lists that are always there. Under `v0` is what has other numbers in v1.
 * The notation is explained in `schema.ts`.
 */
export const internal = `
internal.AuthenticateMessage
  pid 1 string required

internal.AuthenticationMechanismsMessage
  mechanisms 1 string repeated present

internal.AuthenticationStartMessage
  mechanism 1 string required
  data 2 bytes

internal.AuthenticationStepMessage
  data 1 bytes required

internal.AuthenticationErrorMessage
  error 1 string

internal.Task
  name 1 string required
  task_id 2 TaskID required
  framework_id 3 FrameworkID required
  executor_id 4 ExecutorID
  agent_id 5 AgentID required
  state 6 TaskState required
  resources 7 Resource repeated present
  statuses 8 TaskStatus repeated present
  status_update_state 9 TaskState
  status_update_uuid 10 bytes
  labels 11 Labels
  discovery 12 DiscoveryInfo
  container 13 ContainerInfo
  health_check 15 HealthCheck
  kill_policy 16 KillPolicy
  user 14 string
  limits 17 map<string,Value.Scalar>

internal.StatusUpdate
  framework_id 1 FrameworkID required
  executor_id 2 ExecutorID
  agent_id 3 AgentID
  status 4 TaskStatus required
  timestamp 5 double required
  uuid 6 bytes
  latest_state 7 TaskState

internal.SubmitSchedulerRequest
  name 1 string required

internal.SubmitSchedulerResponse
  okay 1 bool required

internal.ExecutorToFrameworkMessage
  agent_id 1 AgentID required
  framework_id 2 FrameworkID required
  executor_id 3 ExecutorID required
  data 4 bytes required

internal.FrameworkToExecutorMessage
  agent_id 1 AgentID required
  framework_id 2 FrameworkID required
  executor_id 3 ExecutorID required
  data 4 bytes required

internal.RegisterFrameworkMessage
  framework 1 FrameworkInfo required

internal.ReregisterFrameworkMessage
  framework 2 FrameworkInfo required
  failover 3 bool required

internal.FrameworkRegisteredMessage
  framework_id 1 FrameworkID required
  master_info 2 MasterInfo required

internal.FrameworkReregisteredMessage
  framework_id 1 FrameworkID required
  master_info 2 MasterInfo required

internal.UnregisterFrameworkMessage
  framework_id 1 FrameworkID required

internal.DeactivateFrameworkMessage
  framework_id 1 FrameworkID required

internal.ResourceRequestMessage
  framework_id 1 FrameworkID required
  requests 2 Request repeated present

internal.ResourceOffersMessage
  offers 1 Offer repeated present
  pids 2 string repeated present

internal.InverseOffersMessage
  inverse_offers 1 InverseOffer repeated present
  pids 2 string repeated present

internal.LaunchTasksMessage
  framework_id 1 FrameworkID required
  tasks 3 TaskInfo repeated present
  filters 5 Filters required
  offer_ids 6 OfferID repeated present

internal.RescindResourceOfferMessage
  offer_id 1 OfferID required

internal.RescindInverseOfferMessage
  inverse_offer_id 1 OfferID required

internal.ReviveOffersMessage
  framework_id 1 FrameworkID required
  roles 2 string repeated

internal.RunTaskMessage
  framework_id 1 FrameworkID
  framework 2 FrameworkInfo required
  task 4 TaskInfo required
  resource_version_uuids 5 internal.ResourceVersionUUID repeated
  pid 3 string
  launch_executor 6 bool

internal.RunTaskGroupMessage
  framework 1 FrameworkInfo required
  executor 2 ExecutorInfo required
  task_group 3 TaskGroupInfo required
  resource_version_uuids 4 internal.ResourceVersionUUID repeated
  launch_executor 5 bool

internal.KillTaskMessage
  framework_id 1 FrameworkID required
  task_id 2 TaskID required
  kill_policy 3 KillPolicy

internal.StatusUpdateMessage
  update 1 internal.StatusUpdate required
  pid 2 string

internal.StatusUpdateAcknowledgementMessage
  agent_id 1 AgentID required
  framework_id 2 FrameworkID required
  task_id 3 TaskID required
  uuid 4 bytes required

internal.AcknowledgeOperationStatusMessage
  status_uuid 1 UUID required
  operation_uuid 2 UUID required
  resource_provider_id 3 ResourceProviderID

internal.LostSlaveMessage
  agent_id 1 AgentID required

internal.ReconcileTasksMessage
  framework_id 1 FrameworkID required
  statuses 2 TaskStatus repeated present
  framework 3 FrameworkInfo

internal.ReconcileOperationsMessage
  operations 1 internal.ReconcileOperationsMessage.Operation repeated present
  framework_id 2 FrameworkID

internal.ReconcileOperationsMessage.Operation
  operation_uuid 1 UUID
  operation_id 3 OperationID
  resource_provider_id 2 ResourceProviderID

internal.FrameworkErrorMessage
  message 2 string required

internal.RegisterSlaveMessage
  agent 1 AgentInfo required
  checkpointed_resources 3 Resource repeated present
  version 2 string
  agent_capabilities 4 AgentInfo.Capability repeated present
  resource_version_uuid 5 UUID

internal.ReregisterSlaveMessage
  agent 2 AgentInfo required
  checkpointed_resources 7 Resource repeated present
  executor_infos 4 ExecutorInfo repeated present
  tasks 3 internal.Task repeated present
  frameworks 8 FrameworkInfo repeated present
  completed_frameworks 5 internal.Archive.Framework repeated
  version 6 string
  agent_capabilities 9 AgentInfo.Capability repeated present
  resource_version_uuid 10 UUID

internal.SlaveRegisteredMessage
  agent_id 1 AgentID required
  connection 2 internal.MasterSlaveConnection

internal.SlaveReregisteredMessage
  agent_id 1 AgentID required
  reconciliations 2 internal.ReconcileTasksMessage repeated present
  connection 3 internal.MasterSlaveConnection

internal.UnregisterSlaveMessage
  agent_id 1 AgentID required

internal.MasterSlaveConnection
  total_ping_timeout_seconds 1 double

internal.PingSlaveMessage
  connected 1 bool required

internal.ShutdownFrameworkMessage
  framework_id 1 FrameworkID required

internal.ShutdownExecutorMessage
  executor_id 1 ExecutorID
  framework_id 2 FrameworkID

internal.UpdateFrameworkMessage
  framework_id 1 FrameworkID required
  pid 2 string
  framework_info 3 FrameworkInfo

internal.CheckpointResourcesMessage
  resources 1 Resource repeated present

internal.ResourceVersionUUID
  resource_provider_id 1 ResourceProviderID
  uuid 2 UUID required

internal.UpdateSlaveMessage
  agent_id 1 AgentID required
  update_oversubscribed_resources 5 bool
  oversubscribed_resources 2 Resource repeated
  operations 6 internal.UpdateSlaveMessage.Operations
  resource_version_uuid 7 UUID
  resource_providers 8 internal.UpdateSlaveMessage.ResourceProviders

internal.UpdateSlaveMessage.Operations
  operations 1 Operation repeated present

internal.UpdateSlaveMessage.ResourceProvider
  info 1 ResourceProviderInfo
  total_resources 2 Resource repeated
  operations 3 internal.UpdateSlaveMessage.Operations required
  resource_version_uuid 4 UUID required

internal.UpdateSlaveMessage.ResourceProviders
  providers 1 internal.UpdateSlaveMessage.ResourceProvider repeated present

internal.UpdateOperationStatusMessage
  framework_id 1 FrameworkID
  agent_id 2 AgentID
  status 3 OperationStatus required
  latest_status 4 OperationStatus
  operation_uuid 5 UUID

internal.ApplyOperationMessage
  framework_id 1 FrameworkID
  operation_info 2 Offer.Operation required
  operation_uuid 3 UUID required
  resource_version_uuid 4 internal.ResourceVersionUUID required

internal.RegisterExecutorMessage
  framework_id 1 FrameworkID required
  executor_id 2 ExecutorID required

internal.ExecutorRegisteredMessage
  executor_info 2 ExecutorInfo required
  framework_id 3 FrameworkID required
  framework_info 4 FrameworkInfo required
  agent_id 5 AgentID required
  agent_info 6 AgentInfo required

internal.ExecutorReregisteredMessage
  agent_id 1 AgentID required
  agent_info 2 AgentInfo required

internal.ExitedExecutorMessage
  agent_id 1 AgentID required
  framework_id 2 FrameworkID required
  executor_id 3 ExecutorID required
  status 4 int32 required

internal.ReconnectExecutorMessage
  agent_id 1 AgentID required

internal.ReregisterExecutorMessage
  executor_id 1 ExecutorID required
  framework_id 2 FrameworkID required
  tasks 3 TaskInfo repeated present
  updates 4 internal.StatusUpdate repeated present

internal.DrainSlaveMessage
  config 1 DrainConfig required

internal.ShutdownMessage
  message 1 string

internal.Archive.Framework
  framework_info 1 FrameworkInfo required
  pid 2 string
  tasks 3 internal.Task repeated present

internal.PongSlaveMessage

internal.AuthenticationCompletedMessage

internal.AuthenticationFailedMessage

v0.Call
  framework_id 1 FrameworkID
  type 2 scheduler.Call.Type
  subscribe 3 v0.Call.Subscribe
  accept 4 scheduler.Call.Accept
  decline 5 scheduler.Call.Decline
  accept_inverse_offers 13 scheduler.Call.AcceptInverseOffers
  decline_inverse_offers 14 scheduler.Call.DeclineInverseOffers
  revive 15 scheduler.Call.Revive
  kill 6 scheduler.Call.Kill
  shutdown 7 scheduler.Call.Shutdown
  acknowledge 8 scheduler.Call.Acknowledge
  acknowledge_operation_status 17 scheduler.Call.AcknowledgeOperationStatus
  reconcile 9 scheduler.Call.Reconcile
  reconcile_operations 18 scheduler.Call.ReconcileOperations
  message 10 scheduler.Call.Message
  request 11 scheduler.Call.Request
  suppress 16 scheduler.Call.Suppress
  update_framework 19 scheduler.Call.UpdateFramework

v0.Call.Subscribe
  framework_info 1 FrameworkInfo required
  force 2 bool
  suppressed_roles 3 string repeated
  offer_constraints 4 scheduler.OfferConstraints
`;
