import { type Authentication, type Authenticator, unauthorized } from './authenticator.js';
import { JwtError, parseJwt } from './jwt.js';

/** Tokens that say of themselves who bears them, by the scheme Bearer of HTTP. */
export class JwtAuthenticator implements Authenticator {
  readonly scheme = 'Bearer';

  /** @param now seconds since 1970 */
  constructor(
    private readonly realm: string,
    private readonly key: string,
    private readonly now: () => number,
  ) {}

  authenticate(authorization: string | undefined): Authentication {
    if (authorization === undefined) return unauthorized(`Bearer realm="${this.realm}"`);
    const [scheme, token, ...more] = authorization.split(' ');
    if (token === undefined || more.length > 0) return this.#refuse("Malformed 'Authorization' header");
    if (scheme !== 'Bearer') return this.#refuse(`Scheme '${scheme}' unsupported`);
    try {
      const claims = Object.entries(parseJwt(token, this.key, this.now()));
      if (claims.length === 0) return this.#refuse('JWT claims missing');
      const texts = claims.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
      return { principal: { claims: Object.fromEntries(texts) as Record<string, string> } };
    } catch (error) {
      if (error instanceof JwtError) return this.#refuse(`Invalid JWT: ${error.message}`);
      throw error;
    }
  }

  #refuse(description: string): Authentication {
    return unauthorized(`Bearer realm="${this.realm}", error="invalid_token", error_description="${description}"`);
  }
}
