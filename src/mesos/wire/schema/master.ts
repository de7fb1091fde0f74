/** Messages of package mesos.v1.master: the operator API of a master; the notation is explained in `schema.ts`. */
export const master = `
master.Call
  type 1 master.Call.Type
  get_metrics 2 master.Call.GetMetrics
  set_logging_level 3 master.Call.SetLoggingLevel
  list_files 4 master.Call.ListFiles
  read_file 5 master.Call.ReadFile
  update_weights 6 master.Call.UpdateWeights
  reserve_resources 7 master.Call.ReserveResources
  unreserve_resources 8 master.Call.UnreserveResources
  create_volumes 9 master.Call.CreateVolumes
  destroy_volumes 10 master.Call.DestroyVolumes
  grow_volume 18 master.Call.GrowVolume
  shrink_volume 19 master.Call.ShrinkVolume
  update_maintenance_schedule 11 master.Call.UpdateMaintenanceSchedule
  start_maintenance 12 master.Call.StartMaintenance
  stop_maintenance 13 master.Call.StopMaintenance
  drain_agent 21 master.Call.DrainAgent
  deactivate_agent 22 master.Call.DeactivateAgent
  reactivate_agent 23 master.Call.ReactivateAgent
  update_quota 20 master.Call.UpdateQuota
  teardown 16 master.Call.Teardown
  mark_agent_gone 17 master.Call.MarkAgentGone
  set_quota 14 master.Call.SetQuota
  remove_quota 15 master.Call.RemoveQuota

master.Call.GetMetrics
  timeout 1 DurationInfo

master.Call.SetLoggingLevel
  level 1 uint32 required
  duration 2 DurationInfo required

master.Call.ListFiles
  path 1 string required

master.Call.ReadFile
  path 1 string required
  offset 2 uint64 required
  length 3 uint64

master.Call.UpdateWeights
  weight_infos 1 WeightInfo repeated

master.Call.ReserveResources
  agent_id 1 AgentID required
  source 3 Resource repeated
  resources 2 Resource repeated

master.Call.UnreserveResources
  agent_id 1 AgentID required
  resources 2 Resource repeated

master.Call.CreateVolumes
  agent_id 1 AgentID required
  volumes 2 Resource repeated

master.Call.DestroyVolumes
  agent_id 1 AgentID required
  volumes 2 Resource repeated

master.Call.GrowVolume
  agent_id 1 AgentID
  volume 2 Resource required
  addition 3 Resource required

master.Call.ShrinkVolume
  agent_id 1 AgentID
  volume 2 Resource required
  subtract 3 Value.Scalar required

master.Call.UpdateMaintenanceSchedule
  schedule 1 maintenance.Schedule required

master.Call.StartMaintenance
  machines 1 MachineID repeated

master.Call.StopMaintenance
  machines 1 MachineID repeated

master.Call.DrainAgent
  agent_id 1 AgentID required
  max_grace_period 2 google.protobuf.Duration
  mark_gone 3 bool default=false

master.Call.DeactivateAgent
  agent_id 1 AgentID required

master.Call.ReactivateAgent
  agent_id 1 AgentID required

master.Call.UpdateQuota
  force 1 bool
  quota_configs 2 quota.QuotaConfig repeated

master.Call.SetQuota
  quota_request 1 quota.QuotaRequest required

master.Call.RemoveQuota
  role 1 string required

master.Call.Teardown
  framework_id 1 FrameworkID required

master.Call.MarkAgentGone
  agent_id 1 AgentID required

master.Response
  type 1 master.Response.Type
  get_health 2 master.Response.GetHealth
  get_flags 3 master.Response.GetFlags
  get_version 4 master.Response.GetVersion
  get_metrics 5 master.Response.GetMetrics
  get_logging_level 6 master.Response.GetLoggingLevel
  list_files 7 master.Response.ListFiles
  read_file 8 master.Response.ReadFile
  get_state 9 master.Response.GetState
  get_agents 10 master.Response.GetAgents
  get_frameworks 11 master.Response.GetFrameworks
  get_executors 12 master.Response.GetExecutors
  get_operations 20 master.Response.GetOperations
  get_tasks 13 master.Response.GetTasks
  get_roles 14 master.Response.GetRoles
  get_weights 15 master.Response.GetWeights
  get_master 16 master.Response.GetMaster
  get_maintenance_status 17 master.Response.GetMaintenanceStatus
  get_maintenance_schedule 18 master.Response.GetMaintenanceSchedule
  get_quota 19 master.Response.GetQuota

master.Response.GetHealth
  healthy 1 bool required

master.Response.GetFlags
  flags 1 Flag repeated

master.Response.GetVersion
  version_info 1 VersionInfo required

master.Response.GetMetrics
  metrics 1 Metric repeated

master.Response.GetLoggingLevel
  level 1 uint32 required

master.Response.ListFiles
  file_infos 1 FileInfo repeated

master.Response.ReadFile
  size 1 uint64 required
  data 2 bytes required

master.Response.GetState
  get_tasks 1 master.Response.GetTasks
  get_executors 2 master.Response.GetExecutors
  get_frameworks 3 master.Response.GetFrameworks
  get_agents 4 master.Response.GetAgents

master.Response.GetAgents
  agents 1 master.Response.GetAgents.Agent repeated always
  recovered_agents 2 AgentInfo repeated always

master.Response.GetAgents.Agent
  agent_info 1 AgentInfo required
  active 2 bool required
  deactivated 12 bool
  version 3 string required
  pid 4 string
  registered_time 5 TimeInfo
  reregistered_time 6 TimeInfo
  total_resources 7 Resource repeated
  allocated_resources 8 Resource repeated
  offered_resources 9 Resource repeated
  capabilities 10 AgentInfo.Capability repeated
  resource_providers 11 master.Response.GetAgents.Agent.ResourceProvider repeated
  drain_info 13 DrainInfo
  estimated_drain_start_time 14 TimeInfo

master.Response.GetAgents.Agent.ResourceProvider
  resource_provider_info 1 ResourceProviderInfo required
  total_resources 2 Resource repeated

master.Response.GetFrameworks
  frameworks 1 master.Response.GetFrameworks.Framework repeated always
  completed_frameworks 2 master.Response.GetFrameworks.Framework repeated always
  recovered_frameworks 3 FrameworkInfo repeated

master.Response.GetFrameworks.Framework
  framework_info 1 FrameworkInfo required
  active 2 bool required
  connected 3 bool required
  recovered 11 bool required
  registered_time 4 TimeInfo
  reregistered_time 5 TimeInfo
  unregistered_time 6 TimeInfo
  offers 7 Offer repeated
  inverse_offers 8 InverseOffer repeated
  allocated_resources 9 Resource repeated
  offered_resources 10 Resource repeated
  offer_constraints 12 scheduler.OfferConstraints

master.Response.GetExecutors
  executors 1 master.Response.GetExecutors.Executor repeated always
  orphan_executors 2 master.Response.GetExecutors.Executor repeated

master.Response.GetExecutors.Executor
  executor_info 1 ExecutorInfo required
  agent_id 2 AgentID required

master.Response.GetOperations
  operations 1 Operation repeated

master.Response.GetTasks
  pending_tasks 1 Task repeated
  tasks 2 Task repeated always
  unreachable_tasks 5 Task repeated always
  completed_tasks 3 Task repeated always
  orphan_tasks 4 Task repeated

master.Response.GetRoles
  roles 1 Role repeated

master.Response.GetWeights
  weight_infos 1 WeightInfo repeated

master.Response.GetMaster
  master_info 1 MasterInfo
  start_time 2 double
  elected_time 3 double

master.Response.GetMaintenanceStatus
  status 1 maintenance.ClusterStatus required

master.Response.GetMaintenanceSchedule
  schedule 1 maintenance.Schedule required

master.Response.GetQuota
  status 1 quota.QuotaStatus required

master.Event
  type 1 master.Event.Type
  subscribed 2 master.Event.Subscribed
  task_added 3 master.Event.TaskAdded
  task_updated 4 master.Event.TaskUpdated
  agent_added 5 master.Event.AgentAdded
  agent_removed 6 master.Event.AgentRemoved
  framework_added 7 master.Event.FrameworkAdded
  framework_updated 8 master.Event.FrameworkUpdated
  framework_removed 9 master.Event.FrameworkRemoved

master.Event.Subscribed
  get_state 1 master.Response.GetState
  heartbeat_interval_seconds 2 double

master.Event.TaskAdded
  task 1 Task required

master.Event.TaskUpdated
  framework_id 1 FrameworkID required
  status 2 TaskStatus required
  state 3 TaskState required

master.Event.FrameworkAdded
  framework 1 master.Response.GetFrameworks.Framework required

master.Event.FrameworkUpdated
  framework 1 master.Response.GetFrameworks.Framework required

master.Event.FrameworkRemoved
  framework_info 1 FrameworkInfo required

master.Event.AgentAdded
  agent 1 master.Response.GetAgents.Agent required

master.Event.AgentRemoved
  agent_id 1 AgentID required

enum master.Call.Type
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
  GET_AGENTS 10
  GET_FRAMEWORKS 11
  GET_EXECUTORS 12
  GET_OPERATIONS 33
  GET_TASKS 13
  GET_ROLES 14
  GET_WEIGHTS 15
  UPDATE_WEIGHTS 16
  GET_MASTER 17
  SUBSCRIBE 18
  RESERVE_RESOURCES 19
  UNRESERVE_RESOURCES 20
  CREATE_VOLUMES 21
  DESTROY_VOLUMES 22
  GROW_VOLUME 34
  SHRINK_VOLUME 35
  GET_MAINTENANCE_STATUS 23
  GET_MAINTENANCE_SCHEDULE 24
  UPDATE_MAINTENANCE_SCHEDULE 25
  START_MAINTENANCE 26
  STOP_MAINTENANCE 27
  DRAIN_AGENT 37
  DEACTIVATE_AGENT 38
  REACTIVATE_AGENT 39
  GET_QUOTA 28
  UPDATE_QUOTA 36
  SET_QUOTA 29
  REMOVE_QUOTA 30
  TEARDOWN 31
  MARK_AGENT_GONE 32

enum master.Response.Type
  UNKNOWN 0
  GET_HEALTH 1
  GET_FLAGS 2
  GET_VERSION 3
  GET_METRICS 4
  GET_LOGGING_LEVEL 5
  LIST_FILES 6
  READ_FILE 7
  GET_STATE 8
  GET_AGENTS 9
  GET_FRAMEWORKS 10
  GET_EXECUTORS 11
  GET_OPERATIONS 19
  GET_TASKS 12
  GET_ROLES 13
  GET_WEIGHTS 14
  GET_MASTER 15
  GET_MAINTENANCE_STATUS 16
  GET_MAINTENANCE_SCHEDULE 17
  GET_QUOTA 18

enum master.Event.Type
  UNKNOWN 0
  SUBSCRIBED 1
  TASK_ADDED 2
  TASK_UPDATED 3
  AGENT_ADDED 4
  AGENT_REMOVED 5
  FRAMEWORK_ADDED 6
  FRAMEWORK_UPDATED 7
  FRAMEWORK_REMOVED 8
  HEARTBEAT 9
`;
