import { describe, expect, it } from 'vitest';
import { prefers } from '../../src/remote/negotiate.js';

describe('prefers', () => {
  it.each([
    [undefined, 'a/x'],
    ['*/*', 'a/x'],
    ['', 'a/x'],
    ['b/y', 'b/y'],
    ['B/Y; charset=utf-8', 'b/y'],
    ['b/*', 'b/y'],
    ['a/x;q=0.5, b/y;q=0.9', 'b/y'],
    ['a/x;q=0, */*', 'b/y'],
    ['b/y, */*;q=0.1', 'b/y'],
    ['text/html', 'a/x'],
    [';;,q=,', 'a/x'],
  ])('%j: %s', (accept, type) => {
    expect(prefers(accept, ['a/x', 'b/y'])).toBe(type);
  });
});
