import { Problems } from '../../problem.js';
import { commonFlags, portFlag } from './common-flags.js';
import { credentials } from './credentials.js';
import {
  boolean,
  bytes,
  duration,
  integer,
  listOf,
  matching,
  number,
  oneOf,
  percentage,
  rate,
  text,
  within,
} from './flag-types.js';
import { type FlagTable, type FlagValues, flag, type GivenFlags, optional, type ParsedFlags, parseFlags } from './flags.js';
import { rateLimits } from './rate-limits.js';

const weights = listOf(/^[^=,\s]+=(?=[0.]*[1-9])(\d+(\.\d*)?|\.\d+)$/, 'weights above 0');
/** A role's name without what Mesos refuses in one, see `validateRole`. */
const component = String.raw`(?!-|(?:\.\.?|\*)(?:[/,]|$))[^/,\s\x7f]+`;
const role = String.raw`(?:\*(?![^,])|${component}(?:/${component})*)`;
const roles = matching(new RegExp(`^${role}(,${role})*$`), 'names of roles, separated by commas');
const count = within(integer, '0');

/** The flags of mesos-master with Mesos's defaults. */
export const masterFlags = {
  ...commonFlags,
  agent_ping_timeout: flag(
    within(duration, '1secs', '15mins'),
    '15secs',
    'How long an agent has to answer a ping.',
    'slave_ping_timeout',
  ),
  agent_removal_rate_limit: optional(
    rate,
    'How fast agents that do not answer are marked unreachable.',
    'slave_removal_rate_limit',
  ),
  agent_reregister_timeout: flag(
    within(duration, '10mins'),
    '10mins',
    'How long agents have to come back after a failover or a lost connection.',
    'slave_reregister_timeout',
  ),
  allocation_interval: flag(duration, '1secs', 'The time between two allocations of all free resources.'),
  allocator: flag(text, 'hierarchical', 'The allocator.'),
  allocator_agent_recovery_factor: flag(number, '0.8', 'The part of the agents that has to return before quotas are allocated.'),
  allocator_recovery_timeout: flag(duration, '10mins', 'How long a new allocator waits at most for agents to return.'),
  authenticate_agents: flag(boolean, 'false', 'Whether agents have to authenticate.', 'authenticate_slaves'),
  authenticate_frameworks: flag(boolean, 'false', 'Whether frameworks on the old driver have to authenticate.', 'authenticate'),
  authenticate_http_frameworks: flag(boolean, 'false', 'Whether frameworks on the HTTP API have to authenticate.'),
  authenticate_http_readwrite: { ...commonFlags.authenticate_http_readwrite, formerNames: ['authenticate_http'] },
  authentication_v0_timeout: flag(duration, '15secs', 'How long an authentication by the old protocol may take.'),
  authenticators: flag(oneOf('crammd5'), 'crammd5', 'The authenticator for frameworks and agents on the old protocol.'),
  authorizers: flag(oneOf('local'), 'local', 'The authorizer.'),
  cluster: optional(text, 'The name of the cluster.'),
  credentials: optional(credentials, 'The credentials that are accepted.'),
  fair_sharing_excluded_resource_names: optional(text, 'Resources that do not count for fair sharing, separated by commas.'),
  filter_gpu_resources: flag(boolean, 'true', 'Whether agents with GPUs are kept from frameworks that do not use them.'),
  framework_sorter: flag(oneOf('drf', 'random'), 'drf', 'How the frameworks of a role share its resources.'),
  http_authenticators: flag(oneOf('basic'), 'basic', 'The authenticator of HTTP endpoints.'),
  http_framework_authenticators: optional(oneOf('basic'), 'The authenticator of frameworks on the HTTP API.'),
  log_auto_initialize: flag(boolean, 'true', 'Whether an empty replicated log is set up.'),
  master_contender: optional(text, 'A module that takes part in the election of the leader.'),
  master_detector: optional(text, 'A module that detects the leader.'),
  max_agent_ping_timeouts: flag(
    within(integer, '1'),
    '5',
    'How many pings in a row an agent may leave unanswered.',
    'max_slave_ping_timeouts',
  ),
  max_completed_frameworks: flag(count, '50', 'How many frameworks that have ended are kept.'),
  max_completed_tasks_per_framework: flag(count, '1000', 'How many tasks that have ended are kept of each framework.'),
  max_operator_event_stream_subscribers: flag(count, '1000', 'How many clients may follow the operator event stream.'),
  max_unreachable_tasks_per_framework: flag(count, '1000', 'How many unreachable tasks are kept of each framework.'),
  min_allocatable_resources: flag(text, 'cpus:0.01|mem:32', 'The least that an agent must have free to be offered.'),
  offer_constraints_re2_max_mem: flag(bytes, '4KB', 'The memory that a regular expression of an offer constraint may take.'),
  offer_constraints_re2_max_program_size: flag(
    integer,
    '100',
    'The size that a regular expression of an offer constraint may have.',
  ),
  offer_timeout: optional(duration, 'How long a framework may hold an offer; without limit where unset.'),
  port: portFlag('5050'),
  publish_per_framework_metrics: flag(boolean, 'true', 'Whether there are metrics of each framework.'),
  quorum: optional(within(integer, '1'), 'How many masters make a majority.'),
  rate_limits: optional(rateLimits, 'How many messages frameworks on the old driver may send.'),
  recovery_agent_removal_limit: flag(
    percentage,
    '100%',
    'The part of the agents that may be lost in a failover.',
    'recovery_slave_removal_limit',
  ),
  registry: flag(oneOf('in_memory', 'replicated_log'), 'replicated_log', 'Where the registry of agents is kept.'),
  registry_fetch_timeout: flag(duration, '1mins', 'How long reading the registry may take.'),
  registry_gc_interval: flag(duration, '15mins', 'The time between two clean-ups of the registry.'),
  registry_max_agent_age: flag(duration, '2weeks', 'How long the registry remembers an unreachable agent.'),
  registry_max_agent_count: flag(count, '102400', 'How many unreachable agents the registry remembers.'),
  registry_store_timeout: flag(duration, '20secs', 'How long writing the registry may take.'),
  registry_strict: flag(oneOf('false'), 'false', 'Has no effect.'),
  require_agent_domain: flag(boolean, 'false', 'Whether agents must have a fault domain.'),
  role_sorter: flag(oneOf('drf', 'random'), 'drf', 'How roles share the resources.', 'user_sorter'),
  roles: optional(roles, 'The only roles there are, separated by commas; any where unset.'),
  root_submissions: flag(boolean, 'true', 'Whether tasks may run as root.'),
  webui_dir: flag(text, '/usr/local/share/mesos/webui', 'The directory of the web pages.'),
  weights: optional(weights, 'Weights of roles, such as web=2,batch=1.'),
  whitelist: optional(text, 'A file with the hostnames of the only agents that are offered.'),
  work_dir: optional(text, 'The directory for what has to outlive the master.'),
  zk: optional(text, 'The ZooKeeper in which masters elect their leader.'),
} as const;

/** The values of all flags of a master: durations in milliseconds, sizes in bytes. */
export type MasterFlags = FlagValues<typeof masterFlags>;

/**
 * Reads the flags given to a master; all problems are returned, none is thrown.
 * @param more flags besides those of Mesos
 */
export function parseMasterFlags<More extends FlagTable = Record<never, never>>(
  given: GivenFlags = {},
  more = {} as More,
): ParsedFlags<typeof masterFlags & More> {
  const parsed = parseFlags({ ...masterFlags, ...more }, 'a master', given);
  const { roles, weights } = parsed.flags as MasterFlags;
  const problems = new Problems();
  problems.addAll(parsed.problems, '');
  const weighted = weights?.split(',').map((each) => each.slice(0, each.indexOf('='))) ?? [];
  const foreign = roles === undefined ? undefined : weighted.find((each) => ![...roles.split(','), '*'].includes(each));
  if (foreign !== undefined) {
    problems.invalid('weights', weights, 'weights of roles that the flag roles has', { reason: `${foreign} is none of them` });
  }
  return { ...parsed, problems: problems.list };
}
