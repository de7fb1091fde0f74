import { expect, it } from 'vitest';
import { StandaloneDetector } from '../../../src/mesos/detector/detector.js';

it('the standalone detector knows the one master from the start', () => {
  const leader = { id: 'm', ip: 0, port: 5050 };
  const detected: unknown[] = [];
  const stop = new StandaloneDetector(leader).detect((found) => detected.push(found));
  stop();
  expect(detected).toEqual([leader]);
});
