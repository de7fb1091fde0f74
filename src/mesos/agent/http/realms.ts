import type { AgentFlags } from '../../flags/agent-flags.js';
import { agentAuthenticatorNames } from '../../flags/authentication-flags.js';
import type { Credential } from '../../flags/credentials.js';
import type { Authenticator, Authenticators } from '../../process/http/authenticator.js';
import { BasicAuthenticator } from '../../process/http/basic-authenticator.js';
import { CombinedAuthenticator } from '../../process/http/combined-authenticator.js';
import { JwtAuthenticator } from '../../process/http/jwt-authenticator.js';
import { OptionalAuthenticator } from '../../process/http/optional-authenticator.js';

/** The realm of endpoints that only tell something. */
export const READONLY = 'mesos-agent-readonly';
/** The realm of endpoints that change something. */
export const READWRITE = 'mesos-agent-readwrite';
/** The realm of the executor API. */
export const EXECUTOR = 'mesos-agent-executor';

/**
 * Who is let in to which realm of an agent, by its flags.
 * @param now seconds since 1970
 * @param owner whom all realms know: minimesos itself
 */
export function agentAuthenticators(flags: AgentFlags, now: () => number, owner?: Credential): Authenticators {
  const { authenticate_http_readonly, authenticate_http_readwrite, authenticate_http_executors = false } = flags;
  const realms: [realm: string, required: boolean][] = [
    [READONLY, authenticate_http_readonly],
    [READWRITE, authenticate_http_readwrite],
    [EXECUTOR, authenticate_http_executors],
  ];
  const own = owner ? [owner] : [];
  const byName = (realm: string, name: string): Authenticator =>
    name === 'jwt'
      ? new JwtAuthenticator(realm, flags.jwt_secret_key?.key ?? '', now)
      : new BasicAuthenticator(realm, [...(flags.http_credentials?.list ?? []), ...own]);
  return new Map(
    realms.flatMap(([realm, required]): [string, Authenticator][] => {
      if (required) {
        const [first, ...more] = agentAuthenticatorNames(flags).map((name) => byName(realm, name));
        return first ? [[realm, more.length === 0 ? first : new CombinedAuthenticator([first, ...more])]] : [];
      }
      // Nobody has to say who they are. Where there are rules it makes a difference whether minimesos itself does.
      return flags.acls && owner ? [[realm, new OptionalAuthenticator(new BasicAuthenticator(realm, own))]] : [];
    }),
  );
}
