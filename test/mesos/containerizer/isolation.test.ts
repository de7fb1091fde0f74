import { describe, expect, it } from 'vitest';
import { checkContainer, isolationOf, UnsupportedContainerError } from '../../../src/mesos/containerizer/isolation.js';

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
    checkContainer(undefined, POSIX);
    checkContainer({ type: 'MESOS', mesos: {}, network_infos: [{}] }, POSIX);
  });

  it('that need Docker are taken by no containerizer', () => {
    const check = () => checkContainer({ type: 'DOCKER', docker: { image: 'alpine' } }, POSIX);
    expect(check).toThrow(UnsupportedContainerError);
    expect(check).toThrow(/^None of the enabled containerizers \(mesos\) could create a container/);
  });

  it('with an image or a network are refused', () => {
    const image = { type: 'DOCKER' as const, docker: { name: 'alpine' } };
    expect(() => checkContainer({ type: 'MESOS', mesos: { image } }, POSIX)).toThrow('Unsupported container image type: DOCKER');
    expect(() => checkContainer({ type: 'MESOS', network_infos: [{ name: 'net' }] }, POSIX)).toThrow("Unknown CNI network 'net'");
  });
});
