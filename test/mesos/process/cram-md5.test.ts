import { expect, it } from 'vitest';
import { answerChallenge, principalOfAnswer } from '../../../src/mesos/process/cram-md5.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

// The example of RFC 2195.
const challenge = base64('<1896.697170952@postoffice.reston.mci.net>');
const tim = { principal: 'tim', secret: 'tanstaaftanstaaf' };
const answer = base64('tim b913a602c7eda7a495b4e6e7334d3890');

it('proves a secret without telling it', () => {
  expect(answerChallenge(tim, challenge)).toBe(answer);
  expect(principalOfAnswer([{ principal: 'tom', secret: 'x' }, tim], challenge, answer)).toBe('tim');
});

it('does not take a proof of something else', () => {
  expect(principalOfAnswer([{ ...tim, secret: 'another' }], challenge, answer)).toBeUndefined();
  expect(principalOfAnswer([tim], base64('<another>'), answer)).toBeUndefined();
  expect(principalOfAnswer([], challenge, answer)).toBeUndefined();
});
