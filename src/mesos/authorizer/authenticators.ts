import type { Credential } from '../flags/credentials.js';
import type { Authenticator, Authenticators } from '../process/http/authenticator.js';
import { BasicAuthenticator } from '../process/http/basic-authenticator.js';
import { OptionalAuthenticator } from '../process/http/optional-authenticator.js';

/** Who is known in the realms of a master or an agent. */
export interface RealmOptions {
  /** Those that a realm lets in which asks. */
  readonly ask: (realm: string) => Authenticator;
  /** Whom every realm knows: minimesos itself. */
  readonly owner: Credential | undefined;
  /** Whether there are rules, so that it makes a difference who somebody is. */
  readonly restricted: boolean;
}

/** The authenticators of realms, of which some ask who somebody is, and others do not. */
export function authenticatorsOf(
  realms: Readonly<Record<string, boolean>>,
  { ask, owner, restricted }: RealmOptions,
): Authenticators {
  const authenticators = new Map<string, Authenticator>();
  for (const [realm, asks] of Object.entries(realms)) {
    if (asks) authenticators.set(realm, ask(realm));
    // Nobody has to say who they are, but minimesos does, as no rules are about it.
    else if (restricted && owner) authenticators.set(realm, new OptionalAuthenticator(new BasicAuthenticator(realm, [owner])));
  }
  return authenticators;
}
