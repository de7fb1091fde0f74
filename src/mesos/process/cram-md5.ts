import { createHmac } from 'node:crypto';
import { isSame } from './secrets.js';

/** The one mechanism by which processes of Mesos authenticate with each other. */
export const CRAM_MD5 = 'CRAM-MD5';

/** What somebody with this credential answers to a challenge, as text in base64: it proves the secret and does not tell it. */
export function answerChallenge({ principal, secret }: { principal: string; secret: string }, challenge: string): string {
  const proof = createHmac('md5', secret).update(Buffer.from(challenge, 'base64')).digest('hex');
  return Buffer.from(`${principal} ${proof}`).toString('base64');
}

/**
 * Whose credential an answer to a challenge proves; undefined when it proves none.
 * @param challenge in base64, as the answer is
 */
export function principalOfAnswer<Credential extends { principal: string; secret: string }>(
  credentials: readonly Credential[],
  challenge: string,
  answer: string,
): string | undefined {
  return credentials.find((credential) => isSame(answerChallenge(credential, challenge), answer))?.principal;
}
