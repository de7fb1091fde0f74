import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeVolumes } from '../../../src/mesos/containerizer/container-volumes.js';
import { isolationOf } from '../../../src/mesos/containerizer/isolation.js';
import type { Volume } from '../../../src/mesos/wire/messages.js';

let root: string;
let warnings: string[];
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'minimesos-volumes-test-')));
  for (const name of ['parent', 'own', 'host']) mkdirSync(join(root, name));
  warnings = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const isolation = (text: string, launcher = 'posix') => isolationOf({ isolation: text, launcher, containerizers: 'mesos' });
const LINKS = isolation('posix/cpu,volume/sandbox_path,filesystem/posix');
const MOUNTS = isolation('filesystem/linux', 'linux');
const NONE = isolation('posix/cpu,posix/mem');

const sandboxPath = (path: string, container_path = 'data', type: 'PARENT' | 'SELF' = 'PARENT'): Volume => ({
  ...{ mode: 'RW', container_path, source: { type: 'SANDBOX_PATH', sandbox_path: { type, path } } },
});
const hostPath = (path: string, container_path = 'data'): Volume => ({
  ...{ mode: 'RW', container_path, source: { type: 'HOST_PATH', host_path: { path } } },
});

const make = (volume: Volume, how = LINKS, more: { outermost?: boolean; session?: boolean } = {}) => {
  const { outermost = false, session = false } = more;
  const owner = {
    ...{ container: { type: 'MESOS' as const, volumes: [volume] }, directory: join(root, 'own'), outermost, session },
    parentDirectory: outermost ? undefined : join(root, 'parent'),
  };
  return makeVolumes(owner, how, (text) => warnings.push(text));
};

describe('a volume of the sandbox of the parent', () => {
  it('is made there, and linked', async () => {
    await make(sandboxPath('a/b'));
    expect(readlinkSync(join(root, 'own/data'))).toBe(join(root, 'parent/a/b'));
    expect(statSync(join(root, 'own/data')).isDirectory()).toBe(true);
  });

  it('may be there already, as a file, too', async () => {
    await make(sandboxPath('.'));
    expect(readlinkSync(join(root, 'own/data'))).toBe(join(root, 'parent'));
  });

  it('that is read-only can be written to, which is told', async () => {
    await make({ ...sandboxPath('a'), mode: 'RO' });
    expect(warnings).toEqual([`Allowing read-write access to read-only volume '${join(root, 'parent/a')}'`]);
  });

  it('is ignored without the isolator', async () => {
    await make(sandboxPath('a'), NONE);
    await make(hostPath('/etc'));
    expect(() => readlinkSync(join(root, 'own/data'))).toThrow('ENOENT');
  });
});

describe('a volume of the host', () => {
  it('is linked where Mesos mounts it', async () => {
    await make(hostPath(join(root, 'host')), MOUNTS);
    expect(readlinkSync(join(root, 'own/data'))).toBe(join(root, 'host'));
    await make({ mode: 'RW', container_path: 'older', host_path: join(root, 'host') }, MOUNTS, { outermost: true });
    expect(readlinkSync(join(root, 'own/older'))).toBe(join(root, 'host'));
  });

  it('may be where it comes from', async () => {
    await make(hostPath(join(root, 'host'), join(root, 'host')), MOUNTS);
  });
});

it.each<[string, Volume, ReturnType<typeof isolationOf>, object, string]>([
  ['of an executor', sandboxPath('a'), LINKS, { outermost: true }, 'Volumes in ContainerInfo is not supported'],
  ['of an executor, from the host', hostPath('/etc'), NONE, { outermost: true }, 'Volumes in ContainerInfo is not supported'],
  ['without a parent', sandboxPath('a'), MOUNTS, { outermost: true }, 'PARENT type only works for nested container'],
  ['that leaves the sandbox', sandboxPath('../a'), LINKS, {}, "Path '../a' in SANDBOX_PATH volume is outside of the sandbox"],
  ['that leaves it later', sandboxPath('a/../../b'), LINKS, {}, 'is outside of the sandbox'],
  [
    'that appears outside',
    sandboxPath('a', '../b'),
    LINKS,
    {},
    "The container path '../b' of a volume is outside of the sandbox",
  ],
  ['with an absolute path', sandboxPath('/a'), LINKS, {}, "Path '/a' in SANDBOX_PATH volume is absolute"],
  ['at an absolute path', sandboxPath('a', '/a'), LINKS, {}, "'linux' launcher and 'filesystem/linux' isolator must be enabled"],
  ['within itself', sandboxPath('a', 'b', 'SELF'), LINKS, {}, "'container_path' is relative for SANDBOX_PATH volume SELF type"],
  ['in a path that is missing', sandboxPath('a', 'no/such'), LINKS, {}, 'Failed to symlink'],
  ['of a session', sandboxPath('a'), LINKS, { session: true }, 'SANDBOX_PATH volume is not supported for DEBUG containers'],
  ['of a session, from the host', hostPath('/etc'), MOUNTS, { session: true }, 'HOST_PATH volume is not supported for DEBUG'],
  ['that is relative', hostPath('etc'), MOUNTS, {}, "Path 'etc' in HOST_PATH volume is not absolute"],
  ['that is missing', hostPath('/no/such'), MOUNTS, {}, "Path '/no/such' in HOST_PATH volume does not exist"],
  ['where nothing is', hostPath('/etc', '/no/such'), MOUNTS, {}, "Mount point '/no/such' is an absolute path. It must exist"],
  ['elsewhere on the host', hostPath('/etc', '/tmp'), MOUNTS, {}, "Failed to mount '/etc' to '/tmp'"],
  ['from an image', { mode: 'RO', container_path: 'a', image: { type: 'DOCKER' } }, MOUNTS, {}, 'image type: DOCKER'],
])('a volume %s is refused', async (_, volume, how, more, message) => {
  await expect(make(volume, how, more)).rejects.toThrow(message);
});

describe('a link that a task put into its sandbox', () => {
  beforeEach(() => {
    symlinkSync(join(root, 'host'), join(root, 'parent/out'));
    symlinkSync(join(root, 'host'), join(root, 'own/out'));
  });
  afterEach(() => expect(readdirSync(join(root, 'host'))).toEqual([]));

  it('has no volume made elsewhere', async () => {
    await expect(make(sandboxPath('out/a'))).rejects.toThrow('leads out of the sandbox');
  });

  it('has no volume appear elsewhere', async () => {
    await expect(make(sandboxPath('a', 'out/a'))).rejects.toThrow('leads out of the sandbox');
  });
});
