import { isAbsolute } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { entryPoint } from '../../../src/mesos/process/entry-point.js';
import { buildSupervisor } from './supervisor/build.js';

beforeAll(buildSupervisor);

it('finds the built program of this checkout when run from source', () => {
  const path = entryPoint('supervisor.cjs');
  expect(isAbsolute(path)).toBe(true);
  expect(path).toMatch(/[/\\]dist[/\\]supervisor\.cjs$/);
});

it('says what to do when a program is not built', () => {
  expect(() => entryPoint('no-such-program.js' as 'cli.js')).toThrow(/no-such-program\.js is missing.*npm run build/);
});
