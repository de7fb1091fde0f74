import { describe, expect, it } from 'vitest';
import { isColoured, painter } from '../../src/cli/colours.js';
import { keep } from './fake-context.js';

const stream = (isTTY: boolean) => Object.assign(keep(), { isTTY });

describe('colours', () => {
  it('are for terminals that can show them', () => {
    expect(isColoured(stream(true), {})).toBe(true);
    expect(isColoured(stream(false), {})).toBe(false);
    expect(isColoured(stream(true), { TERM: 'dumb' })).toBe(false);
  });

  it('are as the environment wants them', () => {
    expect(isColoured(stream(true), { NO_COLOR: '1' })).toBe(false);
    expect(isColoured(stream(true), { NO_COLOR: '' })).toBe(true);
    expect(isColoured(stream(false), { FORCE_COLOR: '1' })).toBe(true);
    expect(isColoured(stream(true), { FORCE_COLOR: '0' })).toBe(false);
    expect(isColoured(stream(true), { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
  });

  it('are switched off behind what they are for', () => {
    expect(painter(stream(true), {})('red', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(painter(stream(false), {})('red', 'x')).toBe('x');
  });
});
