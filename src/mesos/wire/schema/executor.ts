/** Messages of package mesos.v1.executor: the executor API; the notation is explained in `schema.ts`. */
export const executor = `
executor.Event
  type 1 executor.Event.Type
  subscribed 2 executor.Event.Subscribed
  acknowledged 3 executor.Event.Acknowledged
  launch 4 executor.Event.Launch
  launch_group 8 executor.Event.LaunchGroup
  kill 5 executor.Event.Kill
  message 6 executor.Event.Message
  error 7 executor.Event.Error

executor.Event.Subscribed
  executor_info 1 ExecutorInfo required
  framework_info 2 FrameworkInfo required
  agent_info 3 AgentInfo required
  container_id 4 ContainerID

executor.Event.Launch
  task 1 TaskInfo required

executor.Event.LaunchGroup
  task_group 1 TaskGroupInfo required

executor.Event.Kill
  task_id 1 TaskID required
  kill_policy 2 KillPolicy

executor.Event.Acknowledged
  task_id 1 TaskID required
  uuid 2 bytes required

executor.Event.Message
  data 1 bytes required

executor.Event.Error
  message 1 string required

executor.Call
  executor_id 1 ExecutorID required
  framework_id 2 FrameworkID required
  type 3 executor.Call.Type
  subscribe 4 executor.Call.Subscribe
  update 5 executor.Call.Update
  message 6 executor.Call.Message

executor.Call.Subscribe
  unacknowledged_tasks 1 TaskInfo repeated
  unacknowledged_updates 2 executor.Call.Update repeated

executor.Call.Update
  status 1 TaskStatus required

executor.Call.Message
  data 2 bytes required

enum executor.Event.Type
  UNKNOWN 0
  SUBSCRIBED 1
  LAUNCH 2
  LAUNCH_GROUP 8
  KILL 3
  ACKNOWLEDGED 4
  MESSAGE 5
  ERROR 6
  SHUTDOWN 7
  HEARTBEAT 9

enum executor.Call.Type
  UNKNOWN 0
  SUBSCRIBE 1
  UPDATE 2
  MESSAGE 3
  HEARTBEAT 4
`;
