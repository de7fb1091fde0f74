import { authenticatorsOf } from '../../authorizer/authenticators.js';
import { endpoint, type RouteAccess } from '../../authorizer/route-access.js';
import type { Credential } from '../../flags/credentials.js';
import type { MasterFlags } from '../../flags/master-flags.js';
import type { Authenticators } from '../../process/http/authenticator.js';
import { BasicAuthenticator } from '../../process/http/basic-authenticator.js';

/** For endpoints that only tell something. */
const READONLY = 'mesos-master-readonly';
/** For endpoints that change something, or may. */
const READWRITE = 'mesos-master-readwrite';
/** For the scheduler API. */
const SCHEDULER = 'mesos-master-scheduler';

const reads: RouteAccess = { realm: READONLY };
const writes: RouteAccess = { realm: READWRITE };

/** Who may use which route of a master. Those that are missing are open to everybody, as in Mesos. */
export const MASTER_ACCESS: Readonly<Record<string, RouteAccess>> = {
  '/api/v1/scheduler': { realm: SCHEDULER },
  '/api/v1': writes,
  ...{ '/frameworks': reads, '/roles': reads, '/slaves': reads, '/state': reads, '/state-summary': reads, '/tasks': reads },
  '/flags': { realm: READONLY, action: 'VIEW_FLAGS', onlyGet: true },
  ...{ '/reserve': writes, '/unreserve': writes, '/create-volumes': writes, '/destroy-volumes': writes },
  ...{ '/teardown': writes, '/weights': writes, '/quota': writes },
  ...{ '/maintenance/schedule': writes, '/maintenance/status': reads, '/machine/down': writes, '/machine/up': writes },
  ...{ '/files/browse': reads, '/files/read': reads, '/files/download': reads },
  '/registrar(1)/registry': reads,
  '/files/debug': endpoint(READONLY, '/files/debug'),
  '/metrics/snapshot': endpoint(READONLY, '/metrics/snapshot'),
  // Who may see the one may see the other.
  '/metrics/prometheus': endpoint(READONLY, '/metrics/snapshot'),
  '/logging/toggle': endpoint(READWRITE, '/logging/toggle'),
};

/**
 * Who is let in to which realm of a master, by its flags.
 * @param owner whom all realms know: minimesos itself
 */
export function masterAuthenticators(flags: MasterFlags, owner?: Credential): Authenticators {
  const credentials = [...(flags.credentials?.list ?? []), ...(owner ? [owner] : [])];
  return authenticatorsOf(
    {
      [READONLY]: flags.authenticate_http_readonly,
      [READWRITE]: flags.authenticate_http_readwrite,
      [SCHEDULER]: flags.authenticate_http_frameworks,
    },
    { ask: (realm) => new BasicAuthenticator(realm, credentials), owner, restricted: flags.acls !== undefined },
  );
}
