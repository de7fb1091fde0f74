import { expect, it } from 'vitest';
import { Receptions } from '../../src/simulation/receptions.js';

const never = <Value>() => new Promise<Value>(() => {});

it('takes for hanging what waits for no call', async () => {
  const receptions = new Receptions();
  await receptions.call(Promise.resolve());
  void receptions.receive('OFFERS', () => never());
  void receptions.receive('HEARTBEAT', () => {});
  await receptions.receive('UPDATE', async () => {});
  expect(receptions.hanging.map(({ event }) => event)).toEqual(['OFFERS']);
});

it('lets those wait that have made a call, or any of the scheduler may wait for', () => {
  const receptions = new Receptions();
  void receptions.receive('OFFERS', async () => void (await receptions.call(never())));
  expect(receptions.hanging).toEqual([]);
  void receptions.receive('UPDATE', () => never());
  expect(receptions.hanging.map(({ event }) => event)).toEqual(['UPDATE']);
});
