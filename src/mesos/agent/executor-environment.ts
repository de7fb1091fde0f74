import type { AgentFlags } from '../flags/agent-flags.js';
import { formatDuration } from '../flags/duration.js';
import { contentOf, readJson } from '../flags/flag-file.js';
import { createJwt } from '../process/http/jwt.js';
import { type Address, formatAddress, type Pid } from '../process/pid.js';
import type { ContainerID } from '../wire/messages.js';
import type { KnownFrameworkInfo } from './framework.js';

/** The longest time an executor may wait before it subscribes again to an agent that came back. */
const SUBSCRIPTION_BACKOFF_MAX_MS = 2000;

export interface ExecutorEnvironmentOptions {
  readonly framework: KnownFrameworkInfo;
  readonly executorId: string;
  readonly containerId: ContainerID;
  /** The sandbox. */
  readonly directory: string;
  readonly shutdownGraceMs: number;
  readonly agentId: string;
  readonly agentPid: Pid;
  readonly address: Address;
  readonly flags: AgentFlags;
  /** Those of the agent flag --executor_environment_variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The environment an agent gives executors, and with it command tasks. What runs them has more to add, and the variables of the
 * command come on top.
 */
export function executorEnvironment(options: ExecutorEnvironmentOptions): Record<string, string> {
  const { framework, flags, address } = options;
  const checkpoint = framework.checkpoint ?? false;
  return {
    ...options.variables,
    LIBPROCESS_IP: address.ip,
    LIBPROCESS_PORT: '0',
    MESOS_FRAMEWORK_ID: framework.id.value,
    MESOS_EXECUTOR_ID: options.executorId,
    MESOS_DIRECTORY: options.directory,
    MESOS_SLAVE_ID: options.agentId,
    MESOS_SLAVE_PID: options.agentPid,
    MESOS_AGENT_ENDPOINT: formatAddress(address),
    MESOS_CHECKPOINT: checkpoint ? '1' : '0',
    MESOS_HTTP_COMMAND_EXECUTOR: flags.http_command_executor ? '1' : '0',
    MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: formatDuration(options.shutdownGraceMs),
    ...(checkpoint && {
      MESOS_RECOVERY_TIMEOUT: formatDuration(flags.recovery_timeout),
      MESOS_SUBSCRIPTION_BACKOFF_MAX: formatDuration(SUBSCRIPTION_BACKOFF_MAX_MS),
    }),
    ...(flags.jwt_secret_key && {
      MESOS_EXECUTOR_AUTHENTICATION_TOKEN: createJwt(
        { fid: framework.id.value, eid: options.executorId, cid: options.containerId.value },
        flags.jwt_secret_key.key,
      ),
    }),
  };
}

/**
 * The variables that the agent flag --executor_environment_variables asks for.
 * @param flag a JSON object, or the path of a file with one
 * @throws Error when it is none; without its text, which may have secrets in it
 */
export function executorVariables(flag: string | undefined): Record<string, string> {
  if (flag === undefined) return {};
  const wrong = (reason: string) => new Error(`The flag executor_environment_variables is no JSON object: ${reason}`);
  let given: object;
  try {
    given = readJson(contentOf(flag));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  if (Array.isArray(given)) throw wrong('it is a list');
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
}
