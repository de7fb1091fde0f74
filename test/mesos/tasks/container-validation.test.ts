import { expect, it } from 'vitest';
import { validateContainer } from '../../../src/mesos/tasks/container-validation.js';
import type { ContainerInfo, Volume } from '../../../src/mesos/wire/messages.js';

const withVolume = (more: Partial<Volume>): ContainerInfo => ({
  type: 'MESOS',
  volumes: [{ mode: 'RW', container_path: 'data', ...more }],
});
const ONE = "Invalid volume: Only one of them should be set: 'host_path', 'image' and 'source'";

it.each<[string, ContainerInfo | undefined]>([
  ['none', undefined],
  ['one without volumes', { type: 'MESOS' }],
  ['a path of the host', withVolume({ host_path: '/tmp' })],
  ['a source', withVolume({ source: { type: 'SANDBOX_PATH', sandbox_path: { type: 'PARENT', path: 'a' } } })],
  ['an image for Docker', { type: 'DOCKER', docker: { image: 'alpine' } }],
])('%s is valid', (_, container) => {
  expect(validateContainer(container)).toBeUndefined();
});

it.each<[string, ContainerInfo]>([
  [ONE, withVolume({})],
  [ONE, withVolume({ host_path: '', source: { type: 'HOST_PATH', host_path: { path: '/tmp' } } })],
  ["Invalid volume: 'source.type' is unknown", withVolume({ source: {} })],
  ["Invalid volume: 'source.host_path' is not set for HOST_PATH volume", withVolume({ source: { type: 'HOST_PATH' } })],
  ["Invalid volume: 'source.sandbox_path' is not set for SANDBOX_PATH volume", withVolume({ source: { type: 'SANDBOX_PATH' } })],
  [
    "Invalid volume: 'source.docker_volume' is not set for DOCKER_VOLUME volume",
    withVolume({ source: { type: 'DOCKER_VOLUME' } }),
  ],
  ["Invalid volume: 'source.secret' is not set for SECRET volume", withVolume({ source: { type: 'SECRET' } })],
  ["Invalid volume: 'source.csi_volume' is not set for CSI volume", withVolume({ source: { type: 'CSI_VOLUME' } })],
  [
    "Invalid volume: 'source.csi_volume.static_provisioning' is not set for CSI volume",
    withVolume({ source: { type: 'CSI_VOLUME', csi_volume: { plugin_name: 'plugin' } } }),
  ],
  ["DockerInfo 'docker' is not set for DOCKER typed ContainerInfo", { type: 'DOCKER' }],
  [
    "Parameter in DockerInfo must not be 'name'",
    { type: 'DOCKER', docker: { image: 'alpine', parameters: [{ key: 'name', value: 'mine' }] } },
  ],
])('%s', (message, container) => {
  expect(validateContainer(container)).toBe(message);
});
