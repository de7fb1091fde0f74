import { describe, expect, it } from 'vitest';
import { textOf } from './source-files.js';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly publishConfig: { readonly provenance?: boolean };
}

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(textOf('package.json')) as Manifest;
const lock = JSON.parse(textOf('package-lock.json')) as { lockfileVersion: number; packages: Record<string, Locked> };
/** What is installed with the package, by its name. */
const installed = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
  .map(([path, locked]) => ({ name: path.replace(/^.*node_modules\//, ''), ...locked }));

describe('what the package brings with it', () => {
  it('may be used by everybody: its licences ask for no more than to be named', () => {
    const allowed = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Unlicense', '0BSD'];
    /** Whose manifests tell their licence in an older form, which the lock file leaves out: all MIT. */
    const older = ['buildcheck', 'cpu-features', 'ssh2'];
    const others = installed.filter(({ name, license }) =>
      license === undefined ? !older.includes(name) : !allowed.includes(license),
    );
    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  it('is what the lock file says: every version with what it has to consist of', () => {
    expect(lock.lockfileVersion).toBe(3);
    const loose = Object.entries(lock.packages).filter(
      ([path, { version, integrity }]) => path !== '' && (!version || !integrity?.startsWith('sha512-')),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
    expect(lock.packages['']?.dependencies).toEqual(manifest.dependencies);
  });

  it('runs nothing of ours when it is installed, and of others only what may fail', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare', 'dependencies'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
    // The native parts of ssh2 are an option of it, and protobufjs only compares versions: --ignore-scripts loses nothing.
    expect([...new Set(installed.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name))].sort()).toEqual([
      'cpu-features',
      'protobufjs',
      'ssh2',
    ]);
  });

  it('tells where it was built, and has no more in it than is needed', () => {
    expect(manifest.publishConfig.provenance).toBe(true);
    expect(manifest.files).toEqual(['dist', 'schema', 'CHANGELOG.md']);
  });
});
