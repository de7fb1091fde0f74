import { createHash, timingSafeEqual } from 'node:crypto';

type Secret = string | Buffer;

/** Whether a secret is the right one. It takes one time, however much of it was guessed and however long it is. */
export const isSame = (given: Secret, right: Secret | undefined): boolean =>
  right !== undefined && timingSafeEqual(digest(given), digest(right));

/** Digests have one length. */
const digest = (secret: Secret) => createHash('sha256').update(secret).digest();
