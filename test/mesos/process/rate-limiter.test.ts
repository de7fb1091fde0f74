import { expect, it } from 'vitest';
import { Clock } from '../../../src/mesos/process/clock.js';
import { RateLimiter } from '../../../src/mesos/process/rate-limiter.js';

it('gives permits at a steady pace, in the order in which they were asked for', () => {
  const clock = new Clock();
  const limiter = new RateLimiter({ permits: 2, periodMs: 60_000 }, (milliseconds, action) => clock.delay(milliseconds, action));
  const granted: string[] = [];
  const ask = (name: string) => limiter.acquire(() => granted.push(name));
  ask('first');
  expect(granted).toEqual(['first']);
  ask('second');
  const third = ask('third');
  ask('fourth');
  third.cancel();
  clock.advance(29_000);
  expect(granted).toEqual(['first']);
  clock.advance(1001);
  expect(granted).toEqual(['first', 'second']);
  // One that does not wait any more takes nobody's time.
  clock.advance(30_001);
  expect(granted).toEqual(['first', 'second', 'fourth']);
  clock.advance(60_000);
  ask('late');
  expect(granted).toEqual(['first', 'second', 'fourth', 'late']);
  clock.stop();
});
