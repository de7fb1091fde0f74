import { describe, expect, it } from 'vitest';
import { parseListenAddress, urlOf } from '../../src/remote/listen-address.js';

describe('parseListenAddress', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    ['localhost:0', 'localhost', 0],
    ['0.0.0.0', '0.0.0.0', 0],
    ['my-host.example', 'my-host.example', 0],
    ['8080', '127.0.0.1', 8080],
    [':8080', '127.0.0.1', 8080],
    ['[::1]:8080', '::1', 8080],
    ['[::]', '::', 0],
  ])('reads %j', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
  });

  it.each(['', ':', 'a:b', 'a:1:2', '::1', '127.0.0.1:65536', '127.0.0.1:-1', 'http://a:1', 'a b:1', '[::1', '/tmp/socket'])(
    'refuses %j',
    (text) => {
      expect(() => parseListenAddress(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    },
  );
});

describe('urlOf', () => {
  it('puts IPv6 addresses into brackets', () => {
    expect(urlOf('127.0.0.1', 80)).toBe('http://127.0.0.1:80');
    expect(urlOf('::1', 80)).toBe('http://[::1]:80');
  });
});
