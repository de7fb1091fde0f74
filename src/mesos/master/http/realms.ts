import type { Credential } from '../../flags/credentials.js';
import type { MasterFlags } from '../../flags/master-flags.js';
import type { Authenticator, Authenticators } from '../../process/http/authenticator.js';
import { BasicAuthenticator } from '../../process/http/basic-authenticator.js';
import { OptionalAuthenticator } from '../../process/http/optional-authenticator.js';

/** The realm of endpoints that only tell something. */
export const READONLY = 'mesos-master-readonly';
/** The realm of endpoints that change something. */
export const READWRITE = 'mesos-master-readwrite';
/** The realm of the scheduler API. */
export const SCHEDULER = 'mesos-master-scheduler';

/**
 * Who is let in to which realm of a master, by its flags.
 * @param owner whom all realms know: minimesos itself
 */
export function masterAuthenticators(flags: MasterFlags, owner?: Credential): Authenticators {
  const { authenticate_http_readonly, authenticate_http_readwrite, authenticate_http_frameworks, credentials, acls } = flags;
  const realms: [realm: string, required: boolean][] = [
    [READONLY, authenticate_http_readonly],
    [READWRITE, authenticate_http_readwrite],
    [SCHEDULER, authenticate_http_frameworks],
  ];
  const own = owner ? [owner] : [];
  return new Map(
    realms.flatMap(([realm, required]): [string, Authenticator][] => {
      if (required) return [[realm, new BasicAuthenticator(realm, [...(credentials?.list ?? []), ...own])]];
      // Nobody has to say who they are. Where there are rules it makes a difference whether minimesos itself does.
      return acls && owner ? [[realm, new OptionalAuthenticator(new BasicAuthenticator(realm, own))]] : [];
    }),
  );
}
