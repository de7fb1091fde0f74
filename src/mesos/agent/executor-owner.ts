import type { ContainerUser } from '../containerizer/containerizer.js';
import { canSwitchUser, userOf } from '../containerizer/user.js';
import type { AgentFlags } from '../flags/agent-flags.js';
import type { ExecutorInfo, FrameworkInfo } from '../wire/messages.js';

/**
 * The account that an executor runs as and that owns its sandbox; undefined for that of this process.
 * @throws Error in Mesos's words when there is no such account
 */
export function executorOwner(flags: AgentFlags, framework: FrameworkInfo, { command }: ExecutorInfo): ContainerUser | undefined {
  if (!flags.switch_user || !canSwitchUser()) return undefined;
  const name = command?.user ?? framework.user;
  try {
    return userOf(name);
  } catch (error) {
    throw new Error(`Failed to chown directory to '${name}': ${(error as Error).message}`);
  }
}

/** How long an executor has to end when it is asked to. */
export function shutdownGrace(flags: AgentFlags, { shutdown_grace_period: own }: ExecutorInfo): number {
  return own === undefined ? flags.executor_shutdown_grace_period : own.nanoseconds / 1e6;
}
