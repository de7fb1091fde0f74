import { describe, expect, it } from 'vitest';
import { LABELS } from '../../../src/docker/labels.js';
import { bindingsOf, showInspected, showListed } from '../../../src/docker/proxy/container-view.js';

describe('the label that tells which ports a container has', () => {
  it('is none of ours when it is no list of them, as one of an image can be', () => {
    for (const text of ['{', '5', 'null', '{}', '[1]', '[null]']) expect(bindingsOf({ [LABELS.ports]: text })).toEqual([]);
    expect(bindingsOf(null)).toEqual([]);
    expect(showListed({ State: 'running', Labels: { [LABELS.network]: 'bridge', [LABELS.ports]: '{}' } })?.Ports).toEqual([]);
  });
});

it('leaves what an engine answers in place of a container as it is', () => {
  expect(showInspected(null)).toBeNull();
  expect(showListed(null)).toBeNull();
  expect(showInspected({ Config: { Labels: null } })).toEqual({ Config: { Labels: null } });
});
