import { type Problem, Problems } from '../../problem.js';
import type { AgentFlags } from './agent-flags.js';
import type { MasterFlags } from './master-flags.js';

/** What stands for the value of a flag that is not given. */
const NOTHING = undefined;

/** What authentication asks of the flags of a master besides being valid, each by itself: Mesos's would end at once. */
export function masterAuthenticationProblems(flags: MasterFlags): readonly Problem[] {
  const problems = new Problems();
  const switches = [
    ...(['authenticate_http_readonly', 'authenticate_http_readwrite', 'authenticate_http_frameworks'] as const),
    ...(['authenticate_agents', 'authenticate_frameworks'] as const),
  ];
  const on = switches.filter((name) => flags[name]);
  if (on.length > 0 && !flags.credentials) {
    problems.invalid('credentials', NOTHING, 'credentials to be given', { reason: `${on.join(', ')} would let nobody in` });
  }
  if (flags.authenticate_http_frameworks && flags.http_framework_authenticators === undefined) {
    const reason = 'as in Mesos, authenticate_http_frameworks needs it';
    problems.invalid('http_framework_authenticators', NOTHING, 'basic', { reason });
  }
  return problems.list;
}

type AuthenticatorName = 'basic' | 'jwt';
type AuthenticatorNames = [AuthenticatorName, AuthenticatorName?];

/** The names of the authenticators of an agent. Executors have no names and secrets, but tokens. */
export function agentAuthenticatorNames({
  http_authenticators: given,
  authenticate_http_executors,
}: AgentFlags): AuthenticatorNames {
  return (given?.split(',') ?? (authenticate_http_executors ? ['basic', 'jwt'] : ['basic'])) as AuthenticatorNames;
}

/** The same for the flags of an agent. */
export function agentAuthenticationProblems(flags: AgentFlags): readonly Problem[] {
  const problems = new Problems();
  const switches = ['authenticate_http_readonly', 'authenticate_http_readwrite', 'authenticate_http_executors'] as const;
  const on = switches.filter((name) => flags[name]);
  if (on.length === 0) return [];
  const names = agentAuthenticatorNames(flags);
  if (names.includes('basic') && !flags.http_credentials) {
    const reason = `${on.join(', ')} would let nobody in`;
    problems.invalid('http_credentials', NOTHING, 'credentials to be given', { reason });
  }
  if ((flags.authenticate_http_executors || names.includes('jwt')) && !flags.jwt_secret_key) {
    problems.invalid('jwt_secret_key', NOTHING, 'a key to be given', { reason: 'executors need tokens' });
  }
  return problems.list;
}
