import { describe, expect, it } from 'vitest';
import { findLeaders } from '../../../src/marathon/scheduler/leaders.js';

const { signal } = new AbortController();

describe('masters that are known by their URLs', () => {
  it('are tried one after the other, first whom one of them has named', async () => {
    const leaders = findLeaders(['http://a:1', 'http://b:2']);
    expect([await leaders.next(signal), await leaders.next(signal), await leaders.next(signal)]).toEqual([
      ...['http://a:1', 'http://b:2', 'http://a:1'],
    ]);
    leaders.redirected('//c:3/api/v1/scheduler');
    expect(await leaders.next(signal)).toBe('http://c:3');
  });

  it('are none where one of them sends to what is no server', async () => {
    const leaders = findLeaders(['http://a:1']);
    for (const location of ['mailto:x', 'file:///etc/passwd', 'http://a:b:c', 'http://']) leaders.redirected(location);
    expect([await leaders.next(signal), await leaders.next(signal)]).toEqual(['http://a:1', 'http://a:1']);
  });
});
