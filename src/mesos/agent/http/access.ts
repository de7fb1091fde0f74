import { authenticatorsOf } from '../../authorizer/authenticators.js';
import { endpoint, type RouteAccess } from '../../authorizer/route-access.js';
import type { AgentFlags } from '../../flags/agent-flags.js';
import { agentAuthenticatorNames } from '../../flags/authentication-flags.js';
import type { Credential } from '../../flags/credentials.js';
import type { Authenticator, Authenticators } from '../../process/http/authenticator.js';
import { BasicAuthenticator } from '../../process/http/basic-authenticator.js';
import { CombinedAuthenticator } from '../../process/http/combined-authenticator.js';
import { JwtAuthenticator } from '../../process/http/jwt-authenticator.js';

/** For endpoints that only tell something. */
const READONLY = 'mesos-agent-readonly';
/** For endpoints that change something, or may. */
const READWRITE = 'mesos-agent-readwrite';
/** For the executor API. */
const EXECUTOR = 'mesos-agent-executor';

const reads: RouteAccess = { realm: READONLY };

/** Who may use which route of an agent. Those that are missing are open to everybody, as in Mesos. */
export const AGENT_ACCESS: Readonly<Record<string, RouteAccess>> = {
  '/api/v1/executor': { realm: EXECUTOR },
  '/api/v1': { realm: READWRITE },
  '/state': reads,
  '/flags': { realm: READONLY, action: 'VIEW_FLAGS', onlyGet: true },
  '/containers': { ...endpoint(READONLY, '/containers'), onlyGet: true },
  '/monitor/statistics': { ...endpoint(READONLY, '/monitor/statistics'), onlyGet: true },
  '/containerizer/debug': { ...endpoint(READONLY, '/containerizer/debug'), onlyGet: true },
  ...{ '/files/browse': reads, '/files/read': reads, '/files/download': reads },
  '/files/debug': endpoint(READONLY, '/files/debug'),
  '/metrics/snapshot': endpoint(READONLY, '/metrics/snapshot'),
  // Who may see the one may see the other.
  '/metrics/prometheus': endpoint(READONLY, '/metrics/snapshot'),
  '/logging/toggle': endpoint(READWRITE, '/logging/toggle'),
};

/**
 * Who is let in to which realm of an agent, by its flags.
 * @param now seconds since 1970
 * @param owner whom all realms know: minimesos itself
 */
export function agentAuthenticators(flags: AgentFlags, now: () => number, owner?: Credential): Authenticators {
  const credentials = [...(flags.http_credentials?.list ?? []), ...(owner ? [owner] : [])];
  const byName = (realm: string, name: 'basic' | 'jwt'): Authenticator =>
    name === 'jwt'
      ? new JwtAuthenticator(realm, flags.jwt_secret_key?.key ?? '', now)
      : new BasicAuthenticator(realm, credentials);
  const ask = (realm: string) => {
    const [first, second] = agentAuthenticatorNames(flags);
    return second ? new CombinedAuthenticator([byName(realm, first), byName(realm, second)]) : byName(realm, first);
  };
  return authenticatorsOf(
    {
      [READONLY]: flags.authenticate_http_readonly,
      [READWRITE]: flags.authenticate_http_readwrite,
      [EXECUTOR]: flags.authenticate_http_executors ?? false,
    },
    { ask, owner, restricted: flags.acls !== undefined },
  );
}
