import { afterEach, expect, it } from 'vitest';
import { pause } from '../../../../src/mesos/process/pause.js';
import { SilenceWatch } from '../../../../src/mesos/process/supervisor/silence-watch.js';

let watch: SilenceWatch;
afterEach(() => watch.stop());

it('notices silence while it is waited for, once for what was asked until then', async () => {
  let noticed = 0;
  watch = new SilenceWatch(
    () => 50,
    () => noticed++,
    10,
  );
  watch.asked();
  watch.asked();
  await expect.poll(() => noticed).toBe(1);
  await pause(200);
  expect(noticed).toBe(1);
  watch.asked();
  await expect.poll(() => noticed).toBe(2);
});

it('notices none of who says something, nor when nobody waits any more', async () => {
  let looks = 0;
  let waited = true;
  watch = new SilenceWatch(
    () => {
      looks++;
      watch.heard();
      return waited ? 15 : undefined;
    },
    () => expect.unreachable(),
    10,
  );
  watch.asked();
  await expect.poll(() => looks).toBeGreaterThan(10);
  waited = false;
  const before = looks;
  await pause(200);
  expect(looks).toBeLessThanOrEqual(before + 1);
});
