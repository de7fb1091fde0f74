import { afterAll, expect, it } from 'vitest';
import { connectEngine } from '../../src/docker/engine.js';
import { LABELS } from '../../src/docker/labels.js';
import { leftOf, removeLabelled } from '../../src/docker/remove.js';
import { TASK_IMAGE } from '../docker-images.js';
import { docker, dockerDone } from './real-docker.js';

const cluster = `remove-${process.pid}`;
const label = `--label=${LABELS.cluster}=${cluster}`;
const foreign = `${cluster}-foreign`;
afterAll(() => docker(['rm', '--force', foreign]));

it('disconnects what somebody has connected to the network of a cluster, which goes on', async () => {
  await dockerDone(['network', 'create', label, cluster]);
  await dockerDone(['volume', 'create', label, cluster]);
  await dockerDone(['run', '--detach', label, `--name=${cluster}`, `--network=${cluster}`, TASK_IMAGE, 'sleep', '1000']);
  await dockerDone(['run', '--detach', `--name=${foreign}`, `--network=${cluster}`, TASK_IMAGE, 'sleep', '1000']);
  const labels = { [LABELS.cluster]: cluster };
  const engine = await connectEngine();
  expect(await leftOf(engine, labels)).toEqual([`container ${cluster}`, `network ${cluster}`, `volume ${cluster}`]);
  expect(await removeLabelled(engine, labels)).toEqual([]);
  expect(await leftOf(engine, labels)).toEqual([]);
  expect(await dockerDone(['inspect', '--format={{.State.Running}} {{len .NetworkSettings.Networks}}', foreign])).toBe('true 0');
});
