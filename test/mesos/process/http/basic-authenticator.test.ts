import { describe, expect, it } from 'vitest';
import { BasicAuthenticator } from '../../../../src/mesos/process/http/basic-authenticator.js';

const authenticator = new BasicAuthenticator('a-realm', [
  { principal: 'ops', secret: 'secret' },
  { principal: 'ops', secret: 'another' },
  { principal: 'colon', secret: 'a:b' },
]);
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('BasicAuthenticator', () => {
  it.each(['ops:secret', 'ops:another'])('knows who has %s', (pair) => {
    expect(authenticator.authenticate(basic(pair))).toEqual({ principal: { value: 'ops' } });
  });

  it.each([
    ['no header', undefined],
    ['a wrong secret', basic('ops:wrong')],
    ['an unknown principal', basic('nobody:secret')],
    ['no secret', basic('ops')],
    ['a secret with a colon, as in libprocess', basic('colon:a:b')],
    ['another scheme', 'Bearer x'],
    ['a scheme in small letters', basic('ops:secret').replace('Basic', 'basic')],
    ['what is not base64', 'Basic !'],
    ['base64 with something behind it', `${basic('ops:secret')} x`],
    ['nothing', ''],
  ])('refuses %s with a challenge', (_, header) => {
    expect(authenticator.authenticate(header)).toEqual({
      refused: {
        status: 401,
        headers: { 'Content-Type': 'text/plain; charset=utf-8', 'WWW-Authenticate': 'Basic realm="a-realm"' },
        body: '401 Unauthorized.',
      },
    });
  });
});
