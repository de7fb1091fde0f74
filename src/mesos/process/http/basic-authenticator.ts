import { isSame } from '../secrets.js';
import { type Authentication, type Authenticator, unauthorized } from './authenticator.js';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Names and secrets, by the scheme Basic of HTTP. */
export class BasicAuthenticator implements Authenticator {
  readonly scheme = 'Basic';

  /** @param credentials Names may be among them several times: any of their secrets is good. */
  constructor(
    private readonly realm: string,
    private readonly credentials: readonly { readonly principal: string; readonly secret: string }[],
  ) {}

  authenticate(authorization: string | undefined): Authentication {
    const [scheme, encoded = '', ...more] = authorization?.split(' ') ?? [];
    if (scheme === 'Basic' && more.length === 0 && BASE64.test(encoded)) {
      // As in libprocess, a secret with a colon is never right.
      const [name, secret, ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
      const known = this.credentials.some((each) => each.principal === name && isSame(each.secret, secret));
      if (name !== undefined && known && rest.length === 0) return { principal: { value: name } };
    }
    return unauthorized(`Basic realm="${this.realm}"`);
  }
}
