import { expect, it } from 'vitest';
import { mistakenFields } from '../../../src/marathon/definitions/unknown-fields.js';

it('finds what was meant for another field, at any depth', () => {
  const app = { id: '/a', cmdd: 'true', container: { docker: { imgae: 'a' } }, networks: [{ mod: 'host' }] };
  expect(mistakenFields(app, false)).toEqual([
    { path: '/cmdd', suggestion: 'cmd' },
    { path: '/container/docker/imgae', suggestion: 'image' },
    { path: '/networks(0)/mod', suggestion: 'mode' },
  ]);
  expect(mistakenFields({ id: '/g', groups: [{ id: 'h', aps: [] }] }, true)).toEqual([
    { path: '/groups(0)/aps', suggestion: 'apps' },
  ]);
});

it('leaves what is somebody’s own, and what Marathon shows', () => {
  const shown = { tasks: [], tasksRunning: 1, readinessCheckResults: [], versionInfo: {}, lastTaskFailure: {} };
  expect(mistakenFields({ id: '/a', cmd: 'true', ...shown, $schema: 'x', somethingElse: 1 }, false)).toEqual([]);
  expect(mistakenFields('no object', false)).toEqual([]);
});
