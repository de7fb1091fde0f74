import type { Authentication, Authenticator } from './authenticator.js';
import { unauthorized } from './authenticator.js';

/** Several authenticators, one after the other: whoever one of them knows is let in. */
export class CombinedAuthenticator implements Authenticator {
  readonly scheme: string;

  constructor(private readonly authenticators: readonly Authenticator[]) {
    this.scheme = authenticators.map(({ scheme }) => scheme).join(' ');
  }

  authenticate(authorization: string | undefined): Authentication {
    const challenges: string[] = [];
    const texts: string[] = [];
    for (const authenticator of this.authenticators) {
      const result = authenticator.authenticate(authorization);
      if ('principal' in result) return result;
      challenges.push(result.refused.headers?.['WWW-Authenticate'] ?? '');
      texts.push(`"${authenticator.scheme}" authenticator returned:\n${result.refused.body as string}`);
    }
    return unauthorized(challenges.join(','), texts.join('\n\n'));
  }
}
