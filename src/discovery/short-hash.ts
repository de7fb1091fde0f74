import { createHash } from 'node:crypto';

/** The alphabet of z-base-32, in which people tell letters apart. */
const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769';
const LENGTH = 5;
const BITS = 5;

/** What tells apart tasks of one name in Mesos-DNS: the beginning of the SHA-1 of the id of a task, in z-base-32. */
export function shortHash(text: string): string {
  const bits = createHash('sha1').update(text).digest().readUIntBE(0, 4);
  return Array.from({ length: LENGTH }, (_, index) => ALPHABET[(bits >>> (32 - BITS * (index + 1))) & 31]).join('');
}
