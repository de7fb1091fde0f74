import { type Problem, Problems } from '../../problem.js';
import type { AgentFlags } from './agent-flags.js';
import type { MasterFlags } from './master-flags.js';

/** How messages call the value of a flag that is not given. */
const came = 'nothing';

/** What authentication asks of the flags of a master besides being valid, each by itself: Mesos's would end at once. */
export function masterAuthenticationProblems(flags: MasterFlags): readonly Problem[] {
  const problems = new Problems();
  const switches = [
    ...(['authenticate_http_readonly', 'authenticate_http_readwrite', 'authenticate_http_frameworks'] as const),
    ...(['authenticate_agents', 'authenticate_frameworks'] as const),
  ];
  const on = switches.filter((name) => flags[name]);
  if (on.length > 0 && !flags.credentials) {
    problems.invalid('credentials', undefined, 'credentials to be given', {
      reason: `${on.join(', ')} would let nobody in`,
      came,
    });
  }
  if (flags.authenticate_http_frameworks && flags.http_framework_authenticators === undefined) {
    const reason = 'as in Mesos, authenticate_http_frameworks needs it';
    problems.invalid('http_framework_authenticators', undefined, 'basic', { reason, came });
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
    problems.invalid('http_credentials', undefined, 'credentials to be given', { reason, came });
  }
  if ((flags.authenticate_http_executors || names.includes('jwt')) && !flags.jwt_secret_key) {
    problems.invalid('jwt_secret_key', undefined, 'a key to be given', { reason: 'executors need tokens', came });
  }
  return problems.list;
}
