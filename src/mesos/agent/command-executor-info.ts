import type { CommandInfo, ExecutorInfo, FrameworkID, Resource, TaskInfo } from '../wire/messages.js';

/** What an agent gives a command executor besides its task's resources; the framework does not pay for it. */
const OWN_RESOURCES = { cpus: 0.1, mem: 32 };

/** What a command executor needs for itself of the time it has to shut down. */
const SHUTDOWN_RESERVE_NS = 2e9;

/** A command is shown in the executor's name up to this length, and longer ones cut to the second length. */
const SHOWN_LENGTH = 15;
const CUT_LENGTH = 12;

/** The executor an agent makes up for a task that gives a command. */
export function commandExecutorInfo(task: TaskInfo, frameworkId: FrameworkID, launcherDirectory: string): ExecutorInfo {
  const { task_id, command = {}, container, labels, kill_policy } = task;
  const role = task.resources?.[0]?.allocation_info?.role ?? '*';
  const resources = Object.entries(OWN_RESOURCES).map(
    ([name, value]): Resource => ({ name, type: 'SCALAR', scalar: { value }, allocation_info: { role } }),
  );
  const killGrace = kill_policy?.grace_period?.nanoseconds;
  return {
    executor_id: { value: task_id.value },
    framework_id: frameworkId,
    command: {
      shell: false,
      value: `${launcherDirectory}/mesos-executor`,
      arguments: ['mesos-executor', `--launcher_dir=${launcherDirectory}`],
      ...(command.uris && { uris: command.uris }),
      ...(command.user !== undefined && { user: command.user }),
    },
    resources,
    name: `Command Executor (Task: ${task_id.value}) (Command: ${describeCommand(command)})`,
    source: task_id.value,
    ...(container && { container }),
    ...(labels && { labels }),
    ...(killGrace !== undefined && { shutdown_grace_period: { nanoseconds: killGrace + SHUTDOWN_RESERVE_NS } }),
  };
}

function describeCommand({ shell = true, value, arguments: list = [] }: CommandInfo): string {
  if (shell) return value === undefined ? 'NO COMMAND' : `sh -c '${shortened(value)}'`;
  return value === undefined ? 'NO EXECUTABLE' : `[${value}, ${shortened(list.join(', '))}]`;
}

const shortened = (text: string) => (text.length > SHOWN_LENGTH ? `${text.slice(0, CUT_LENGTH)}...` : text);
