import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AttachedPaths } from '../../../src/mesos/files/attached-paths.js';
import { directoryWith } from './attached.js';

/** A sandbox beside a secret, attached under its own path and a virtual one. */
function sandbox() {
  const parent = directoryWith({ 'run/file': 'x', 'run/sub/deep': 'x', 'run-secret/key': 'x', secret: 'x' });
  const run = join(parent, 'run');
  const paths = new AttachedPaths();
  paths.attach(run, run);
  paths.attach('/frameworks/f/runs/latest', run);
  return { parent, run, paths };
}

describe('a path', () => {
  it('that is longer than any is not found, in no time', async () => {
    const { run, paths } = sandbox();
    for (const end of ['/'.repeat(1_000_000), '/a'.repeat(1_000_000)]) {
      expect(await paths.resolve(`${run}${end}x`)).toBeUndefined();
      expect(paths.permits(`${run}${end}x`, undefined)).toBe(true);
    }
  });

  it.each([
    ['of what is attached', '', ''],
    ['of what is attached, with a slash', '/', ''],
    ['below it', '/file', '/file'],
    ['deeper below it', '/sub/deep', '/sub/deep'],
    ['with slashes and dots that do not leave it', '//sub/./..//file', '/file'],
    ['that goes out and comes back', '/../run/file', '/file'],
  ])('%s is found', async (_, path, real) => {
    const { run, paths } = sandbox();
    for (const root of [run, '/frameworks/f/runs/latest']) {
      expect(await paths.resolve(root + path)).toEqual({ real: run + real });
    }
  });

  it('may be written as a URI', async () => {
    const { run, paths } = sandbox();
    expect(await paths.resolve(`file://${run}/file`)).toEqual({ real: `${run}/file` });
    expect(await paths.resolve('file:///frameworks/f/runs/latest')).toEqual({ real: run });
    expect(await paths.resolve(`http://${run}`)).toBeUndefined();
  });

  it.each([
    ['that is missing', '/none'],
    ['below a file', '/file/none'],
    ['with a character that no path has', '/file\0'],
    ['that is far too long', `/${'x'.repeat(5000)}`],
  ])('%s is not found', async (_, path) => {
    const { run, paths } = sandbox();
    expect(await paths.resolve(run + path)).toBeUndefined();
  });

  it.each(['', '/', '/etc', '/etc/passwd', '/frameworks', '/frameworks/f/runs', 'frameworks/f/runs/latest', '..', '/../etc'])(
    'of "%s", which is not attached, is not found',
    async (path) => expect(await sandbox().paths.resolve(path)).toBeUndefined(),
  );

  it.each(['/..', '/../secret', '/sub/../../secret', '/../run-secret/key', '/../../../../../../../../etc/passwd'])(
    'of %s below what is attached leads out of it',
    async (path) => {
      const { run, paths } = sandbox();
      expect(await paths.resolve(`/frameworks/f/runs/latest${path}`)).toEqual({ outside: run + path });
    },
  );

  it('of a neighbour with a name that begins alike is not attached', async () => {
    const { parent, paths } = sandbox();
    expect(await paths.resolve(join(parent, 'run-secret/key'))).toBeUndefined();
  });
});

describe('a link', () => {
  it('may lead to what is attached with it', async () => {
    const { run, paths } = sandbox();
    symlinkSync('sub/deep', join(run, 'link'));
    expect(await paths.resolve(join(run, 'link'))).toEqual({ real: join(run, 'sub/deep') });
  });

  it.each(['../secret', '../run-secret/key', '/etc/passwd', '..'])('to %s leads out', async (target) => {
    const { run, paths } = sandbox();
    symlinkSync(target, join(run, 'link'));
    expect(await paths.resolve(join(run, 'link'))).toEqual({ outside: join(run, 'link') });
  });

  it('on the way leads out too', async () => {
    const { run, paths } = sandbox();
    symlinkSync('..', join(run, 'up'));
    expect(await paths.resolve(join(run, 'up/secret'))).toEqual({ outside: join(run, 'up/secret') });
  });

  it('that leads nowhere, or to itself, is not found', async () => {
    const { run, paths } = sandbox();
    symlinkSync('none', join(run, 'nowhere'));
    symlinkSync('circle', join(run, 'circle'));
    expect(await paths.resolve(join(run, 'nowhere'))).toBeUndefined();
    expect(await paths.resolve(join(run, 'circle'))).toBeUndefined();
  });

  it('may be what is attached', async () => {
    const { parent, run, paths } = sandbox();
    symlinkSync('run', join(parent, 'latest'));
    paths.attach('/latest', join(parent, 'latest'));
    expect(await paths.resolve('/latest/file')).toEqual({ real: join(run, 'file') });
  });
});

describe('what is attached', () => {
  it('may be a file', async () => {
    const { parent, paths } = sandbox();
    paths.attach('/master/log', join(parent, 'secret'));
    expect(await paths.resolve('/master/log')).toEqual({ real: join(parent, 'secret') });
    expect(await paths.resolve('/master/log/x')).toBeUndefined();
  });

  it('may lie within each other: the nearest counts', async () => {
    const { parent, run, paths } = sandbox();
    paths.attach('/frameworks/f/runs/latest/sub', join(parent, 'run-secret'));
    expect(await paths.resolve('/frameworks/f/runs/latest/sub/key')).toEqual({ real: join(parent, 'run-secret/key') });
    expect(await paths.resolve('/frameworks/f/runs/latest/sub/deep')).toBeUndefined();
    expect(await paths.resolve('/frameworks/f/runs/latest/file')).toEqual({ real: join(run, 'file') });
  });

  it('can be attached before it is there, and is not found when it has gone', async () => {
    const { parent, run, paths } = sandbox();
    paths.attach('/later', join(parent, 'later'));
    expect(await paths.resolve('/later/file')).toBeUndefined();
    renameSync(run, join(parent, 'later'));
    expect(await paths.resolve('/later/file')).toEqual({ real: join(parent, 'later/file') });
    expect(await paths.resolve('/frameworks/f/runs/latest/file')).toBeUndefined();
  });

  it('can be replaced and detached, with or without a slash', async () => {
    const { parent, run, paths } = sandbox();
    paths.attach('/frameworks/f/runs/latest/', join(parent, 'run-secret'));
    expect(await paths.resolve('/frameworks/f/runs/latest/key')).toEqual({ real: join(parent, 'run-secret/key') });
    expect(paths.entries()).toEqual({ [run]: run, '/frameworks/f/runs/latest': join(parent, 'run-secret') });
    paths.detach('/frameworks/f/runs/latest/');
    paths.detach('/never');
    expect(paths.entries()).toEqual({ [run]: run });
    expect(await paths.resolve('/frameworks/f/runs/latest/key')).toBeUndefined();
  });
});
