import type { Authentication, Authenticator } from './authenticator.js';

/** Lets everybody in, and knows those whom another authenticator knows. */
export class OptionalAuthenticator implements Authenticator {
  readonly scheme: string;

  constructor(private readonly authenticator: Authenticator) {
    this.scheme = authenticator.scheme;
  }

  authenticate(authorization: string | undefined): Authentication {
    const result = this.authenticator.authenticate(authorization);
    return 'principal' in result ? result : { principal: undefined };
  }
}
