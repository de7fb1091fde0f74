import { describe, expect, it } from 'vitest';
import { implicitApprovers } from '../../../src/mesos/authorizer/implicit-approvers.js';

const nested = { container_id: { value: 'task', parent: { value: 'inner', parent: { value: 'own' } } } };

describe('the token of an executor', () => {
  const approvers = implicitApprovers({ cid: 'own', eid: 'e', fid: 'f' });

  it.each([
    ...(['LAUNCH_NESTED_CONTAINER', 'WAIT_NESTED_CONTAINER', 'KILL_NESTED_CONTAINER', 'REMOVE_NESTED_CONTAINER'] as const),
    ...(['LAUNCH_NESTED_CONTAINER_SESSION', 'ATTACH_CONTAINER_OUTPUT'] as const),
  ])('allows %s in its own container, and in no other', (action) => {
    expect(approvers.approved(action, nested)).toBe(true);
    expect(approvers.approved(action, { container_id: { value: 'task', parent: { value: 'another' } } })).toBe(false);
    expect(approvers.approved(action)).toBe(false);
  });

  it.each(['ATTACH_CONTAINER_INPUT', 'KILL_STANDALONE_CONTAINER', 'VIEW_CONTAINER'] as const)('does not allow %s', (action) => {
    expect(approvers.approved(action, nested)).toBe(false);
  });
});

it('allows those with a prefix what is done to containers whose ids begin so', () => {
  const approvers = implicitApprovers({ cid_prefix: 'plugin-' });
  expect(approvers.approved('LAUNCH_STANDALONE_CONTAINER', { container_id: { value: 'plugin-1' } })).toBe(true);
  expect(approvers.approved('LAUNCH_STANDALONE_CONTAINER', { container_id: { value: 'task-1' } })).toBe(false);
  expect(implicitApprovers({}).approved('LAUNCH_STANDALONE_CONTAINER', { container_id: { value: 'task-1' } })).toBe(false);
});

it('allows nothing to a token without claims that say whose it is', () => {
  expect(implicitApprovers({ sub: 'somebody' }).approved('KILL_NESTED_CONTAINER', nested)).toBe(false);
});
