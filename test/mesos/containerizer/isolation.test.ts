import { describe, expect, it } from 'vitest';
import {
  checkContainer,
  isolationOf,
  UnsupportedContainerError,
  unsupportedContainer,
} from '../../../src/mesos/containerizer/isolation.js';

const POSIX = isolationOf({ isolation: 'posix/cpu, posix/mem', launcher: 'posix', containerizers: 'mesos' });

describe('the isolation of an agent', () => {
  it('is what its flags say', () => {
    expect(POSIX).toEqual({ isolators: new Set(['posix/cpu', 'posix/mem']), mounts: false, containerizers: 'mesos' });
  });

  it('has the isolators of volumes where there are mounts', () => {
    const linux = isolationOf({ isolation: 'filesystem/linux', launcher: 'linux', containerizers: 'mesos' });
    expect([linux.mounts, linux.isolators.has('volume/host_path')]).toEqual([true, true]);
    expect(isolationOf({ isolation: 'filesystem/linux', launcher: 'posix', containerizers: 'mesos' }).mounts).toBe(false);
  });
});

describe('containers', () => {
  it('that are plain processes on the network of the host are taken', () => {
    checkContainer(undefined);
    checkContainer({ type: 'MESOS', mesos: {}, network_infos: [{}] });
  });

  it('that need Docker are taken by no containerizer', () => {
    const error = unsupportedContainer({ type: 'DOCKER', docker: { image: 'alpine' } }, POSIX);
    expect(error).toBeInstanceOf(UnsupportedContainerError);
    expect(error.message).toMatch(/^None of the enabled containerizers \(mesos\) could create a container/);
  });

  it('with an image or a network are refused', () => {
    const image = { type: 'DOCKER' as const, docker: { name: 'alpine' } };
    expect(() => checkContainer({ type: 'MESOS', mesos: { image } })).toThrow('Unsupported container image type: DOCKER');
    expect(() => checkContainer({ type: 'MESOS', network_infos: [{ name: 'net' }] })).toThrow("Unknown CNI network 'net'");
  });
});
