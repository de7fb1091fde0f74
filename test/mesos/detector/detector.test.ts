import { expect, it } from 'vitest';
import { StandaloneDetector } from '../../../src/mesos/detector/detector.js';

it('the standalone detector knows the one master from the start', () => {
  const leader = { id: 'm', ip: 0, port: 5050 };
  const detected: unknown[] = [];
  const stop = new StandaloneDetector(leader).detect((found) => detected.push(found));
  stop();
  expect(detected).toEqual([leader]);
});

it('the standalone detector tells everybody who listens of the master that is appointed', () => {
  const detector = new StandaloneDetector();
  const detected: unknown[] = [];
  const stop = detector.detect((found) => detected.push(found));
  detector.appoint({ id: 'm', ip: 0, port: 5050 });
  detector.appoint(undefined);
  stop();
  detector.appoint({ id: 'n', ip: 0, port: 5050 });
  expect(detected).toEqual([undefined, { id: 'm', ip: 0, port: 5050 }, undefined]);
});
