import { createHmac } from 'node:crypto';
import { isSame } from '../secrets.js';

type Claims = Readonly<Record<string, unknown>>;

/** A JSON Web Token with these claims, signed by HMAC-SHA256: what Mesos's agents give executors. */
export function createJwt(claims: Readonly<Record<string, string>>, key: string): string {
  const payload = Object.fromEntries(Object.entries(claims).sort(([one], [other]) => (one < other ? -1 : 1)));
  const signed = [{ alg: 'HS256', typ: 'JWT' }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...signed, signature(signed.join('.'), key).toString('base64url')].join('.');
}

/**
 * The claims of a token that was signed by this key.
 * @param now seconds since 1970
 * @throws JwtError saying in libprocess's words what is wrong with the token
 */
export function parseJwt(token: string, key: string, now: number): Claims {
  const parts = token.split('.');
  const [header = '', payload = '', signed = ''] = parts;
  if (parts.length !== 3) throw new JwtError(`Expected 3 components in token, got ${parts.length}`);
  const algorithm = checkHeader(decode(header, 'header'));
  if (algorithm !== 'HS256') {
    throw new JwtError(`Token 'alg' value "${algorithm}" does not match, expected "HS256"`);
  }
  const claims = decode(payload, 'payload');
  checkExpiry(claims, now);
  const given = Buffer.from(signed, 'base64url');
  const right = signature(`${header}.${payload}`, key);
  if (!isSame(given, right)) throw new JwtError('Token signature does not match');
  return claims;
}

/** What is wrong with a token. */
export class JwtError extends Error {
  override readonly name = 'JwtError';
}

const signature = (text: string, key: string): Buffer => createHmac('sha256', key).update(text).digest();

function decode(part: string, name: 'header' | 'payload'): Claims {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch (error) {
    throw new JwtError(`Failed to decode token ${name}: Failed to parse into JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Claims;
  throw new JwtError(`Failed to decode token ${name}: Failed to parse into JSON: Unexpected JSON type parsed`);
}

function checkHeader(header: Claims): string {
  const { typ, alg, crit } = header;
  if (typ !== undefined && typeof typ !== 'string') throw new JwtError("Token 'typ' is not a string");
  if (alg === undefined) throw new JwtError("Failed to locate 'alg' in token JSON header");
  if (typeof alg !== 'string') throw new JwtError("Token 'alg' field is not a string");
  if (!['none', 'HS256', 'RS256'].includes(alg)) throw new JwtError(`Unsupported token algorithm: ${alg}`);
  if (crit !== undefined) throw new JwtError("Token 'crit' field is unsupported");
  return alg;
}

function checkExpiry({ exp }: Claims, now: number): void {
  if (exp === undefined) return;
  if (typeof exp !== 'number') throw new JwtError("JSON payload 'exp' field is not a number");
  const [ends, seconds] = [Math.trunc(exp), Math.trunc(now)];
  if (ends < seconds) throw new JwtError(`Token has expired: exp(${ends}) < now(${seconds})`);
}
