/** Messages of package mesos.v1.agent: the operator API of an agent; the notation is explained in `schema.ts`. */
export const agent = `
agent.Call
  type 1 agent.Call.Type
  get_metrics 2 agent.Call.GetMetrics
  set_logging_level 3 agent.Call.SetLoggingLevel
  list_files 4 agent.Call.ListFiles
  read_file 5 agent.Call.ReadFile
  get_containers 20 agent.Call.GetContainers
  launch_nested_container 6 agent.Call.LaunchNestedContainer
  wait_nested_container 7 agent.Call.WaitNestedContainer
  kill_nested_container 8 agent.Call.KillNestedContainer
  remove_nested_container 12 agent.Call.RemoveNestedContainer
  launch_nested_container_session 9 agent.Call.LaunchNestedContainerSession
  attach_container_input 10 agent.Call.AttachContainerInput
  attach_container_output 11 agent.Call.AttachContainerOutput
  launch_container 13 agent.Call.LaunchContainer
  wait_container 14 agent.Call.WaitContainer
  kill_container 15 agent.Call.KillContainer
  remove_container 16 agent.Call.RemoveContainer
  add_resource_provider_config 17 agent.Call.AddResourceProviderConfig
  update_resource_provider_config 18 agent.Call.UpdateResourceProviderConfig
  remove_resource_provider_config 19 agent.Call.RemoveResourceProviderConfig
  mark_resource_provider_gone 22 agent.Call.MarkResourceProviderGone
  prune_images 21 agent.Call.PruneImages

agent.Call.GetMetrics
  timeout 1 DurationInfo

agent.Call.SetLoggingLevel
  level 1 uint32 required
  duration 2 DurationInfo required

agent.Call.ListFiles
  path 1 string required

agent.Call.ReadFile
  path 1 string required
  offset 2 uint64 required
  length 3 uint64

agent.Call.GetContainers
  show_nested 1 bool
  show_standalone 2 bool

agent.Call.LaunchNestedContainer
  container_id 1 ContainerID required
  command 2 CommandInfo
  container 3 ContainerInfo

agent.Call.WaitNestedContainer
  container_id 1 ContainerID required

agent.Call.KillNestedContainer
  container_id 1 ContainerID required
  signal 2 int32

agent.Call.RemoveNestedContainer
  container_id 1 ContainerID required

agent.Call.LaunchNestedContainerSession
  container_id 1 ContainerID required
  command 2 CommandInfo
  container 3 ContainerInfo

agent.Call.AttachContainerInput
  type 1 agent.Call.AttachContainerInput.Type
  container_id 2 ContainerID
  process_io 3 agent.ProcessIO

agent.Call.AttachContainerOutput
  container_id 1 ContainerID required

agent.Call.LaunchContainer
  container_id 1 ContainerID required
  command 2 CommandInfo
  resources 3 Resource repeated
  container 4 ContainerInfo
  limits 5 map<string,Value.Scalar>

agent.Call.WaitContainer
  container_id 1 ContainerID required

agent.Call.KillContainer
  container_id 1 ContainerID required
  signal 2 int32

agent.Call.RemoveContainer
  container_id 1 ContainerID required

agent.Call.AddResourceProviderConfig
  info 1 ResourceProviderInfo required

agent.Call.UpdateResourceProviderConfig
  info 1 ResourceProviderInfo required

agent.Call.RemoveResourceProviderConfig
  type 1 string required
  name 2 string required

agent.Call.MarkResourceProviderGone
  resource_provider_id 1 ResourceProviderID required

agent.Call.PruneImages
  excluded_images 1 Image repeated

agent.Response
  type 1 agent.Response.Type
  get_health 2 agent.Response.GetHealth
  get_flags 3 agent.Response.GetFlags
  get_version 4 agent.Response.GetVersion
  get_metrics 5 agent.Response.GetMetrics
  get_logging_level 6 agent.Response.GetLoggingLevel
  list_files 7 agent.Response.ListFiles
  read_file 8 agent.Response.ReadFile
  get_state 9 agent.Response.GetState
  get_containers 10 agent.Response.GetContainers
  get_frameworks 11 agent.Response.GetFrameworks
  get_executors 12 agent.Response.GetExecutors
  get_operations 18 agent.Response.GetOperations
  get_tasks 13 agent.Response.GetTasks
  get_agent 15 agent.Response.GetAgent
  get_resource_providers 17 agent.Response.GetResourceProviders
  wait_nested_container 14 agent.Response.WaitNestedContainer
  wait_container 16 agent.Response.WaitContainer

agent.Response.GetHealth
  healthy 1 bool required

agent.Response.GetFlags
  flags 1 Flag repeated

agent.Response.GetVersion
  version_info 1 VersionInfo required

agent.Response.GetMetrics
  metrics 1 Metric repeated

agent.Response.GetLoggingLevel
  level 1 uint32 required

agent.Response.ListFiles
  file_infos 1 FileInfo repeated

agent.Response.ReadFile
  size 1 uint64 required
  data 2 bytes required

agent.Response.GetState
  get_tasks 1 agent.Response.GetTasks
  get_executors 2 agent.Response.GetExecutors
  get_frameworks 3 agent.Response.GetFrameworks

agent.Response.GetContainers
  containers 1 agent.Response.GetContainers.Container repeated

agent.Response.GetContainers.Container
  framework_id 1 FrameworkID
  executor_id 2 ExecutorID
  executor_name 3 string
  container_id 4 ContainerID required
  container_status 5 ContainerStatus
  resource_statistics 6 ResourceStatistics

agent.Response.GetFrameworks
  frameworks 1 agent.Response.GetFrameworks.Framework repeated always
  completed_frameworks 2 agent.Response.GetFrameworks.Framework repeated always

agent.Response.GetFrameworks.Framework
  framework_info 1 FrameworkInfo required

agent.Response.GetExecutors
  executors 1 agent.Response.GetExecutors.Executor repeated always
  completed_executors 2 agent.Response.GetExecutors.Executor repeated always

agent.Response.GetExecutors.Executor
  executor_info 1 ExecutorInfo required

agent.Response.GetOperations
  operations 1 Operation repeated

agent.Response.GetTasks
  pending_tasks 1 Task repeated always
  queued_tasks 2 Task repeated always
  launched_tasks 3 Task repeated always
  terminated_tasks 4 Task repeated always
  completed_tasks 5 Task repeated always

agent.Response.GetAgent
  agent_info 1 AgentInfo
  drain_config 2 DrainConfig
  estimated_drain_start_time 3 TimeInfo

agent.Response.GetResourceProviders
  resource_providers 1 agent.Response.GetResourceProviders.ResourceProvider repeated

agent.Response.GetResourceProviders.ResourceProvider
  resource_provider_info 1 ResourceProviderInfo required
  total_resources 2 Resource repeated

agent.Response.WaitNestedContainer
  exit_status 1 int32
  state 2 TaskState
  reason 3 TaskStatus.Reason
  limitation 4 TaskResourceLimitation
  message 5 string

agent.Response.WaitContainer
  exit_status 1 int32
  state 2 TaskState
  reason 3 TaskStatus.Reason
  limitation 4 TaskResourceLimitation
  message 5 string

agent.ProcessIO
  type 1 agent.ProcessIO.Type
  data 2 agent.ProcessIO.Data
  control 3 agent.ProcessIO.Control

agent.ProcessIO.Data
  type 1 agent.ProcessIO.Data.Type
  data 2 bytes

agent.ProcessIO.Control
  type 1 agent.ProcessIO.Control.Type
  tty_info 2 TTYInfo
  heartbeat 3 agent.ProcessIO.Control.Heartbeat

agent.ProcessIO.Control.Heartbeat
  interval 1 DurationInfo

enum agent.Call.Type
  UNKNOWN 0
  GET_HEALTH 1
  GET_FLAGS 2
  GET_VERSION 3
  GET_METRICS 4
  GET_LOGGING_LEVEL 5
  SET_LOGGING_LEVEL 6
  LIST_FILES 7
  READ_FILE 8
  GET_STATE 9
  GET_CONTAINERS 10
  GET_FRAMEWORKS 11
  GET_EXECUTORS 12
  GET_OPERATIONS 31
  GET_TASKS 13
  GET_AGENT 20
  GET_RESOURCE_PROVIDERS 26
  LAUNCH_NESTED_CONTAINER 14
  WAIT_NESTED_CONTAINER 15
  KILL_NESTED_CONTAINER 16
  REMOVE_NESTED_CONTAINER 21
  LAUNCH_NESTED_CONTAINER_SESSION 17
  ATTACH_CONTAINER_INPUT 18
  ATTACH_CONTAINER_OUTPUT 19
  LAUNCH_CONTAINER 22
  WAIT_CONTAINER 23
  KILL_CONTAINER 24
  REMOVE_CONTAINER 25
  ADD_RESOURCE_PROVIDER_CONFIG 27
  UPDATE_RESOURCE_PROVIDER_CONFIG 28
  REMOVE_RESOURCE_PROVIDER_CONFIG 29
  MARK_RESOURCE_PROVIDER_GONE 32
  PRUNE_IMAGES 30

enum agent.Call.AttachContainerInput.Type
  UNKNOWN 0
  CONTAINER_ID 1
  PROCESS_IO 2

enum agent.Response.Type
  UNKNOWN 0
  GET_HEALTH 1
  GET_FLAGS 2
  GET_VERSION 3
  GET_METRICS 4
  GET_LOGGING_LEVEL 5
  LIST_FILES 6
  READ_FILE 7
  GET_STATE 8
  GET_CONTAINERS 9
  GET_FRAMEWORKS 10
  GET_EXECUTORS 11
  GET_OPERATIONS 17
  GET_TASKS 12
  GET_AGENT 14
  GET_RESOURCE_PROVIDERS 16
  WAIT_NESTED_CONTAINER 13
  WAIT_CONTAINER 15

enum agent.ProcessIO.Type
  UNKNOWN 0
  DATA 1
  CONTROL 2

enum agent.ProcessIO.Data.Type
  UNKNOWN 0
  STDIN 1
  STDOUT 2
  STDERR 3

enum agent.ProcessIO.Control.Type
  UNKNOWN 0
  TTY_INFO 1
  HEARTBEAT 2
`;
